// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import { draftOf, emptyRule, fullNameMeant, lacksRight, pathOfRule, permissionsOf, reachesNoZone } from './permissions.ts';

const rule = { zone: 'example.net', domain: '_acme-challenge.example.net', include_subdomains: true, type: 'TXT' };

it('makes a form of permissions, and permissions of the form', () => {
  const permissions = {
    dns: { view_zones: true, manage_zones: true, zones_allow: ['example.org'], records_allow: [rule], records_deny: [{ zone: 'example.org', domain: 'example.org' }] },
    account: { view_activity_log: true },
    security: { view_tsig_secrets: false },
  };
  const draft = draftOf(permissions);
  expect(draft).toEqual({
    rights: ['dns.view_zones', 'dns.manage_zones', 'account.view_activity_log'],
    everyZone: false,
    allowed: 'example.org',
    denied: '',
    rules: [{ effect: 'allow', ...rule }, { effect: 'deny', zone: 'example.org', domain: 'example.org', include_subdomains: false, type: '' }],
  });
  const sent = permissionsOf({ ...draft, denied: 'a.example\n\nb.example' });
  expect(sent.dns).toEqual({
    view_zones: true, manage_zones: true, zones_allow_by_default: false, zones_allow: ['example.org'], zones_deny: ['a.example', 'b.example'],
    records_allow: [rule], records_deny: [{ zone: 'example.org', domain: 'example.org', include_subdomains: false, type: '' }],
  });
  expect(sent.account).toMatchObject({ view_activity_log: true, manage_apikeys: false });
  expect(sent.security).toEqual({ view_tsig_secrets: false });
});

it('knows what the API calls each rule', () => {
  const rules = (['allow', 'deny', 'allow', 'deny'] as const).map((effect) => ({ ...emptyRule, effect }));
  expect(rules.map((_, i) => pathOfRule(rules, i))).toEqual([
    'permissions.dns.records_allow[0]', 'permissions.dns.records_deny[0]', 'permissions.dns.records_allow[1]', 'permissions.dns.records_deny[1]',
  ]);
});

it('tells a name that is not below its zone', () => {
  const named = (domain: string, zone = 'Example.net') => fullNameMeant({ ...emptyRule, zone, domain });
  expect([named('www'), named('@'), named('www.example.net.'), named('example.net'), named(''), named('com', 'root')]).toEqual([
    'www.example.net', 'example.net', null, null, null, null,
  ]);
});

it('tells a right over zones that reaches none, and zones without a right over them', () => {
  const draft = draftOf({ dns: { manage_zones: true } });
  expect(reachesNoZone(draft)).toBe(true);
  expect(reachesNoZone({ ...draft, everyZone: true })).toBe(false);
  expect(reachesNoZone({ ...draft, allowed: 'example.org' })).toBe(false);
  expect(reachesNoZone({ ...draft, rules: [{ ...emptyRule, ...rule }] })).toBe(false);
  expect(reachesNoZone(draftOf({}))).toBe(false);
  expect([lacksRight(draftOf({})), lacksRight(draft), lacksRight({ ...draftOf({}), allowed: 'example.org' })]).toEqual([false, false, true]);
});
