// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import { addressOf, matchRoute, type Route } from './router.svelte.ts';

const route = (path: string): Route => ({ path, title: 'zones.title', section: '/dns', load: () => Promise.reject(new Error()) });
const routes = [route('/dns/zones'), route('/dns/zones/:zone/transfers')];

it('finds the page of an address, with the names in it decoded', () => {
  expect(matchRoute(routes, '/dns/zones')?.route.path).toBe('/dns/zones');
  expect(matchRoute(routes, '/dns/zones/0%2F25.2.0.192.in-addr.arpa/transfers')?.parameters.zone).toBe('0/25.2.0.192.in-addr.arpa');
  for (const path of ['/dns/zone', '/dns/zones//transfers', '/dns/zones/a/b', '/dns/zones/%/transfers']) {
    expect(matchRoute(routes, path)).toBeNull();
  }
});

it('makes the address of a page', () => {
  expect(addressOf('/dns/zones/:zone/transfers', { zone: '0/25.example' })).toBe('/dns/zones/0%2F25.example/transfers');
});
