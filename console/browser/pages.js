// SPDX-License-Identifier: GPL-3.0-or-later
// Every page that there is, with something on it, for the tests that look at all of them. `ready` is
// the heading or control that shows that the page has come.
export const pages = [
  { name: 'zones', path: '/dns/zones', ready: (page) => page.getByRole('link', { name: 'example.org', exact: true }) },
  { name: 'zone-transfers', path: '/dns/zones/example.org/transfers', ready: (page) => page.getByRole('button', { name: 'Save Zone Transfers' }) },
  { name: 'zone-transfers-off', path: '/dns/zones/example.net/transfers', ready: (page) => page.getByRole('button', { name: 'Save Zone Transfers' }) },
  { name: 'overview', path: '/overview', ready: (page) => page.getByRole('heading', { name: 'Needs attention' }) },
  { name: 'records', path: '/dns/zones/example.org/records', ready: (page) => page.getByRole('button', { name: 'Edit www A' }) },
  { name: 'records-text', path: '/dns/zones/example.org/records?view=text', ready: (page) => page.getByRole('textbox', { name: 'Zone file' }) },
  { name: 'history', path: '/dns/zones/example.org/history', ready: (page) => page.getByRole('table', { name: 'History' }) },
  { name: 'settings', path: '/dns/zones/example.org/settings', ready: (page) => page.getByRole('textbox', { name: 'Refresh' }) },
  { name: 'keys', path: '/dns/keys', ready: (page) => page.getByRole('table', { name: 'TSIG keys' }) },
  { name: 'views', path: '/dns/views', ready: (page) => page.getByRole('table', { name: 'Views' }) },
  { name: 'networks', path: '/dns/networks', ready: (page) => page.getByRole('table', { name: 'Networks' }) },
  { name: 'activity', path: '/activity', ready: (page) => page.getByRole('table', { name: 'Activity' }) },
  { name: 'system', path: '/system', ready: (page) => page.getByRole('heading', { name: 'Jobs' }) },
  { name: 'api-keys', path: '/access/keys', ready: (page) => page.getByRole('table', { name: 'API keys' }) },
  { name: 'teams', path: '/access/teams', ready: (page) => page.getByRole('table', { name: 'Teams' }) },
  { name: 'users', path: '/access/users', ready: (page) => page.getByRole('table', { name: 'Users' }) },
  { name: 'sessions', path: '/access/sessions', ready: (page) => page.getByText('This session') },
  { name: 'not-found', path: '/nothing', ready: (page) => page.getByRole('heading', { name: 'Page not found' }) },
];

async function menu(page, name, item) {
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}
const press = (name) => (page) => page.getByRole('button', { name, exact: true }).first().click();

/// The dialogs and drawers, each opened on its page.
export const dialogs = [
  { name: 'add-zone', path: '/dns/zones', open: press('Add zone') },
  { name: 'import', path: '/dns/zones', open: press('Import') },
  { name: 'delete-zone', path: '/dns/zones', open: (page) => menu(page, 'Actions for example.net', 'Delete zone') },
  {
    name: 'record',
    path: '/dns/zones/example.org/records',
    open: async (page) => {
      await press('Add record')(page);
      await page.getByRole('dialog').getByRole('combobox', { name: 'Type' }).selectOption('SRV');
      await page.getByRole('button', { name: 'Stage change' }).click();
      await page.getByRole('dialog').getByRole('alert').waitFor();
    },
  },
  {
    name: 'publish',
    path: '/dns/zones/example.org/records',
    open: async (page) => {
      await page.getByRole('button', { name: 'Delete www A' }).click();
      await page.getByRole('button', { name: 'Review' }).click();
      await page.getByRole('textbox', { name: 'Comment' }).waitFor();
    },
  },
  { name: 'version', path: '/dns/zones/example.org/history', open: (page) => page.getByRole('button', { name: /show what it changed/ }).first().click() },
  { name: 'generate-key', path: '/dns/keys', open: press('Generate key') },
  { name: 'import-key', path: '/dns/keys', open: press('Import key') },
  { name: 'acl', path: '/dns/views', open: (page) => menu(page, 'Actions for office', 'Edit') },
  { name: 'view', path: '/dns/views', open: (page) => menu(page, 'Actions for inside', 'Edit') },
  { name: 'network', path: '/dns/networks', open: press('Add network') },
  {
    name: 'api-key',
    path: '/access/keys',
    open: async (page) => {
      await menu(page, 'Actions for deploy', 'Edit');
      await page.getByRole('button', { name: 'Add rule' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Enter the name of the record in full').waitFor();
    },
  },
  { name: 'delete-api-key', path: '/access/keys', open: (page) => menu(page, 'Actions for deploy', 'Delete API key') },
  { name: 'team', path: '/access/teams', open: (page) => menu(page, 'Actions for operators', 'Edit') },
  { name: 'user', path: '/access/users', open: (page) => menu(page, 'Actions for anna', 'Edit') },
  { name: 'end-session', path: '/access/sessions', open: (page) => page.getByRole('button', { name: /^End/ }).first().click() },
  {
    name: 'sign-in-refused',
    path: '/activity?about=session&action=sign-in-refused',
    open: (page) => page.getByRole('button', { name: /Sign-in refused/ }).first().click(),
  },
  { name: 'activity-entry', path: '/activity?about=record', open: (page) => page.getByRole('button', { name: /record/ }).first().click() },
  { name: 'palette', path: '/overview', open: (page) => page.keyboard.press('ControlOrMeta+K') },
  { name: 'shortcuts', path: '/overview', open: (page) => page.keyboard.press('?') },
];

/// What the pages show.
export async function fill(primary) {
  await primary.zone('example.org');
  await primary.zone('example.net');
  await primary.call('POST', '/v1/zones/example.org', {
    primary: {
      enabled: true,
      secondaries: [
        { ip: '192.0.2.20', port: 53, notify: true, tsig: { enabled: true, hash: 'hmac-sha256', name: 's1.example.org', key: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=' } },
        { ip: '2001:db8::20', port: 5353, notify: false },
        { ip: '198.51.100.0/28', port: 53, notify: false },
      ],
    },
  });
  await primary.call('PUT', '/v1/acls/office', { src_prefixes: ['192.0.2.0/24'] });
  await primary.call('PUT', '/v1/views/inside', { read_acls: ['office'] });
  const everyZone = { view_zones: true, zones_allow_by_default: true };
  const { id: team } = await primary.call('PUT', '/v1/account/teams', {
    name: 'operators',
    permissions: { dns: { ...everyZone, zones_deny: ['example.net'] } },
    ip_whitelist: [{ name: 'office', values: ['127.0.0.0/8', '192.0.2.0/24'] }],
  });
  await primary.call('PUT', '/v1/account/apikeys', {
    name: 'deploy',
    teams: [team],
    expiry_duration: '90d',
    permissions: { dns: { manage_zones: true, records_allow: [{ zone: 'example.org', domain: '_acme-challenge.example.org', include_subdomains: true, type: 'TXT' }] } },
  });
  await primary.call('PUT', '/v1/account/apikeys', { name: 'monitoring', permissions: { dns: { view_zones: true } } });
  await primary.call('PUT', '/v1/account/apikeys', {
    name: 'auditor',
    permissions: { dns: everyZone, account: { view_activity_log: true, manage_users: true, manage_teams: true }, security: { view_tsig_secrets: true } },
  });
  await primary.call('PUT', '/v1/account/users', { username: 'anna', name: 'Anna Lindqvist', email: 'anna@example.org', teams: [team] });
  await primary.call('POST', '/v1/session', { key: 'zck_guessed' }, { allow: true });
}
