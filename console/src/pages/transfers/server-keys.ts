// SPDX-License-Identifier: GPL-3.0-or-later
// What the page has the server make beside the zone: keys, and the view of the article's way.
import type { TsigKey } from '../../api/access-types.ts';
import { api, ApiProblem, path } from '../../api/client.svelte.ts';
import type { RowDraft } from './draft.ts';
import { generatedSecret, suggestedKeyName } from './tsig-key.ts';

const namesTried = 9;

/// Gives the row a new key under a name that is free, made by the server; its secret. Who may not
/// make keys for themselves has one made here, which is stored with the row.
export async function generateKey(row: RowDraft, zone: string): Promise<string> {
  const typed = row.keyName.trim();
  const wanted = typed && typed !== row.storedKey ? typed : suggestedKeyName(zone, row.ip);
  for (let attempt = 1; attempt <= namesTried; ++attempt) {
    const name = attempt === 1 ? wanted : wanted.replace(/^[^.]*/, (label) => `${label}-${attempt}`);
    try {
      const { data } = await api.put<TsigKey>(path`/v1/tsig/${name}`, { algorithm: row.hash || 'hmac-sha256', generate: true });
      Object.assign(row, { hash: data.algorithm, keyName: data.name, storedKey: data.name, fingerprint: data.fingerprint, keyValue: '' });
      return data.secret ?? '';
    } catch (error) {
      const status = error instanceof ApiProblem ? error.status : 0;
      if (status === 409) continue;
      if (status !== 403 && status !== 404) throw error;
      break;
    }
  }
  row.hash ||= 'hmac-sha256';
  Object.assign(row, { keyName: wanted, keyValue: generatedSecret(row.hash) });
  return row.keyValue;
}

/// The value of a stored key. That it was shown is written to the activity log.
export async function revealKey(name: string): Promise<string> {
  return (await api.post<TsigKey>(path`/v1/tsig/${name.replace(/\.$/, '')}/reveal`)).data.secret ?? '';
}

/// A view with an ACL of these keys, so that nobody else sees the zone.
export async function attachView(zone: string, keys: string[]): Promise<void> {
  const [acl, view] = [`${zone}-keys`, `${zone}-view`];
  await putOrPost(path`/v1/acls/${acl}`, { tsig_keys: keys });
  await putOrPost(path`/v1/views/${view}`, { read_acls: [acl], zones: [zone] });
}

async function putOrPost(target: string, body: unknown): Promise<void> {
  try {
    await api.put(target, body);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 409) throw error;
    await api.post(target, body);
  }
}
