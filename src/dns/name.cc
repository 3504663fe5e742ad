// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/name.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/assert.h"

namespace zonecast::dns {

namespace {

// Length octets are at most 63 and so never look like a letter: letter case can be folded over a
// whole name at once, without regard to where its labels start.
constexpr std::array<std::uint8_t, 256> make_lower_case() {
  std::array<std::uint8_t, 256> table{};
  for (unsigned i = 0; i < 256; ++i) {
    table[i] = static_cast<std::uint8_t>(i >= 'A' && i <= 'Z' ? i + ('a' - 'A') : i);
  }
  return table;
}
constexpr auto lower_case = make_lower_case();

constexpr std::uint64_t each(std::uint8_t octet) { return 0x0101'0101'0101'0101ULL * octet; }

/// Eight octets at once, ASCII letters in lower case.
std::uint64_t fold(std::uint64_t word) {
  const std::uint64_t low = word & each(0x7f);
  const std::uint64_t above_z = low + each(0x7f - 'Z');
  const std::uint64_t from_a = low + each(0x80 - 'A');
  const std::uint64_t letters = (from_a ^ above_z) & ~word & each(0x80);
  return word | letters >> 2;
}

std::uint64_t load(const std::uint8_t* data, std::size_t size) {
  std::uint64_t word = 0;
  std::memcpy(&word, data, size);
  return word;
}

bool equal_folded(const std::uint8_t* a, const std::uint8_t* b, std::size_t size) {
  for (; size >= 8; a += 8, b += 8, size -= 8) {
    const std::uint64_t x = load(a, 8);
    const std::uint64_t y = load(b, 8);
    if (x != y && fold(x) != fold(y)) return false;
  }
  return fold(load(a, size)) == fold(load(b, size));
}

/// Where the labels of a name start, leftmost first. A name has at most 127 besides the root.
struct LabelStarts {
  std::array<std::uint8_t, 128> at;
  int count = 0;
  explicit LabelStarts(base::ByteView wire) {
    for (std::size_t i = 0; wire[i] != 0; i += std::size_t{1} + wire[i]) {
      at[static_cast<std::size_t>(count++)] = static_cast<std::uint8_t>(i);
    }
  }
};

/// Octets of the labels at the front that `labels` labels and the root follow.
std::size_t size_before_suffix(NameView name, int labels) {
  const base::ByteView wire = name.wire();
  std::size_t at = 0;
  for (int skip = name.label_count() - labels; skip > 0; --skip) at += std::size_t{1} + wire[at];
  return at;
}

/// Octets that every zone file parser takes as they are; libzscanner takes no others.
bool is_plain(std::uint8_t octet) {
  return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
         (octet >= '0' && octet <= '9') || octet == '-' || octet == '_' || octet == '*' ||
         octet == '/';
}

void append_label_text(std::string& out, base::ByteView label) {
  for (const std::uint8_t octet : label) {
    if (is_plain(octet)) {
      out += static_cast<char>(octet);
    } else if (octet > ' ' && octet < 0x7f && octet != '[') {  // "\[" once began a bit string label
      out += '\\';
      out += static_cast<char>(octet);
    } else {
      out += '\\';
      out += static_cast<char>('0' + octet / 100);
      out += static_cast<char>('0' + octet / 10 % 10);
      out += static_cast<char>('0' + octet % 10);
    }
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

NameView NameView::trusted(base::ByteView wire) {
  return {wire.data(), static_cast<std::uint8_t>(wire.size())};
}

base::Result<NameView> NameView::parse_prefix(base::ByteView wire) {
  std::size_t at = 0;
  for (;;) {
    if (at >= wire.size()) return base::failure("the name is cut short");
    const std::uint8_t length = wire[at];
    if (length > label_size_max) return base::failure("the name holds a compression pointer");
    at += std::size_t{1} + length;
    if (at > name_size_max) return base::failure("the name is longer than 255 octets");
    if (length == 0) return NameView{wire.data(), static_cast<std::uint8_t>(at)};
  }
}

int NameView::label_count() const {
  int count = 0;
  for (std::size_t at = 0; data_[at] != 0; at += std::size_t{1} + data_[at]) ++count;
  return count;
}

NameView NameView::parent() const {
  ZC_ASSERT(!is_root());
  const auto skip = static_cast<std::uint8_t>(data_[0] + 1);
  return {data_ + skip, static_cast<std::uint8_t>(size_ - skip)};
}

NameView NameView::suffix(int labels) const {
  const std::size_t skip = size_before_suffix(*this, labels);
  return {data_ + skip, static_cast<std::uint8_t>(size_ - skip)};
}

bool NameView::is_within(NameView ancestor) const {
  if (size_ < ancestor.size_) return false;
  const std::size_t skip = static_cast<std::size_t>(size_) - ancestor.size_;
  if (!equal_folded(data_ + skip, ancestor.data_, ancestor.size_)) return false;
  // The same octets at the end are a suffix only where a label starts.
  std::size_t at = 0;
  while (at < skip) at += std::size_t{1} + data_[at];
  return at == skip;
}

bool NameView::same_spelling(NameView other) const {
  return size_ == other.size_ && std::memcmp(data_, other.data_, size_) == 0;
}

bool equal(NameView a, NameView b) {
  return a.size() == b.size() && equal_folded(a.wire().data(), b.wire().data(), a.size());
}

std::strong_ordering compare(NameView a, NameView b) {
  const base::ByteView x = a.wire();
  const base::ByteView y = b.wire();
  const LabelStarts labels_x(x);
  const LabelStarts labels_y(y);
  int i = labels_x.count;
  int j = labels_y.count;
  while (i > 0 && j > 0) {
    const std::uint8_t* p = &x[labels_x.at[static_cast<std::size_t>(--i)]];
    const std::uint8_t* q = &y[labels_y.at[static_cast<std::size_t>(--j)]];
    const std::uint8_t size_p = *p++;
    const std::uint8_t size_q = *q++;
    for (std::uint8_t n = std::min(size_p, size_q); n > 0; --n, ++p, ++q) {
      if (*p != *q && lower_case[*p] != lower_case[*q]) return lower_case[*p] <=> lower_case[*q];
    }
    if (size_p != size_q) return size_p <=> size_q;
  }
  return i <=> j;
}

std::size_t hash_value(NameView name) {
  const std::uint8_t* data = name.wire().data();
  std::size_t size = name.size();
  std::uint64_t hash = 0x9e37'79b9'7f4a'7c15ULL ^ size;
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ fold(word)) * 0xff51'afd7'ed55'8ccdULL;
    hash ^= hash >> 32;
  };
  for (; size >= 8; data += 8, size -= 8) mix(load(data, 8));
  mix(load(data, size));
  return hash;
}

std::string to_text_undotted(NameView name) {
  std::string out = to_text(name);
  if (!name.is_root()) out.pop_back();
  return out;
}

std::string to_text(NameView name) {
  if (name.is_root()) return ".";
  std::string out;
  out.reserve(name.size() + 2);
  const base::ByteView wire = name.wire();
  for (std::size_t at = 0; wire[at] != 0; at += std::size_t{1} + wire[at]) {
    append_label_text(out, wire.subspan(at + 1, wire[at]));
    out += '.';
  }
  return out;
}

// The separator 0x00 sorts before every octet of a label, so a name sorts before the names below it
// and a label before its continuations. Octets 0x00 and 0x01 inside labels become two octets that
// sort behind the separator and before 0x02.
void append_sort_key(std::string& out, NameView name, NameView apex) {
  const base::ByteView wire = name.wire();
  const std::size_t end = name.size() - apex.size();  // the apex labels start here
  const LabelStarts labels(wire);
  for (int i = labels.count; i-- > 0;) {
    const std::size_t start = labels.at[static_cast<std::size_t>(i)];
    if (start >= end) continue;
    for (const std::uint8_t octet : wire.subspan(start + 1, wire[start])) {
      if (octet <= 1) out += '\x01';
      out += static_cast<char>(octet <= 1 ? octet + 1 : lower_case[octet]);
    }
    out += '\0';
  }
}

base::Result<Name> Name::from_text(std::string_view text) {
  if (text.empty()) return base::failure("a name is missing");
  if (text == "@") return base::failure("\"@\" is not a name here");
  Name name;
  if (text == ".") return name;
  std::string& wire = name.wire_;
  std::size_t label = 0;  // where the length octet of the label being read stands
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '.') {
      if (wire.size() - label == 1) return base::failure("the name has an empty label");
      label = wire.size();
      wire += '\0';
      continue;
    }
    if (c == '\\') {
      if (++i == text.size()) return base::failure("the name ends in a backslash");
      c = text[i];
      if (is_digit(c)) {
        if (text.size() - i < 3 || !is_digit(text[i + 1]) || !is_digit(text[i + 2])) {
          return base::failure("a backslash and a digit want two more digits");
        }
        const int octet = (c - '0') * 100 + (text[i + 1] - '0') * 10 + (text[i + 2] - '0');
        if (octet > 255) return base::failure("an escape in the name is above \\255");
        c = static_cast<char>(octet);
        i += 2;
      }
    } else if (c <= ' ' || c >= 0x7f) {
      return base::failure("the name has a character that must be written as \\DDD");
    }
    const std::size_t length = wire.size() - label;
    if (length > label_size_max) return base::failure("the name has a label longer than 63 octets");
    wire += c;
    wire[label] = static_cast<char>(length);
    if (wire.size() >= name_size_max) return base::failure("the name is longer than 255 octets");
  }
  if (wire.size() - label > 1) wire += '\0';
  return name;
}

base::Result<Name> Name::concatenate(NameView prefix, NameView suffix) {
  const std::size_t size = prefix.size() - 1 + suffix.size();
  if (size > name_size_max) return base::failure("the name is longer than 255 octets");
  Name name;
  name.wire_.assign(base::as_text(prefix.wire().first(prefix.size() - 1)));
  name.wire_.append(base::as_text(suffix.wire()));
  return name;
}

Name Name::lower() const {
  Name name = *this;
  for (char& c : name.wire_) c = static_cast<char>(lower_case[static_cast<std::uint8_t>(c)]);
  return name;
}

}  // namespace zonecast::dns
