// SPDX-License-Identifier: GPL-3.0-or-later
// What the server sends, as docs/api.md has it; only the members that pages use.

export type TsigHash =
  | 'hmac-sha256' | 'hmac-sha384' | 'hmac-sha512' | 'hmac-sha224' | 'hmac-sha1' | 'hmac-md5';

export interface SecondaryTsig {
  enabled: boolean;
  hash?: TsigHash;
  name?: string;
  /// Written only: sessions are not given it.
  key?: string;
  fingerprint?: string;
  transfers?: boolean;
}

export interface Secondary {
  ip: string;
  port: number;
  notify: boolean;
  networks?: number[];
  tsig?: SecondaryTsig | null;
}

export interface Primary {
  enabled: boolean;
  secondaries: Secondary[];
  transfer_acls?: string[];
}

export interface Zone {
  id: string;
  zone: string;
  name: string;
  ttl: number;
  refresh: number;
  retry: number;
  expiry: number;
  nx_ttl: number;
  serial: number;
  hostmaster: string;
  primary_master: string;
  dns_servers: string[];
  networks: number[];
  link: string | null;
  views?: string[];
  primary: Primary;
  dnssec: boolean;
  created_at: number;
  updated_at: number;
  serial_policy?: string;
  unservable?: string;
  records?: ZoneRecord[];
}

export interface ZoneRecord {
  domain: string;
  short_answers: string[];
  ttl: number;
  type: string;
  id: string;
  /// The record that this one has its answers from.
  link?: string | null;
}

/// What a change of a zone's contents is answered with.
export interface ZoneChange {
  id?: string;
  zone: string;
  serial: number;
  added: number;
  deleted: number;
}

export interface NotifySent {
  at: string;
  serial: number;
  tries: number;
  key: string | null;
}

export interface NotifyAnswer {
  at: string;
  serial: number;
  rcode: string;
  tsig: string;
  rtt_ms: number;
  key: string | null;
}

export interface TransferSeen {
  at: string;
  kind: string;
  from: number | null;
  to: number;
  messages: number;
  records: number;
  octets: number;
  duration_ms: number;
  key: string | null;
  result: string;
}

export interface SecondaryStatus {
  ip: string;
  port: number;
  notify: boolean;
  in_sync: boolean | null;
  acknowledged: number | null;
  fetched: number | null;
  notify_sent: NotifySent | null;
  notify_answer: NotifyAnswer | null;
  soa_query: { at: string; key: string | null } | null;
  transfers_running: number;
  running_since: string | null;
  transfer: TransferSeen | null;
  refusal: { at: string; reason?: string } | null;
}

export interface ZoneStatus {
  zone: string;
  serial: number;
  in_sync: boolean | null;
  unservable: string | null;
  secondaries: SecondaryStatus[];
}

export interface Session {
  id: string;
  actor: string;
  name: string;
  created_at: string;
  seen_at: string;
  expires_at: string;
  /// Seconds until then.
  expires_in: number;
  /// When it ends in any case.
  ends_at: string;
  ends_in: number;
  address: string;
  agent: string;
  current: boolean;
}
