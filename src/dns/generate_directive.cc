// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/generate_directive.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "dns/directive_words.h"

namespace zonecast::dns {

namespace {

constexpr std::size_t width_max = 255;
constexpr std::size_t entry_size_max = 65'536;
constexpr std::int64_t number_max = 0x7fff'ffff;

char lower(char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); }

bool same_word(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

bool is_class(std::string_view word) {
  return same_word(word, "IN") || same_word(word, "CH") || same_word(word, "HS") ||
         same_word(word.substr(0, 5), "CLASS");
}

/// Takes a number off the front of `text`.
template <typename Number>
std::optional<Number> take_number(std::string_view& text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// What stands between { and }.
struct Format {
  std::int64_t offset = 0;
  std::size_t width = 0;
  char base = 'd';
};

std::optional<Format> parse_format(std::string_view text) {
  Format format;
  const auto offset = take_number<std::int64_t>(text);
  if (!offset || *offset > number_max || *offset < -number_max) return std::nullopt;
  format.offset = *offset;
  if (take(text, ',')) {
    const auto width = take_number<std::uint32_t>(text);
    if (!width || *width > width_max) return std::nullopt;
    format.width = *width;
    if (take(text, ',')) {
      if (text.empty() || std::string_view("doxXnN").find(text[0]) == text.npos)
        return std::nullopt;
      format.base = text[0];
      text.remove_prefix(1);
    }
  }
  return text.empty() ? std::optional(format) : std::nullopt;
}

/// Lowest nibble first, dots between; the width counts the dots, as in BIND.
void append_nibbles(std::string& out, std::uint64_t number, std::size_t width, const char* digits) {
  do {
    out += digits[number & 0xf];
    number >>= 4;
    if (width > 0) --width;
    if (width > 0 || number != 0) {
      out += '.';
      if (width > 0) --width;
    }
  } while (number != 0 || width > 0);
}

void append_number(std::string& out, std::uint64_t number, const Format& format) {
  auto end = std::back_inserter(out);
  switch (format.base) {
    case 'o':
      fmt::format_to(end, "{:0{}o}", number, format.width);
      break;
    case 'x':
      fmt::format_to(end, "{:0{}x}", number, format.width);
      break;
    case 'X':
      fmt::format_to(end, "{:0{}X}", number, format.width);
      break;
    case 'n':
      append_nibbles(out, number, format.width, "0123456789abcdef");
      break;
    case 'N':
      append_nibbles(out, number, format.width, "0123456789ABCDEF");
      break;
    default:
      fmt::format_to(end, "{:0{}d}", number, format.width);
      break;
  }
}

base::Result<void> append_expanded(std::string& out, std::string_view pattern,
                                   std::uint32_t number) {
  while (!pattern.empty()) {
    const char c = pattern.front();
    pattern.remove_prefix(1);
    if (c == '\\' && !pattern.empty()) {
      out += c;
      out += pattern.front();
      pattern.remove_prefix(1);
    } else if (c != '$') {
      out += c;
    } else if (take(pattern, '$')) {
      out += "\\$";  // escaped, since a bare one has a meaning at the start of a line
    } else {
      Format format;
      if (take(pattern, '{')) {
        const std::size_t close = pattern.find('}');
        const auto parsed =
            close == pattern.npos ? std::nullopt : parse_format(pattern.substr(0, close));
        if (!parsed) return base::failure("$GENERATE: what follows \"${\" is not a format");
        format = *parsed;
        pattern.remove_prefix(close + 1);
      }
      const std::int64_t value = number + format.offset;
      if (value < 0) return base::failure("$GENERATE: an offset leads below zero");
      append_number(out, static_cast<std::uint64_t>(value), format);
    }
  }
  return {};
}

/// BIND takes the quotes off, and the backslash before a quote inside.
std::string unquoted(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      if (text[i + 1] != '"') out += text[i];
      out += text[++i];
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

base::Result<GenerateDirective> GenerateDirective::parse(std::string_view arguments) {
  if (arguments.ends_with('\n')) arguments.remove_suffix(1);
  if (arguments.find('\n') != arguments.npos) {
    return base::failure("$GENERATE must stand on one line");
  }
  DirectiveWords words(arguments);
  GenerateDirective directive;
  const auto range = words.next();
  if (!range) return base::failure("$GENERATE: the range is missing");
  std::string_view text = range->text;
  const auto start = take_number<std::uint32_t>(text);
  const bool dash = take(text, '-');
  const auto stop = take_number<std::uint32_t>(text);
  std::optional<std::uint32_t> step = 1;
  if (take(text, '/')) step = take_number<std::uint32_t>(text);
  if (!start || !dash || !stop || !step || !text.empty() || *step == 0 || *start > *stop ||
      *stop > number_max || *step > number_max) {
    return base::failure("$GENERATE: the range is not start-stop or start-stop/step");
  }
  directive.start_ = *start;
  directive.stop_ = *stop;
  directive.step_ = *step;
  if (directive.count() > generate_records_max) {
    return base::failure(
        fmt::format("$GENERATE stands for more than {} records", generate_records_max));
  }
  const auto owner = words.next();
  if (!owner || owner->text.empty() || owner->quoted)
    return base::failure("$GENERATE: the owner is missing");
  directive.owner_ = owner->text;
  auto word = words.next();
  for (; word; word = words.next()) {
    if (is_class(word->text)) {
      if (!same_word(word->text, "IN") && !same_word(word->text, "CLASS1")) {
        return base::failure("$GENERATE: the class is not IN");
      }
    } else if (!word->text.empty() && word->text[0] >= '0' && word->text[0] <= '9') {
      directive.ttl_ = word->text;
    } else {
      break;
    }
  }
  if (!word || word->text.empty()) return base::failure("$GENERATE: the type is missing");
  directive.type_ = word->text;
  DirectiveWords behind = words;
  const auto first = behind.next();
  if (!first) return base::failure("$GENERATE: the data is missing");
  if (first->open) return base::failure("$GENERATE: a quote is not closed");
  const bool whole = first->quoted && behind.rest().empty();
  directive.rdata_ = whole ? unquoted(first->text) : std::string(words.rest());
  return directive;
}

base::Result<void> GenerateDirective::append_entry(std::string& out, std::uint64_t index) const {
  const auto number = static_cast<std::uint32_t>(start_ + index * step_);
  const std::size_t before = out.size();
  if (auto owner = append_expanded(out, owner_, number); !owner) return owner;
  fmt::format_to(std::back_inserter(out), " {} IN {} ", ttl_, type_);
  if (auto rdata = append_expanded(out, rdata_, number); !rdata) return rdata;
  out += '\n';
  if (out.size() - before > entry_size_max)
    return base::failure("$GENERATE: an entry grows too long");
  return {};
}

}  // namespace zonecast::dns
