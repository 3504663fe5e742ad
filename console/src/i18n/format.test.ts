// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import { formatMessage, pseudo } from './format.ts';

it('puts values in and chooses plurals by the rules of the language', () => {
  const text = '{count, plural, =0 {none} one {# zone} other {# zones}} of {name}';
  expect(formatMessage(text, { count: 0, name: 'x' }, 'en')).toBe('none of x');
  expect(formatMessage(text, { count: 1, name: 'x' }, 'en')).toBe('1 zone of x');
  expect(formatMessage(text, { count: 2500, name: 'x' }, 'de')).toBe('2.500 zones of x');
});

it('takes a value for what it is, whatever it contains', () => {
  expect(formatMessage('{name}', { name: '{count}' }, 'en')).toBe('{count}');
});

it('lengthens and accents without touching the values', () => {
  const text = pseudo('Zone {zone}: {count, plural, one {# row} other {# rows}}');
  expect(text).toMatch(/^⟦Žóñé \{zone\}: \{count, plural, one \{⟦# rów·⟧\} other/);
  expect(formatMessage(text, { zone: 'a', count: 2 }, 'en')).toContain('2 rówš');
});
