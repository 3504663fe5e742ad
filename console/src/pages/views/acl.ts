// SPDX-License-Identifier: GPL-3.0-or-later
import type { Acl } from '../../api/access-types.ts';
import { linesOf } from '../../form-problems.ts';
import { t } from '../../i18n/i18n.svelte.ts';
import type { ObjectKind } from '../../object-form.svelte.ts';

export interface AclDraft {
  name: string;
  src_prefixes: string;
  tsig_keys: string[];
}

export const aclKind: ObjectKind<Acl, AclDraft> = {
  list: '/v1/acls',
  concerned: ['/v1/tsig'],
  isNamedByPath: true,
  idOf: ({ name }) => name,
  nameOf: ({ name }) => name.trim(),
  draftOf: (acl) => ({ name: acl?.name ?? '', src_prefixes: acl?.src_prefixes.join('\n') ?? '', tsig_keys: [...(acl?.tsig_keys ?? [])] }),
  bodyOf: (draft) => ({ src_prefixes: linesOf(draft.src_prefixes), tsig_keys: draft.tsig_keys }),
  wrongOf: ({ name }) => (name.trim() ? {} : { name: t('views.nameEmpty') }),
  labels: { name: 'views.name', src_prefixes: 'views.prefixes', tsig_keys: 'keys.title' },
  taken: 'views.taken',
};

/// A list that matches nobody, or that wants an address and a key, is hardly ever meant.
export function adviceOn(draft: AclDraft): 'nobody' | 'both' | null {
  const [hasPrefix, hasKey] = [linesOf(draft.src_prefixes).length > 0, draft.tsig_keys.length > 0];
  if (hasPrefix !== hasKey) return null;
  return hasPrefix ? 'both' : 'nobody';
}
