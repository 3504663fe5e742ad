// SPDX-License-Identifier: GPL-3.0-or-later
// Octets, owned and borrowed, and numbers in network byte order.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zonecast::base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline std::uint16_t load_u16(const std::uint8_t* p) {
  return static_cast<std::uint16_t>(p[0] << 8 | p[1]);
}
inline std::uint32_t load_u32(const std::uint8_t* p) {
  return std::uint32_t{p[0]} << 24 | std::uint32_t{p[1]} << 16 | std::uint32_t{p[2]} << 8 | p[3];
}
inline std::uint64_t load_u64(const std::uint8_t* p) {
  return std::uint64_t{load_u32(p)} << 32 | load_u32(p + 4);
}
inline void store_u16(std::uint8_t* p, std::uint16_t v) {
  p[0] = static_cast<std::uint8_t>(v >> 8);
  p[1] = static_cast<std::uint8_t>(v);
}
inline void store_u32(std::uint8_t* p, std::uint32_t v) {
  store_u16(p, static_cast<std::uint16_t>(v >> 16));
  store_u16(p + 2, static_cast<std::uint16_t>(v));
}
inline void store_u64(std::uint8_t* p, std::uint64_t v) {
  store_u32(p, static_cast<std::uint32_t>(v >> 32));
  store_u32(p + 4, static_cast<std::uint32_t>(v));
}
inline void append_u8(Bytes& out, std::uint8_t v) { out.push_back(v); }
inline void append_u16(Bytes& out, std::uint16_t v) {
  const auto at = out.size();
  out.resize(at + 2);
  store_u16(out.data() + at, v);
}
inline void append_u32(Bytes& out, std::uint32_t v) {
  const auto at = out.size();
  out.resize(at + 4);
  store_u32(out.data() + at, v);
}
inline void append_u64(Bytes& out, std::uint64_t v) {
  const auto at = out.size();
  out.resize(at + 8);
  store_u64(out.data() + at, v);
}
inline void append(Bytes& out, ByteView more) { out.insert(out.end(), more.begin(), more.end()); }

inline bool equal(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}
inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads numbers and octets from the front of a view. Every read past the end gives nothing, and
/// from then on `ok()` is false, so a parser may check once.
class ByteReader {
 public:
  explicit ByteReader(ByteView view) : view_(view) {}

  std::uint8_t u8() { return take(1) ? view_[at_ - 1] : std::uint8_t{0}; }
  std::uint16_t u16() { return take(2) ? load_u16(&view_[at_ - 2]) : std::uint16_t{0}; }
  std::uint32_t u32() { return take(4) ? load_u32(&view_[at_ - 4]) : 0; }
  std::uint64_t u64() { return take(8) ? load_u64(&view_[at_ - 8]) : 0; }
  /// The next `size` octets, or an empty view when there are fewer.
  ByteView bytes(std::size_t size) {
    return take(size) ? view_.subspan(at_ - size, size) : ByteView{};
  }
  bool skip(std::size_t size) { return take(size); }

  bool ok() const { return ok_; }
  std::size_t position() const { return at_; }
  std::size_t remaining() const { return view_.size() - at_; }
  ByteView rest() const { return view_.subspan(at_); }

 private:
  bool take(std::size_t size) {
    if (!ok_ || size > remaining()) {
      ok_ = false;
      return false;
    }
    at_ += size;
    return true;
  }

  ByteView view_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

std::string to_hex(ByteView bytes);
std::optional<Bytes> from_hex(std::string_view text);
/// RFC 4648 section 4, padded, no line breaks.
std::string to_base64(ByteView bytes);
/// Accepts white space anywhere; nothing when the text is not base64.
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace zonecast::base
