// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of an answer are, by type: which are host names (shown without the final dot) and
// which are character-strings (shown without quotes). All others stand as in presentation format.
#pragma once

#include <cstdint>
#include <span>

#include "dns/rr_type.h"

namespace zonecast::model {

enum class AnswerField : std::uint8_t {
  token,    // as in presentation format
  name,     // a host name
  gateway,  // a host name, an address or "." (RFC 4025 section 3.1, RFC 8777 section 4.2)
  text,     // a character-string
  quoted,   // text that is shown with its quotes: clients of the API send URI targets so
};

struct AnswerFields {
  std::span<const AnswerField> fields;
  bool open = false;  // further tokens may follow
};
AnswerFields answer_fields(dns::RrType type);

/// For a type that is character-strings and nothing else: how many. `count_max` 0: not such a type.
struct CharacterStrings {
  std::size_t count_min = 0, count_max = 0;
  bool cut = false;  // a part longer than 255 octets becomes several strings
};
CharacterStrings character_strings(dns::RrType type);

}  // namespace zonecast::model
