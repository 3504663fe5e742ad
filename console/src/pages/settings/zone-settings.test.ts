// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import { changedMembers, settingsOf, timerSeconds, warningsOf, type Settings } from './zone-settings.ts';

const saved: Settings = {
  ttl: '3600', refresh: '43200', retry: '7200', expiry: '1209600', nx_ttl: '3600',
  primary_master: 'ns1.example.org', hostmaster: 'hostmaster@example.org', networks: [0, 1], views: ['office'], serial_policy: 'unixtime',
};

it('reads times in seconds and as zone files have them', () => {
  expect(['3600', '1h', '1H30M', ' 2w '].map(timerSeconds)).toEqual([3600, 3600, 5400, 1_209_600]);
  expect(['', '-1', '1.5', 'h', '1x', '2147483648', '9999999w'].map(timerSeconds)).toEqual(Array(7).fill(null));
});

it('sends only what differs', () => {
  expect(changedMembers({ ...saved }, saved)).toEqual({});
  expect(changedMembers({ ...saved, ttl: '1h', networks: [1, 0] }, saved)).toEqual({});
  expect(changedMembers({ ...saved, ttl: '2h', networks: [], views: ['world', 'office'], hostmaster: ' dns@example.org ' }, saved)).toEqual({
    ttl: 7200, networks: [], views: ['world', 'office'], hostmaster: 'dns@example.org',
  });
  expect(Object.keys(changedMembers({ ...saved, retry: 'x' }, saved))).toEqual(['retry']);
});

it('warns of timers that do not go together', () => {
  expect(warningsOf(saved)).toEqual({});
  expect(warningsOf({ ...saved, retry: '1d', expiry: '1h', nx_ttl: '2d' })).toEqual({ retry: 'retry', expiry: 'expiry', nx_ttl: 'negative' });
  expect(settingsOf().networks).toEqual([]);
});
