// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/directive_words.h"

#include <algorithm>

namespace zonecast::dns {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Octets up to the closing quote, which is not among them.
std::size_t size_of_quoted(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i;
    }
  }
  return text.size();  // there is none
}

}  // namespace

std::optional<DirectiveWords::Word> DirectiveWords::next() {
  while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
  if (rest_.empty() || rest_.front() == ';') return std::nullopt;
  if (rest_.front() == '"') {
    rest_.remove_prefix(1);
    const std::size_t size = size_of_quoted(rest_);
    const Word word{.text = rest_.substr(0, size), .quoted = true, .open = size == rest_.size()};
    rest_.remove_prefix(std::min(size + 1, rest_.size()));
    return word;
  }
  std::size_t size = 0;
  while (size < rest_.size() && !is_blank(rest_[size]) && rest_[size] != ';') {
    size += rest_[size] == '\\' ? 2 : 1;
  }
  size = std::min(size, rest_.size());
  const Word word{.text = rest_.substr(0, size)};
  rest_.remove_prefix(size);
  return word;
}

std::string_view DirectiveWords::rest() const {
  for (std::size_t i = 0; i < rest_.size(); ++i) {
    if (rest_[i] == '\\') {
      ++i;
    } else if (rest_[i] == '"') {
      i += 1 + size_of_quoted(rest_.substr(i + 1));
    } else if (rest_[i] == ';') {
      return without_blanks(rest_.substr(0, i));
    }
  }
  return without_blanks(rest_);
}

}  // namespace zonecast::dns
