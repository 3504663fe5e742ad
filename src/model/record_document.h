// SPDX-License-Identifier: GPL-3.0-or-later
// A record as an operator wrote it, where DNS alone cannot give it back. Most RRsets have none:
// their answers are derived from the contents.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "dns/record.h"
#include "model/zone_settings.h"

namespace zonecast::model {

struct Answer {
  std::vector<std::string> parts;  // as given; numbers as their text
  std::string verbatim;            // the `answer` array as JSON when parts do not say all (numbers)
  std::map<std::string, std::string> echoed;  // id, meta, region, feeds …: name → JSON text
};

struct RecordDocument {
  dns::Name owner;
  dns::RrType type{};
  std::vector<Answer> answers;
  std::map<std::string, std::string> echoed;  // filters, regions, meta, tags …: name → JSON text
};

/// RDATA of one answer. Host names are absolute with or without final dot; in TXT each part is one
/// character-string (quotes around it removed), cut every 255 octets when longer.
base::Result<base::Bytes> rdata_of_answer(dns::RrType type, const std::vector<std::string>& parts);

/// The parts a record without a document is shown with: host names without final dot, TXT unquoted.
/// rdata_of_answer() of the result gives the RDATA back.
std::vector<std::string> answer_of_rdata(dns::RrType type, base::ByteView rdata);

}  // namespace zonecast::model
