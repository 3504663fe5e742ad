// SPDX-License-Identifier: GPL-3.0-or-later
// Where the entries of a zone file end: at a newline outside of parentheses (RFC 1035 section 5.1).
// Only that is found out here; what an entry means, and whether it is one, is the scanner's
// business.
#pragma once

#include <cstddef>
#include <string_view>

namespace zonecast::dns {

/// Keeps its place in the grammar between pieces of text, so that nothing is looked at twice.
class EntryFinder {
 public:
  static constexpr std::size_t none = std::string_view::npos;

  /// Says that `text` comes next. Looks through it once for characters that matter.
  void begin(std::string_view text);
  /// Behind the newline that ends the entry in which `from` lies, or none when the text ends first.
  std::size_t next_end(std::string_view text, std::size_t from);
  /// A backslash stood before a line break, which nobody agrees on; the entry is to be refused.
  bool escaped_newline() const { return escaped_newline_; }

 private:
  bool in_parentheses_ = false;
  bool in_quotes_ = false;
  bool in_comment_ = false;
  bool after_backslash_ = false;
  bool escaped_newline_ = false;
  bool only_newlines_matter_ = false;  // in the text of the last begin()
};

}  // namespace zonecast::dns
