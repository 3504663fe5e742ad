// SPDX-License-Identifier: GPL-3.0-or-later
// A form is read the same in one piece and octet by octet, and its parts open and close in turn.
#include "api/multipart.h"

#include <cstdint>
#include <vector>

#include "base/assert.h"

using namespace zonecast::api;

namespace {

struct Reading {
  std::vector<std::string> parts;
  std::string error;
  bool open = false;
  friend bool operator==(const Reading&, const Reading&) = default;
};

Reading read(std::string_view boundary, std::string_view body, std::size_t piece_size) {
  Reading out;
  MultipartReader reader(boundary,
                         {[&](const PartHeaders& headers) {
                            ZC_ASSERT(!out.open);
                            out.open = true;
                            out.parts.push_back(headers.name + "|" + headers.filename + "|");
                            return true;
                          },
                          [&](std::string_view data) {
                            ZC_ASSERT(out.open && !data.empty());
                            out.parts.back() += data;
                            return true;
                          },
                          [&] {
                            ZC_ASSERT(out.open);
                            out.open = false;
                            return true;
                          }});
  while (!body.empty() && reader.feed(body.substr(0, piece_size))) {
    body.remove_prefix(std::min(piece_size, body.size()));
  }
  reader.finish();
  out.error = reader.error();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = text.find('\n');
  if (line == std::string_view::npos) return 0;
  const auto boundary = multipart_boundary(text.substr(0, line));
  const auto body = text.substr(line + 1);
  const std::string used = boundary.value_or("b");
  ZC_ASSERT(read(used, body, SIZE_MAX) == read(used, body, 1));
  return 0;
}
