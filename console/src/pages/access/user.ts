// SPDX-License-Identifier: GPL-3.0-or-later
import type { User } from '../../api/account-types.ts';
import { t } from '../../i18n/i18n.svelte.ts';
import type { ObjectKind } from '../../object-form.svelte.ts';
import { memberDraftOf, memberLabels, memberOf, memberText, wrongPermissions, type MemberDraft } from './member.ts';

export interface UserDraft extends MemberDraft {
  username: string;
  email: string;
}

export const userKind: ObjectKind<User, UserDraft> = {
  list: '/v1/account/users',
  isNamedByPath: false,
  idOf: ({ username }) => username,
  nameOf: ({ username }) => username.trim(),
  draftOf: (user) => ({ username: user?.username ?? '', email: user?.email ?? '', ...memberDraftOf(user) }),
  bodyOf: (draft, user) => ({ ...memberOf(draft), email: draft.email.trim(), ...(user ? {} : { username: draft.username.trim() }) }),
  wrongOf: ({ username, permissions }) => ({ ...(username.trim() ? {} : { username: t('users.usernameEmpty') }), ...wrongPermissions(permissions) }),
  labels: { username: 'users.username', ...memberLabels, name: 'users.name', email: 'users.email' },
  textOf: (member, draft) => (member === 'username' || member === 'email' ? undefined : memberText(member, draft)),
  taken: 'users.taken',
};
