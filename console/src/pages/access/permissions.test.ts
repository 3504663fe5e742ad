// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import { draftOf, permissionsOf, reachesNoZone, recordRules } from './permissions.ts';

it('makes a form of permissions, and permissions of the form', () => {
  const permissions = { dns: { view_zones: true, manage_zones: true, zones_allow: ['example.org'], records_allow: [{}] }, account: { view_activity_log: true }, security: { view_tsig_secrets: false } };
  const draft = draftOf(permissions);
  expect(draft).toEqual({ rights: ['dns.view_zones', 'dns.manage_zones', 'account.view_activity_log'], everyZone: false, allowed: 'example.org', denied: '' });
  const sent = permissionsOf({ ...draft, denied: 'a.example\n\nb.example' });
  expect(sent.dns).toEqual({ view_zones: true, manage_zones: true, zones_allow_by_default: false, zones_allow: ['example.org'], zones_deny: ['a.example', 'b.example'] });
  expect(sent.account).toMatchObject({ view_activity_log: true, manage_apikeys: false });
  expect(sent.security).toEqual({ view_tsig_secrets: false });
  expect(recordRules(permissions)).toBe(1);
});

it('tells a right over zones that reaches none', () => {
  const draft = draftOf({ dns: { manage_zones: true } });
  expect(reachesNoZone(draft)).toBe(true);
  expect(reachesNoZone({ ...draft, everyZone: true })).toBe(false);
  expect(reachesNoZone({ ...draft, allowed: 'example.org' })).toBe(false);
  expect(reachesNoZone(draftOf({}))).toBe(false);
});
