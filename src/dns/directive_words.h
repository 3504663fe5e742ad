// SPDX-License-Identifier: GPL-3.0-or-later
// The words of a directive in a zone file, one line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace zonecast::dns {

/// Takes words from the front of `text`, which it borrows. A comment ends it.
class DirectiveWords {
 public:
  struct Word {
    std::string_view text;  // escapes as they are, quotes taken off
    bool quoted = false;
    bool open = false;  // the closing quote is missing
  };

  explicit DirectiveWords(std::string_view text) : rest_(text) {}

  /// The next word; none at the end.
  std::optional<Word> next();
  /// All that follows, without the comment and outer blanks.
  std::string_view rest() const;

 private:
  std::string_view rest_;
};

}  // namespace zonecast::dns
