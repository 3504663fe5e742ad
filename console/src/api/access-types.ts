// SPDX-License-Identifier: GPL-3.0-or-later
// What decides who sees and transfers what, as docs/api.md has it.
import type { TsigHash } from './types.ts';

export interface TsigKey {
  name: string;
  algorithm: TsigHash;
  /// Where it was just made, or is revealed.
  secret?: string;
  fingerprint: string;
  /// A legacy hash, or a secret shorter than the digest.
  weak: boolean;
  created_at: number;
  updated_at: number;
  used_by: { zones: string[]; zone_count: number; secondaries: number; acls: string[]; roll: string | null };
  last_used: { verified_at: number | null; signed_at: number | null };
}

export interface Acl {
  name: string;
  src_prefixes: string[];
  tsig_keys: string[];
  gss_tsig_identities: string[];
  updated_at: number;
}

export interface View {
  name: string;
  read_acls: string[];
  update_acls: string[];
  zones: string[];
  networks: number[];
  preference: number;
  updated_at: number;
}

export interface Network {
  network_id: number;
  name: string;
  label: string;
  listen?: string[];
  source_v4?: string | null;
  source_v6?: string | null;
  offers_views?: boolean;
}

export interface Verdict {
  decision: 'admitted' | 'refused';
  rcode: string;
  tsig_error: string | null;
  ede: number | null;
  view: string | null;
  zone: string | null;
  secondary: string | null;
  rule: string;
  reason: string;
}
