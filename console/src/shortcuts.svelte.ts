// SPDX-License-Identifier: GPL-3.0-or-later
// Keys that do something by themselves. Those without Ctrl can be switched off, since speech input and
// a slip of the hand press them too (WCAG 2.1.4).
const stored = 'zonecast.singleKeys';
const state = $state<{ single: boolean; listed: boolean }>({ single: localStorage.getItem(stored) !== 'off', listed: false });

export const shortcuts = {
  /// Whether keys without Ctrl do something.
  get single(): boolean {
    return state.single;
  },
  set single(wanted: boolean) {
    state.single = wanted;
    if (wanted) localStorage.removeItem(stored);
    else localStorage.setItem(stored, 'off');
  },
  /// Whether the list of them is on show.
  get listed(): boolean {
    return state.listed;
  },
  set listed(wanted: boolean) {
    state.listed = wanted;
  },
};

/// Whether `event` is `key` alone, pressed where nothing is typed and no dialog is open.
export function isSingleKey(event: KeyboardEvent, key: string): boolean {
  if (!state.single || event.key !== key || event.ctrlKey || event.metaKey || event.altKey) return false;
  return !(event.target as Element).closest('input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]');
}
