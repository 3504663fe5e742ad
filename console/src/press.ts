// SPDX-License-Identifier: GPL-3.0-or-later
// What a press of the pointer leaves alone until it has ended: a field that is left by it may tell
// what is wrong with it, and what was pressed must not move away before the click.
let isPressed = false;
addEventListener('pointerdown', () => (isPressed = true), true);
for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => (isPressed = false), true);

/// At once when nothing is pressed.
export function afterPress(then: () => void): void {
  if (!isPressed) return then();
  const stop = new AbortController();
  const ended = () => {
    stop.abort();
    setTimeout(then); // the click comes first
  };
  for (const end of ['pointerup', 'pointercancel']) addEventListener(end, ended, { capture: true, signal: stop.signal });
}
