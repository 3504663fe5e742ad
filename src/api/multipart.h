// SPDX-License-Identifier: GPL-3.0-or-later
// multipart/form-data (RFC 7578, RFC 2046 section 5.1), taken apart as it arrives. What is held
// back is never longer than a delimiter line or the headers of one part.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace zonecast::api {

inline constexpr std::size_t part_headers_octets_max = 16 * 1024;

struct PartHeaders {
  std::string name;      // of the form field
  std::string filename;  // empty: none
  bool has_filename = false;
};

/// The boundary of a Content-Type; nothing when it is not multipart or the boundary is not valid.
std::optional<std::string> multipart_boundary(std::string_view content_type);

/// One thread. Each receiver returns false to stop the reading.
class MultipartReader {
 public:
  struct Receiver {
    std::function<bool(const PartHeaders&)> begin;
    std::function<bool(std::string_view)> data;
    std::function<bool()> end;
  };
  MultipartReader(std::string_view boundary, Receiver receiver);

  /// False when the body is malformed (error() then says why) or a receiver stopped it.
  bool feed(std::string_view piece);
  /// The closing delimiter was read. Otherwise error() says what is missing.
  bool finish();
  const std::string& error() const { return error_; }

 private:
  enum class At { preamble, delimiter_end, headers, body, epilogue, stopped };
  bool step();
  bool step_preamble_or_body();
  bool step_delimiter_end();
  bool step_headers();
  bool fail(std::string why);
  bool stop();

  std::string delimiter_;  // "\r\n--boundary"
  Receiver receiver_;
  At at_ = At::preamble;
  std::string pending_;
  std::string error_;
};

}  // namespace zonecast::api
