// SPDX-License-Identifier: GPL-3.0-or-later

/// What was edited of `read` put on top of `theirs`: the lines that were taken out go, those that were
/// added come last, the others are theirs. An exported zone has one record on each line.
export function putOnTop(mine: string, read: string, theirs: string): string {
  const lines = (text: string) => text.split('\n').filter(Boolean);
  const [before, now] = [new Set(lines(read)), new Set(lines(mine))];
  const kept = lines(theirs).filter((line) => !before.has(line) || now.has(line));
  const there = new Set(kept);
  const added = lines(mine).filter((line) => !before.has(line) && !there.has(line));
  return [...kept, ...added, ''].join('\n');
}
