// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/import_batch.h"

#include <fmt/format.h>

namespace zonecast::cli {

namespace {

/// The quotes and line ends of a header value, encoded as browsers do (RFC 7578 section 2).
std::string quotable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\r' || c == '\n') {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

ImportBatch::ImportBatch(std::string boundary, std::string_view settings)
    : boundary_(std::move(boundary)) {
  if (!settings.empty()) {
    settings_part_ =
        fmt::format("--{}\r\nContent-Disposition: form-data; name=\"settings\"\r\n\r\n{}\r\n",
                    boundary_, settings);
  }
}

void ImportBatch::add(std::string path, std::string_view zone, std::string_view text) {
  body_ += fmt::format(
      "--{}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\n"
      "Content-Type: text/dns\r\n\r\n",
      boundary_, zone == "." ? "root" : quotable(zone),
      quotable(path.substr(path.find_last_of('/') + 1)));
  body_ += text;
  body_ += "\r\n";
  paths_.push_back(std::move(path));
}

std::string ImportBatch::content_type() const {
  return "multipart/form-data; boundary=" + boundary_;
}

std::string ImportBatch::body() const {
  return settings_part_ + body_ + "--" + boundary_ + "--\r\n";
}

void ImportBatch::clear() {
  paths_.clear();
  body_.clear();
}

}  // namespace zonecast::cli
