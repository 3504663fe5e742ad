// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/entry_finder.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace zonecast::dns {

namespace {

// What may matter outside of quotes and comments.
constexpr std::array interesting = {'\n', '"', '(', ')', ';', '\\'};
constexpr std::array<bool, 256> make_matters() {
  std::array<bool, 256> table{};
  for (const char c : interesting) table[static_cast<std::uint8_t>(c)] = true;
  return table;
}
constexpr auto matters = make_matters();

/// The first place at or behind `i` where something may matter, or the end.
std::size_t skip_plain(std::string_view text, std::size_t i) {
#ifdef __SSE2__
  for (; text.size() - i >= 16; i += 16) {
    const __m128i octets = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i));
    __m128i found = _mm_setzero_si128();
    for (const char c : interesting) {
      found = _mm_or_si128(found, _mm_cmpeq_epi8(octets, _mm_set1_epi8(c)));
    }
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(found));
    if (mask != 0) return i + static_cast<std::size_t>(std::countr_zero(mask));
  }
#endif
  while (i < text.size() && !matters[static_cast<std::uint8_t>(text[i])]) ++i;
  return i;
}

bool has(std::string_view text, char c) {
  return !text.empty() && std::memchr(text.data(), c, text.size()) != nullptr;
}

}  // namespace

// Semicolons matter only for what they hide.
void EntryFinder::begin(std::string_view text) {
  only_newlines_matter_ = !in_parentheses_ && !in_quotes_ && !after_backslash_ && !has(text, '"') &&
                          !has(text, '(') && !has(text, '\\');
}

std::size_t EntryFinder::next_end(std::string_view text, std::size_t from) {
  if (only_newlines_matter_) {
    const std::size_t newline = text.find('\n', from);
    if (newline != none) {
      in_comment_ = false;
      return newline + 1;
    }
    // The entry goes on in the next text, where it may matter what stands here.
  }
  std::size_t i = from;
  while (i < text.size()) {
    if (in_comment_) {
      i = text.find('\n', i);
      if (i == none) return none;
      in_comment_ = false;
    } else if (!after_backslash_ && !in_quotes_) {
      i = skip_plain(text, i);
      if (i == text.size()) return none;
    }
    const char c = text[i++];
    if (c == '\n') {
      // A newline inside quotes is text within parentheses, and ends a wrong entry outside of them.
      escaped_newline_ = escaped_newline_ || after_backslash_;
      after_backslash_ = false;
      if (in_parentheses_) continue;
      in_quotes_ = false;
      return i;
    }
    if (after_backslash_) {
      after_backslash_ = false;
    } else if (c == '\\') {
      after_backslash_ = true;
    } else if (c == '"') {
      in_quotes_ = !in_quotes_;
    } else if (in_quotes_) {
      continue;
    } else if (c == ';') {
      in_comment_ = true;
    } else if (c == '(') {
      in_parentheses_ = true;
    } else if (c == ')') {
      in_parentheses_ = false;
    }
  }
  return none;
}

}  // namespace zonecast::dns
