// SPDX-License-Identifier: GPL-3.0-or-later
// Every page that there is, with something on it, for the tests that look at all of them. `ready` is
// the heading or control that shows that the page has come.
export const pages = [
  { name: 'zones', path: '/dns/zones', ready: (page) => page.getByRole('link', { name: 'example.org', exact: true }) },
  { name: 'zone-transfers', path: '/dns/zones/example.org/transfers', ready: (page) => page.getByRole('button', { name: 'Save Zone Transfers' }) },
  { name: 'zone-transfers-off', path: '/dns/zones/example.net/transfers', ready: (page) => page.getByRole('button', { name: 'Save Zone Transfers' }) },
  { name: 'access', path: '/access', ready: (page) => page.getByText('This session') },
  { name: 'not-found', path: '/nothing', ready: (page) => page.getByRole('heading', { name: 'Page not found' }) },
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
}
