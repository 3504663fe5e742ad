// SPDX-License-Identifier: GPL-3.0-or-later
// Keys of the API, their permissions, and the log of what was done, as docs/api.md has them.

export interface RecordRule {
  zone: string;
  domain: string;
  include_subdomains?: boolean;
  /// Empty or left out: every type.
  type?: string;
}

export interface Permissions {
  dns?: {
    view_zones?: boolean;
    manage_zones?: boolean;
    zones_allow_by_default?: boolean;
    zones_allow?: string[];
    zones_deny?: string[];
    records_allow?: RecordRule[];
    records_deny?: RecordRule[];
  };
  account?: Record<string, boolean>;
  security?: { view_tsig_secrets?: boolean };
}

export interface ApiKeySecret {
  secret_id: string;
  expires_at: number | null;
  last_access: number | null;
  enabled: boolean;
  created_at: number;
}

export interface ApiKey {
  id: string;
  name: string;
  teams: string[];
  permissions: Permissions;
  ip_whitelist: string[];
  ip_whitelist_strict: boolean;
  last_access: number | null;
  expiry_duration: string | null;
  secrets: ApiKeySecret[];
  created_at: number;
  /// In the answer to its making alone.
  key?: string;
}

export interface Team {
  id: string;
  name: string;
  permissions: Permissions;
  ip_whitelist: { id: string; name: string; values: string[] }[];
  created_at: number;
}

export interface User {
  username: string;
  name: string;
  email: string;
  teams: string[];
  permissions: Permissions;
  ip_whitelist: string[];
  ip_whitelist_strict: boolean;
  created: number;
}

export interface ActivityEntry {
  id: string;
  timestamp: number;
  user_name: string;
  actor: string;
  action: string;
  resource_type: string;
  resource_id: string;
  zone?: string;
  source?: string;
  request_id?: string;
  comment?: string;
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

export interface Job {
  id: string;
  type: string;
  author: string;
  state: 'waiting' | 'running' | 'finished' | 'failed' | 'cancelled';
  done: number;
  total: number;
  created_at: string;
  finished_at: string | null;
  error_count: number;
  message: string;
}
