// SPDX-License-Identifier: GPL-3.0-or-later
import type { ApiKey } from '../../api/account-types.ts';
import { t } from '../../i18n/i18n.svelte.ts';
import type { ObjectKind } from '../../object-form.svelte.ts';
import { memberDraftOf, memberLabels, memberOf, memberText, wrongPermissions, type MemberDraft } from './member.ts';

export interface ApiKeyDraft extends MemberDraft {
  expiry_duration: string;
}

export const apiKeyKind: ObjectKind<ApiKey, ApiKeyDraft> = {
  list: '/v1/account/apikeys',
  isNamedByPath: false,
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name.trim(),
  draftOf: (key) => ({ ...memberDraftOf(key), expiry_duration: key?.expiry_duration ?? '' }),
  bodyOf: (draft, key) => ({
    ...memberOf(draft),
    ...(draft.expiry_duration.trim() || key?.expiry_duration ? { expiry_duration: draft.expiry_duration.trim() } : {}),
  }),
  wrongOf: ({ name, permissions, expiry_duration }) => ({
    ...(name.trim() ? {} : { name: t('views.nameEmpty') }),
    ...wrongPermissions(permissions),
    ...(!expiry_duration.trim() || /^\d{1,9}[dhms]$/.test(expiry_duration.trim()) ? {} : { expiry_duration: t('apikeys.expiryWrong') }),
  }),
  labels: { ...memberLabels, expiry_duration: 'apikeys.expiry' },
  textOf: (member, draft) => (member === 'expiry_duration' ? undefined : memberText(member, draft)),
};

export interface KeyLife {
  /// Secrets that are accepted now.
  live: number;
  /// When the first of them ends, in Unix time.
  expires: number | null;
}

export function lifeOf(key: ApiKey, now: number): KeyLife {
  const live = key.secrets.filter(({ enabled, expires_at }) => enabled && (expires_at === null || expires_at > now));
  const ends = live.flatMap(({ expires_at }) => (expires_at === null ? [] : [expires_at]));
  return { live: live.length, expires: ends.length > 0 ? Math.min(...ends) : null };
}
