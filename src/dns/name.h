// SPDX-License-Identifier: GPL-3.0-or-later
// Domain names in uncompressed wire form (RFC 1035 section 3.1). Letter case is kept; comparison
// and order ignore it (RFC 4343, RFC 4034 section 6.1).
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace zonecast::dns {

inline constexpr std::size_t name_size_max = 255;  // octets, root label included
inline constexpr std::size_t label_size_max = 63;

/// Borrows a valid wire-form name. The default is the root.
class NameView {
 public:
  constexpr NameView() = default;

  /// The caller knows that `wire` is exactly one valid, uncompressed name.
  static NameView trusted(base::ByteView wire);
  /// The uncompressed name at the front of `wire`; an error when there is none.
  static base::Result<NameView> parse_prefix(base::ByteView wire);

  base::ByteView wire() const { return {data_, size_}; }
  std::size_t size() const { return size_; }  // octets, root label included
  int label_count() const;                    // without the root label
  bool is_root() const { return size_ == 1; }
  /// The leftmost label is "*" (RFC 4592).
  bool is_wildcard() const { return size_ >= 3 && data_[0] == 1 && data_[1] == '*'; }
  /// Without the leftmost label; must not be the root.
  NameView parent() const;
  /// The rightmost `labels` labels and the root; 0 gives the root. At most label_count().
  NameView suffix(int labels) const;
  /// Equal to `ancestor` or below it.
  bool is_within(NameView ancestor) const;
  /// Octet for octet the same, letter case included.
  bool same_spelling(NameView other) const;

 private:
  friend class Name;
  constexpr NameView(const std::uint8_t* data, std::uint8_t size) : data_(data), size_(size) {}
  static constexpr std::uint8_t root_[1] = {0};

  const std::uint8_t* data_ = root_;
  std::uint8_t size_ = 1;
};

/// Canonical order (RFC 4034 section 6.1): by labels from the right, letter case ignored.
std::strong_ordering compare(NameView a, NameView b);
bool equal(NameView a, NameView b);
inline bool operator==(NameView a, NameView b) { return equal(a, b); }
/// Equal names have equal hashes.
std::size_t hash_value(NameView name);

/// With final dot and RFC 1035 section 5.1 escapes; the root is ".".
std::string to_text(NameView name);
/// As to_text() without the final dot; the root is ".".
std::string to_text_undotted(NameView name);

/// A string whose octet order (memcmp) is the canonical order of names below `apex`; the apex
/// itself gives "". `name` must be within `apex`.
void append_sort_key(std::string& out, NameView name, NameView apex);

/// Owns a name.
class Name {
 public:
  Name() : wire_(1, '\0') {}
  explicit Name(NameView view) : wire_(reinterpret_cast<const char*>(view.data_), view.size_) {}

  /// Presentation format; with or without the final dot the name is absolute. "@" is refused.
  static base::Result<Name> from_text(std::string_view text);
  /// `prefix` (its root label dropped) followed by `suffix`; an error when longer than 255 octets.
  static base::Result<Name> concatenate(NameView prefix, NameView suffix);

  NameView view() const {
    return {reinterpret_cast<const std::uint8_t*>(wire_.data()),
            static_cast<std::uint8_t>(wire_.size())};
  }
  operator NameView() const { return view(); }  // NOLINT(google-explicit-constructor)
  base::ByteView wire() const { return view().wire(); }
  std::size_t size() const { return wire_.size(); }
  /// All letters in lower case (the canonical form of RFC 4034 section 6.2).
  Name lower() const;

 private:
  std::string wire_;
};

inline bool operator==(const Name& a, const Name& b) { return equal(a, b); }
struct NameHash {
  using is_transparent = void;
  std::size_t operator()(NameView name) const { return hash_value(name); }
};
struct NameEqual {
  using is_transparent = void;
  bool operator()(NameView a, NameView b) const { return equal(a, b); }
};

}  // namespace zonecast::dns
