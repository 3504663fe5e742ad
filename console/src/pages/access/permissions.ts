// SPDX-License-Identifier: GPL-3.0-or-later
// The permissions of a key, a team or a user as a form has them. What the form does not show stays as
// it is: the API keeps what `permissions` leaves out.
import type { Permissions, RecordRule } from '../../api/account-types.ts';
import { linesOf } from '../../form-problems.ts';
import { t, type MessageKey } from '../../i18n/i18n.svelte.ts';

export const rightIds = [
  'dns.view_zones', 'dns.manage_zones',
  'account.manage_apikeys', 'account.manage_teams', 'account.manage_users', 'account.view_activity_log', 'account.manage_account_settings', 'account.manage_ip_whitelist',
  'security.view_tsig_secrets',
] as const;
export type RightId = (typeof rightIds)[number];

export interface RuleDraft {
  effect: 'allow' | 'deny';
  zone: string;
  domain: string;
  include_subdomains: boolean;
  /// Empty: every type.
  type: string;
}

export interface PermissionsDraft {
  rights: RightId[];
  /// Every zone but those denied, or only those allowed.
  everyZone: boolean;
  allowed: string;
  denied: string;
  rules: RuleDraft[];
}

export const emptyRule: RuleDraft = { effect: 'allow', zone: '', domain: '', include_subdomains: false, type: '' };

function has(permissions: Permissions, id: RightId): boolean {
  const [group, name] = id.split('.') as [keyof Permissions, string];
  return (permissions[group] as Record<string, unknown> | undefined)?.[name] === true;
}

export function draftOf(permissions: Permissions): PermissionsDraft {
  const rules = (effect: RuleDraft['effect'], of: RecordRule[] = []) =>
    of.map((rule): RuleDraft => ({ effect, zone: rule.zone, domain: rule.domain, include_subdomains: rule.include_subdomains ?? false, type: rule.type ?? '' }));
  return {
    rights: rightIds.filter((id) => has(permissions, id)),
    everyZone: permissions.dns?.zones_allow_by_default ?? false,
    allowed: (permissions.dns?.zones_allow ?? []).join('\n'),
    denied: (permissions.dns?.zones_deny ?? []).join('\n'),
    rules: [...rules('allow', permissions.dns?.records_allow), ...rules('deny', permissions.dns?.records_deny)],
  };
}

export function permissionsOf(draft: PermissionsDraft): Permissions {
  const group = (prefix: string) =>
    Object.fromEntries(rightIds.filter((id) => id.startsWith(prefix)).map((id) => [id.slice(prefix.length), draft.rights.includes(id)]));
  const rules = (wanted: RuleDraft['effect']) =>
    draft.rules.filter(({ effect }) => effect === wanted).map(({ zone, domain, include_subdomains, type }): RecordRule => ({ zone: zone.trim(), domain: domain.trim(), include_subdomains, type: type.trim() }));
  return {
    dns: {
      ...group('dns.'),
      zones_allow_by_default: draft.everyZone,
      zones_allow: linesOf(draft.allowed),
      zones_deny: linesOf(draft.denied),
      records_allow: rules('allow'),
      records_deny: rules('deny'),
    },
    account: group('account.'),
    security: group('security.'),
  };
}

/// "permissions.dns.records_deny[0]": what the API calls the rule at `index`.
export function pathOfRule(rules: readonly RuleDraft[], index: number): string {
  const { effect } = rules[index]!;
  return `permissions.dns.records_${effect}[${rules.slice(0, index).filter((rule) => rule.effect === effect).length}]`;
}

export function isWhole(rule: RuleDraft): boolean {
  return rule.zone.trim() !== '' && rule.domain.trim() !== '';
}

/// What a rule names if its name is not below its zone, as it would be written in full.
export function fullNameMeant(rule: RuleDraft): string | null {
  const zone = rule.zone.trim().toLowerCase().replace(/\.$/, '');
  const domain = rule.domain.trim().toLowerCase().replace(/\.$/, '');
  if (!zone || !domain || zone === 'root' || domain === zone || domain.endsWith(`.${zone}`)) return null;
  return domain === '@' ? zone : `${domain}.${zone}`;
}

/// A right over zones that reaches none, which is hardly ever meant.
export function reachesNoZone(draft: PermissionsDraft): boolean {
  const wantsZones = draft.rights.some((id) => id.startsWith('dns.'));
  return wantsZones && !draft.everyZone && linesOf(draft.allowed).length === 0 && !draft.rules.some(({ effect }) => effect === 'allow');
}

/// Zones or records are named, and no right over them is there.
export function lacksRight(draft: PermissionsDraft): boolean {
  const names = draft.everyZone || linesOf(draft.allowed).length > 0 || draft.rules.some(({ effect }) => effect === 'allow');
  return names && !draft.rights.some((id) => id.startsWith('dns.'));
}

const zonesShown = 3;

/// What the rights over zones reach, in a few words; empty when there is none.
export function reachOf(draft: PermissionsDraft): string {
  if (!draft.rights.some((id) => id.startsWith('dns.'))) return '';
  const some = (text: string) => {
    const names = linesOf(text);
    return names.length > zonesShown ? `${names.slice(0, zonesShown).join(', ')} ${t('views.more', { count: names.length - zonesShown })}` : names.join(', ');
  };
  const parts: string[] = [];
  if (draft.everyZone) parts.push(draft.denied.trim() ? t('rights.everyZoneBut', { zones: some(draft.denied) }) : t('rights.everyZone'));
  else if (draft.allowed.trim()) parts.push(some(draft.allowed));
  if (draft.rules.length > 0) parts.push(t('rights.rules', { count: draft.rules.length }));
  return parts.join(' · ');
}

/// In one text, to be compared.
export function textOfPermissions(draft: PermissionsDraft): string {
  return [
    draft.rights.map((id) => t(`rights.of.${id}` as MessageKey)).join(', ') || t('rights.none'),
    reachOf(draft),
    ...draft.rules.map(textOfRule),
  ].filter(Boolean).join('\n');
}

function textOfRule(rule: RuleDraft): string {
  const what = [rule.include_subdomains ? `*.${rule.domain}` : rule.domain, rule.type].filter(Boolean).join(' ');
  return `${t(`rules.effect.${rule.effect}`)}: ${what} (${rule.zone})`;
}
