// SPDX-License-Identifier: GPL-3.0-or-later
// Character-strings (RFC 1035 section 3.3) as the API shows them: plain text without quotes.
//
// Clients of the API send text as it is meant, so little is special: quotes around the whole are
// taken off, "\DDD", "\\", "\"" and "\;" are escapes, and any other backslash is a backslash. What
// is shown escapes only backslashes, a quote in front, and octets that are not printable UTF-8.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace zonecast::model {

inline constexpr std::size_t character_string_size_max = 255;  // octets

/// Octets of the well-formed UTF-8 sequence at the front of `text`, which is not empty; 0 when
/// there is none (Unicode 15, table 3-7).
std::size_t utf8_sequence_size(base::ByteView text);

/// Quotes around the whole taken off, if it has them.
std::string_view without_quotes(std::string_view text);
/// The octets that `text` means; may be longer than one character-string holds.
base::Bytes character_string_of_text(std::string_view text);
/// character_string_of_text() of the result gives the octets back.
std::string text_of_character_string(base::ByteView octets);
/// In quotes, for presentation format: printable ASCII and "\DDD".
std::string quoted_character_string(base::ByteView octets);

/// Cuts at white space outside quotes; escapes and quotes stay as they are. At most `count_max`
/// pieces: the last takes the rest as it stands.
std::vector<std::string> split_presentation(std::string_view text,
                                            std::size_t count_max = SIZE_MAX);
/// Nothing but character-strings in quotes, white space between them.
bool is_quoted_list(std::string_view text);

}  // namespace zonecast::model
