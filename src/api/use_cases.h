// SPDX-License-Identifier: GPL-3.0-or-later
// Everything the API can ask for.
#pragma once

#include "control/access_evaluation.h"
#include "control/access_objects.h"
#include "control/accounts.h"
#include "control/activity_log.h"
#include "control/histories.h"
#include "control/imports.h"
#include "control/jobs.h"
#include "control/query_statistics.h"
#include "control/replication.h"
#include "control/zone_copies.h"
#include "control/zones.h"

namespace zonecast::api {

struct UseCases {
  control::Zones& zones;
  control::Imports& imports;
  control::Replication& replication;
  const control::AccessEvaluation& access;
  control::Histories& histories;
  control::ZoneCopies& copies;
  control::Jobs& jobs;
  control::Accounts& accounts;
  control::ActivityLog& activity;
  control::AccessObjects objects;
  control::QueryStatistics& statistics;
};

}  // namespace zonecast::api
