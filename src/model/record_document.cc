// SPDX-License-Identifier: GPL-3.0-or-later
// Answers in parts, to RDATA and back. Presentation format is the road between them, except for
// types that are nothing but character-strings: their octets are written directly.
#include "model/record_document.h"

#include <algorithm>
#include <optional>

#include "dns/presentation.h"
#include "model/answer_fields.h"
#include "model/character_string.h"

namespace zonecast::model {
namespace {

using base::failure;
using Parts = std::vector<std::string>;
constexpr std::size_t rdata_size_max = 65'535;

std::string counted(std::size_t n, std::string_view noun) {
  return std::to_string(n) + " " + std::string(noun) + (n == 1 ? "" : "s");
}

// ---- Character-strings -------------------------------------------------------------------------

void append_cut(base::Bytes& out, base::ByteView octets) {
  do {
    const auto piece = octets.first(std::min(octets.size(), character_string_size_max));
    base::append_u8(out, static_cast<std::uint8_t>(piece.size()));
    base::append(out, piece);
    octets = octets.subspan(piece.size());
  } while (!octets.empty());
}

base::Result<base::Bytes> strings_to_rdata(dns::RrType type, const CharacterStrings& rule,
                                           const Parts& given) {
  // One part may hold the whole of the RDATA text: for TXT a list of quoted strings, for types of a
  // fixed count anything that splits into strings.
  const bool whole =
      given.size() == 1 && (rule.cut ? is_quoted_list(given[0]) : rule.count_min > 1);
  const Parts parts = whole ? split_presentation(given[0]) : given;
  if (parts.size() < rule.count_min || parts.size() > rule.count_max) {
    return failure(dns::to_text(type) + " wants " +
                   (rule.count_min == rule.count_max
                        ? counted(rule.count_min, "character-string")
                        : "at least " + counted(rule.count_min, "character-string")) +
                   ", not " + std::to_string(parts.size()));
  }
  base::Bytes rdata;
  for (const auto& part : parts) {
    const auto octets = character_string_of_text(part);
    if (!rule.cut && octets.size() > character_string_size_max) {
      return failure(dns::to_text(type) +
                     ": a character-string holds at most 255 octets, this one has " +
                     std::to_string(octets.size()));
    }
    append_cut(rdata, octets);
    if (rdata.size() > rdata_size_max) {
      return failure(dns::to_text(type) + ": RDATA is longer than 65,535 octets");
    }
  }
  return rdata;
}

std::optional<Parts> strings_of_rdata(const CharacterStrings& rule, base::ByteView rdata) {
  Parts parts;
  base::ByteReader reader(rdata);
  while (reader.remaining() > 0) {
    const auto octets = reader.bytes(reader.u8());
    if (!reader.ok()) return std::nullopt;
    parts.push_back(text_of_character_string(octets));
  }
  if (parts.size() < rule.count_min || parts.size() > rule.count_max) return std::nullopt;
  return parts;
}

// ---- Presentation format -----------------------------------------------------------------------

/// Makes `part` mean itself: what would end, comment out or join lines in a zone file is escaped.
base::Result<std::string> token_text(std::string_view part) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const char c = part[i];
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      return failure("control characters must be written as \\DDD");
    }
    if (c == '\\' && i + 1 < part.size()) {
      out += c;
      out += part[++i];
      continue;
    }
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == ';' || c == '(' || c == ')')) out += '\\';
    out += c;
  }
  if (quoted) return failure("a quote is left open");
  return out;
}

base::Result<std::string> field_text(AnswerField field, const std::string& part) {
  switch (field) {
    case AnswerField::text:
    case AnswerField::quoted:
      return quoted_character_string(character_string_of_text(part));
    case AnswerField::name:
      if (part == "@") return failure("\"@\" is not a name here; write the name in full");
      break;
    case AnswerField::gateway:
    case AnswerField::token:
      break;
  }
  if (std::ranges::all_of(part, [](char c) { return c == ' ' || c == '\t'; })) {
    return failure("it is empty");
  }
  return token_text(part);
}

bool is_generic(const Parts& parts) { return parts[0].starts_with("\\#"); }

base::Result<std::string> presentation_text(dns::RrType type, const Parts& given) {
  const auto layout = answer_fields(type);
  const std::size_t count = layout.fields.size();
  const bool generic = is_generic(given);
  const Parts parts = given.size() == 1 && count > 1 && !generic
                          ? split_presentation(given[0], layout.open ? SIZE_MAX : count)
                          : given;
  if (!generic && (parts.size() < count || (parts.size() > count && !layout.open))) {
    return failure("it wants " + counted(count, "part") + ", not " + std::to_string(parts.size()));
  }
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto field = !generic && i < count ? layout.fields[i] : AnswerField::token;
    const auto piece = field_text(field, parts[i]);
    if (!piece) return failure("part " + std::to_string(i + 1) + ": " + piece.error().message);
    if (i > 0) text += ' ';
    text += *piece;
  }
  return text;
}

std::string part_of_token(AnswerField field, const std::string& token) {
  switch (field) {
    case AnswerField::name:
    case AnswerField::gateway:
      return token.size() > 1 && token.ends_with('.') ? token.substr(0, token.size() - 1) : token;
    case AnswerField::text:
      return text_of_character_string(character_string_of_text(token));
    case AnswerField::quoted:
    case AnswerField::token:
      break;
  }
  return token;
}

}  // namespace

base::Result<base::Bytes> rdata_of_answer(dns::RrType type, const Parts& parts) {
  if (parts.empty()) return failure(dns::to_text(type) + ": the answer has no parts");
  if (const auto rule = character_strings(type); rule.count_max > 0) {
    return strings_to_rdata(type, rule, parts);
  }
  const auto text = presentation_text(type, parts);
  if (!text) return failure(dns::to_text(type) + ": " + text.error().message);
  // Relative to the root, a name is absolute with or without its final dot.
  auto rdata = dns::rdata_from_text(type, *text, dns::NameView());
  if (!rdata) return failure(dns::to_text(type) + " \"" + *text + "\": " + rdata.error().message);
  return rdata;
}

Parts answer_of_rdata(dns::RrType type, base::ByteView rdata) {
  if (const auto rule = character_strings(type); rule.count_max > 0) {
    if (auto parts = strings_of_rdata(rule, rdata)) return *std::move(parts);
  }
  Parts parts = split_presentation(dns::rdata_to_text(type, rdata));
  if (parts.empty() || is_generic(parts)) return parts;
  const auto layout = answer_fields(type);
  for (std::size_t i = 0; i < parts.size() && i < layout.fields.size(); ++i) {
    parts[i] = part_of_token(layout.fields[i], parts[i]);
  }
  return parts;
}

}  // namespace zonecast::model
