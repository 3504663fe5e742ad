// SPDX-License-Identifier: GPL-3.0-or-later
// Asks before something that cannot simply be undone: `if (!(await confirm({…}))) return;`
export interface Question {
  title: string;
  text: string;
  points?: string[];
  yes: string;
  no?: string;
  danger?: boolean;
  /// Must be typed to agree.
  typed?: string;
}

const state = $state<{ question: Question | null }>({ question: null });
let settle: ((agreed: boolean) => void) | null = null;

export const asked = {
  get question(): Question | null {
    return state.question;
  },
};

export function confirm(question: Question): Promise<boolean> {
  answer(false);
  state.question = question;
  return new Promise((resolve) => (settle = resolve));
}

export function answer(agreed: boolean): void {
  state.question = null;
  settle?.(agreed);
  settle = null;
}
