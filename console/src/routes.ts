// SPDX-License-Identifier: GPL-3.0-or-later
// Every page: its address, its title, its chunk. The navigation is made from the same lists.
import { needFurtherTexts, t, type MessageKey } from './i18n/i18n.svelte.ts';
import { addressOf, type Parameters, type Route } from './router.svelte.ts';

/// A page beside the zones, with the texts that it needs.
async function further<T>(page: Promise<T>): Promise<T> {
  await needFurtherTexts();
  return page;
}

export const routes: Route[] = [
  { path: '/overview', title: 'overview.title', section: '/overview', load: () => further(import('./pages/overview/OverviewPage.svelte')) },
  { path: '/dns/zones', title: 'zones.title', section: '/dns', load: () => import('./pages/zones/ZonesPage.svelte') },
  { path: '/dns/zones/:zone/records', title: 'records.title', section: '/dns', load: () => import('./pages/records/RecordsPage.svelte') },
  { path: '/dns/zones/:zone/transfers', title: 'transfers.title', section: '/dns', load: () => import('./pages/transfers/ZoneTransfersPage.svelte') },
  { path: '/dns/zones/:zone/history', title: 'history.title', section: '/dns', load: () => import('./pages/history/HistoryPage.svelte') },
  { path: '/dns/zones/:zone/settings', title: 'settings.title', section: '/dns', load: () => import('./pages/settings/SettingsPage.svelte') },
  { path: '/dns/keys', title: 'keys.title', section: '/dns', load: () => further(import('./pages/keys/KeysPage.svelte')) },
  { path: '/dns/views', title: 'views.title', section: '/dns', load: () => further(import('./pages/views/ViewsPage.svelte')) },
  { path: '/dns/networks', title: 'networks.title', section: '/dns', load: () => further(import('./pages/networks/NetworksPage.svelte')) },
  { path: '/activity', title: 'activity.title', section: '/activity', load: () => further(import('./pages/activity/ActivityPage.svelte')) },
  { path: '/access/keys', title: 'apikeys.title', section: '/access', load: () => further(import('./pages/access/ApiKeysPage.svelte')) },
  { path: '/access/teams', title: 'teams.title', section: '/access', load: () => further(import('./pages/access/TeamsPage.svelte')) },
  { path: '/access/users', title: 'users.title', section: '/access', load: () => further(import('./pages/access/UsersPage.svelte')) },
  { path: '/access/sessions', title: 'sessions.title', section: '/access', load: () => further(import('./pages/access/SessionsPage.svelte')) },
  { path: '/system', title: 'system.title', section: '/system', load: () => further(import('./pages/system/SystemPage.svelte')) },
];

export const redirects: Record<string, string> = {
  '/': '/overview',
  '/dns': '/dns/zones',
  '/access': '/access/keys',
};

export interface Section {
  href: string;
  title: MessageKey;
  pages?: { href: string; title: MessageKey }[];
}

/// The header's items, and below them the list beside the page.
export const sections: Section[] = [
  { href: '/overview', title: 'overview.title' },
  {
    href: '/dns',
    title: 'nav.dns',
    pages: [
      { href: '/dns/zones', title: 'zones.title' },
      { href: '/dns/keys', title: 'keys.title' },
      { href: '/dns/views', title: 'views.title' },
      { href: '/dns/networks', title: 'networks.title' },
    ],
  },
  { href: '/activity', title: 'activity.title' },
  {
    href: '/access',
    title: 'access.title',
    pages: [
      { href: '/access/keys', title: 'apikeys.title' },
      { href: '/access/teams', title: 'teams.title' },
      { href: '/access/users', title: 'users.title' },
      { href: '/access/sessions', title: 'sessions.title' },
    ],
  },
  { href: '/system', title: 'system.title' },
];

/// The tabs of a zone, in order. The first is where a link to a zone leads.
export const zoneTabs: { path: string; title: MessageKey }[] = [
  { path: '/dns/zones/:zone/records', title: 'records.title' },
  { path: '/dns/zones/:zone/transfers', title: 'transfers.title' },
  { path: '/dns/zones/:zone/history', title: 'history.title' },
  { path: '/dns/zones/:zone/settings', title: 'settings.title' },
];

export function zoneHref(zone: string, tab = zoneTabs[0]!.path): string {
  return addressOf(tab, { zone: zone === '.' ? 'root' : zone });
}

export interface Crumb {
  label: string;
  href?: string;
}

/// "DNS / Zones / example.org / Zone Transfers", each but the last a link.
export function crumbsOf(route: Route | null, parameters: Parameters): Crumb[] {
  if (!route) return [];
  const section = sections.find(({ href }) => href === route.section);
  const crumbs: Crumb[] = [];
  if (section) crumbs.push({ label: t(section.title), href: section.href });
  const page = section?.pages?.find(
    ({ href }) => route.path === href || route.path.startsWith(`${href}/`),
  );
  if (page) crumbs.push({ label: t(page.title), href: page.href });
  if (parameters.zone) {
    crumbs.push({ label: parameters.zone === 'root' ? '.' : parameters.zone, href: zoneHref(parameters.zone) });
  }
  const named = page?.href === route.path || section?.href === route.path;
  if (!named) crumbs.push({ label: t(route.title) });
  return crumbs;
}
