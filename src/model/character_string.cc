// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/character_string.h"

#include <cstdint>

namespace zonecast::model {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The quote that opens `text` is closed by its last character and by no other before it.
bool is_in_quotes(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
  std::size_t backslashes = 0;
  for (std::size_t i = text.size() - 1; i-- > 0 && text[i] == '\\';) ++backslashes;
  return backslashes % 2 == 0;
}

void append_decimal_escape(std::string& out, std::uint8_t octet) {
  out += '\\';
  out += static_cast<char>('0' + octet / 100);
  out += static_cast<char>('0' + octet / 10 % 10);
  out += static_cast<char>('0' + octet % 10);
}

}  // namespace

std::size_t utf8_sequence_size(base::ByteView text) {
  const auto continues = [&](std::size_t i, std::uint8_t low = 0x80, std::uint8_t high = 0xbf) {
    return i < text.size() && text[i] >= low && text[i] <= high;
  };
  const std::uint8_t lead = text[0];
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return continues(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const std::uint8_t low = lead == 0xe0 ? 0xa0 : 0x80;
    const std::uint8_t high = lead == 0xed ? 0x9f : 0xbf;
    return continues(1, low, high) && continues(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const std::uint8_t low = lead == 0xf0 ? 0x90 : 0x80;
    const std::uint8_t high = lead == 0xf4 ? 0x8f : 0xbf;
    return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

std::string_view without_quotes(std::string_view text) {
  return is_in_quotes(text) ? text.substr(1, text.size() - 2) : text;
}

base::Bytes character_string_of_text(std::string_view text) {
  text = without_quotes(text);
  base::Bytes out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      const char next = text[i + 1];
      if (next == '\\' || next == '"' || next == ';') {
        out.push_back(static_cast<std::uint8_t>(next));
        i += 1;
        continue;
      }
      if (i + 3 < text.size() && is_digit(next) && is_digit(text[i + 2]) && is_digit(text[i + 3])) {
        const int value = (next - '0') * 100 + (text[i + 2] - '0') * 10 + (text[i + 3] - '0');
        if (value <= 255) {
          out.push_back(static_cast<std::uint8_t>(value));
          i += 3;
          continue;
        }
      }
    }
    out.push_back(static_cast<std::uint8_t>(text[i]));
  }
  return out;
}

std::string text_of_character_string(base::ByteView octets) {
  std::string out;
  out.reserve(octets.size());
  for (std::size_t i = 0; i < octets.size(); ++i) {
    const std::uint8_t octet = octets[i];
    if (octet == '\\') {
      out += "\\\\";
    } else if (octet == '"' && i == 0) {
      out += "\\\"";
    } else if (octet >= 0x20 && octet < 0x7f) {
      out += static_cast<char>(octet);
    } else if (const std::size_t size = octet < 0x80 ? 0 : utf8_sequence_size(octets.subspan(i));
               size > 0) {
      out += base::as_text(octets.subspan(i, size));
      i += size - 1;
    } else {
      append_decimal_escape(out, octet);
    }
  }
  return out;
}

std::string quoted_character_string(base::ByteView octets) {
  std::string out = "\"";
  for (const std::uint8_t octet : octets) {
    if (octet == '\\' || octet == '"') {
      out += '\\';
      out += static_cast<char>(octet);
    } else if (octet >= 0x20 && octet < 0x7f) {
      out += static_cast<char>(octet);
    } else {
      append_decimal_escape(out, octet);
    }
  }
  return out += '"';
}

std::vector<std::string> split_presentation(std::string_view text, std::size_t count_max) {
  std::vector<std::string> out;
  std::size_t i = 0;
  for (;;) {
    while (i < text.size() && is_space(text[i])) ++i;
    if (i == text.size()) return out;
    if (out.size() + 1 == count_max) {
      std::size_t end = text.size();
      while (is_space(text[end - 1])) --end;
      out.emplace_back(text.substr(i, end - i));
      return out;
    }
    const std::size_t start = i;
    bool quoted = false;
    for (; i < text.size() && (quoted || !is_space(text[i])); ++i) {
      if (text[i] == '\\' && i + 1 < text.size()) {
        ++i;
      } else if (text[i] == '"') {
        quoted = !quoted;
      }
    }
    out.emplace_back(text.substr(start, i - start));
  }
}

bool is_quoted_list(std::string_view text) {
  const auto pieces = split_presentation(text);
  if (pieces.empty()) return false;
  for (const auto& piece : pieces) {
    if (!is_in_quotes(piece)) return false;
    for (std::size_t i = 1; i + 1 < piece.size(); ++i) {
      if (piece[i] == '"') return false;
      if (piece[i] == '\\') ++i;
    }
  }
  return true;
}

}  // namespace zonecast::model
