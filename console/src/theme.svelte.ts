// SPDX-License-Identifier: GPL-3.0-or-later
// Light, dark, or as the system has it. public/theme.js sets the same before the first paint.
export type Theme = 'system' | 'light' | 'dark';

const stored = 'zonecast.theme';
const state = $state<{ theme: Theme }>({ theme: read() });

export const theme = {
  get chosen(): Theme {
    return state.theme;
  },
};

export function chooseTheme(chosen: Theme): void {
  state.theme = chosen;
  if (chosen === 'system') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(stored);
  } else {
    document.documentElement.dataset.theme = chosen;
    localStorage.setItem(stored, chosen);
  }
}

function read(): Theme {
  const kept = localStorage.getItem(stored);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}
