// SPDX-License-Identifier: GPL-3.0-or-later
// docs/store-format.md explains the tables; keep the two in step.
#include "store/sql/migrations.h"

namespace zonecast::store {

namespace {

constexpr Migration steps[] = {
    {1, "zones, change log, documents", R"sql(
CREATE TABLE zone (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  public_id TEXT NOT NULL,
  apex BLOB NOT NULL,
  version INTEGER NOT NULL,
  serial INTEGER NOT NULL,
  pending_octets INTEGER NOT NULL,
  history_octets INTEGER NOT NULL,
  history_from INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  settings TEXT NOT NULL
) STRICT;

CREATE TABLE zone_image (
  zone INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  octets INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  chunk_count INTEGER NOT NULL,
  image BLOB
) STRICT;

CREATE TABLE image_chunk (
  id INTEGER PRIMARY KEY,
  octets BLOB NOT NULL
) STRICT;

CREATE TABLE change_log (
  position INTEGER PRIMARY KEY,
  zone INTEGER NOT NULL,
  version INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  serial_from INTEGER,
  serial_to INTEGER,
  deleted INTEGER NOT NULL,
  added INTEGER NOT NULL,
  encoding INTEGER,
  octets INTEGER NOT NULL,
  at INTEGER NOT NULL,
  request_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  comment TEXT NOT NULL,
  difference BLOB
) STRICT;
CREATE INDEX change_log_zone ON change_log (zone, position);

CREATE TABLE record_document (
  zone INTEGER NOT NULL,
  owner BLOB NOT NULL,
  type INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (zone, owner, type)
) STRICT, WITHOUT ROWID;

CREATE TABLE config (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE request (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  result TEXT NOT NULL
) STRICT;

CREATE TABLE notify_mark (
  zone INTEGER NOT NULL,
  destination TEXT NOT NULL,
  serial INTEGER NOT NULL,
  PRIMARY KEY (zone, destination)
) STRICT, WITHOUT ROWID;
)sql"},
    {2, "what settings were", R"sql(
ALTER TABLE change_log ADD COLUMN settings_before TEXT;
ALTER TABLE change_log ADD COLUMN settings_after TEXT;
)sql"},
    {3, "activity log, last use of API keys", R"sql(
CREATE TABLE activity (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  position INTEGER NOT NULL,
  actor TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  source TEXT NOT NULL,
  request_id TEXT NOT NULL,
  comment TEXT NOT NULL,
  action TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  zone TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL
) STRICT;
CREATE INDEX activity_zone ON activity (zone, id);

CREATE TABLE last_access (
  secret TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql"},
    {4, "contents set aside", R"sql(
CREATE TABLE zone_copy (
  zone INTEGER NOT NULL,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  is_live INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  activated_at INTEGER,
  image BLOB,
  PRIMARY KEY (zone, number)
) STRICT;
)sql"},
};

}  // namespace

std::span<const Migration> migrations() { return steps; }

}  // namespace zonecast::store
