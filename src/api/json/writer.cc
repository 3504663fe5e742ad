// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/json/writer.h"

#include "base/bytes.h"
#include "model/character_string.h"

namespace zonecast::api::json {

void append_quoted(std::string& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = static_cast<std::uint8_t>(text[i]);
    if (octet == '"' || octet == '\\') {
      out += '\\';
      out += text[i];
    } else if (octet == '\n') {
      out += "\\n";
    } else if (octet == '\r') {
      out += "\\r";
    } else if (octet == '\t') {
      out += "\\t";
    } else if (octet < 0x20) {
      out += "\\u00";
      out += digits[octet >> 4];
      out += digits[octet & 15];
    } else if (octet < 0x80) {
      out += text[i];
    } else if (const auto size = model::utf8_sequence_size(base::as_bytes(text.substr(i)));
               size > 0) {
      out += text.substr(i, size);
      i += size - 1;
    } else {
      out += "\xef\xbf\xbd";
    }
  }
  out += '"';
}

Writer& Writer::key(std::string_view name) {
  separate();
  append_quoted(out_, name);
  out_ += ':';
  first_ = true;
  return *this;
}

Writer& Writer::value(std::string_view text) {
  separate();
  append_quoted(out_, text);
  return *this;
}

Writer& Writer::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

Writer& Writer::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
  return *this;
}

Writer& Writer::close(char bracket) {
  out_ += bracket;
  first_ = false;
  return *this;
}

void Writer::separate() {
  if (!first_) out_ += ',';
  first_ = false;
}

}  // namespace zonecast::api::json
