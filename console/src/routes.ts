// SPDX-License-Identifier: GPL-3.0-or-later
// Every page: its address, its title, its chunk. The navigation is made from the same lists.
import { t, type MessageKey } from './i18n/i18n.svelte.ts';
import { addressOf, type Parameters, type Route } from './router.svelte.ts';

export const routes: Route[] = [
  { path: '/dns/zones', title: 'zones.title', section: '/dns', load: () => import('./pages/zones/ZonesPage.svelte') },
  { path: '/dns/zones/:zone/transfers', title: 'transfers.title', section: '/dns', load: () => import('./pages/transfers/ZoneTransfersPage.svelte') },
  { path: '/access', title: 'access.title', section: '/access', load: () => import('./pages/access/AccessPage.svelte') },
];

export const redirects: Record<string, string> = {
  '/': '/dns/zones',
  '/dns': '/dns/zones',
};

export interface Section {
  href: string;
  title: MessageKey;
  pages?: { href: string; title: MessageKey }[];
}

/// The header's items, and below them the list beside the page.
export const sections: Section[] = [
  { href: '/dns', title: 'nav.dns', pages: [{ href: '/dns/zones', title: 'zones.title' }] },
  { href: '/access', title: 'access.title' },
];

/// The tabs of a zone, in order. The first is where a link to a zone leads.
export const zoneTabs: { path: string; title: MessageKey }[] = [
  { path: '/dns/zones/:zone/transfers', title: 'transfers.title' },
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
