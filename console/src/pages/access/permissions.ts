// SPDX-License-Identifier: GPL-3.0-or-later
// The permissions of a key as a form has them. What the form does not show stays as it is: the API
// keeps what `permissions` leaves out.
import type { Permissions } from '../../api/account-types.ts';
import { linesOf } from '../../form-problems.ts';

export const rightIds = [
  'dns.view_zones', 'dns.manage_zones',
  'account.manage_apikeys', 'account.manage_teams', 'account.manage_users', 'account.view_activity_log', 'account.manage_account_settings', 'account.manage_ip_whitelist',
  'security.view_tsig_secrets',
] as const;
export type RightId = (typeof rightIds)[number];

export interface PermissionsDraft {
  rights: RightId[];
  /// Every zone but those denied, or only those allowed.
  everyZone: boolean;
  allowed: string;
  denied: string;
}

function has(permissions: Permissions, id: RightId): boolean {
  const [group, name] = id.split('.') as [keyof Permissions, string];
  return (permissions[group] as Record<string, unknown> | undefined)?.[name] === true;
}

export function draftOf(permissions: Permissions): PermissionsDraft {
  return {
    rights: rightIds.filter((id) => has(permissions, id)),
    everyZone: permissions.dns?.zones_allow_by_default ?? false,
    allowed: (permissions.dns?.zones_allow ?? []).join('\n'),
    denied: (permissions.dns?.zones_deny ?? []).join('\n'),
  };
}

export function permissionsOf(draft: PermissionsDraft): Permissions {
  const group = (prefix: string) =>
    Object.fromEntries(rightIds.filter((id) => id.startsWith(prefix)).map((id) => [id.slice(prefix.length), draft.rights.includes(id)]));
  return {
    dns: { ...group('dns.'), zones_allow_by_default: draft.everyZone, zones_allow: linesOf(draft.allowed), zones_deny: linesOf(draft.denied) },
    account: group('account.'),
    security: group('security.'),
  };
}

/// A right over zones that reaches none, which is hardly ever meant.
export function reachesNoZone(draft: PermissionsDraft): boolean {
  const wantsZones = draft.rights.some((id) => id.startsWith('dns.'));
  return wantsZones && !draft.everyZone && linesOf(draft.allowed).length === 0;
}

export function recordRules(permissions: Permissions): number {
  return (permissions.dns?.records_allow?.length ?? 0) + (permissions.dns?.records_deny?.length ?? 0);
}
