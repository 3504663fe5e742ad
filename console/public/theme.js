// SPDX-License-Identifier: GPL-3.0-or-later
// Runs before the first paint, so that a chosen theme does not flash. A file of its own, because
// the Content-Security-Policy forbids inline scripts.
(() => {
  try {
    const theme = localStorage.getItem('zonecast.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the theme of the system is right then.
  }
})();
