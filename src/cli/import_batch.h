// SPDX-License-Identifier: GPL-3.0-or-later
// Many small zone files in one multipart request (RFC 7578): one part per zone, named as the zone,
// and before them a part with the settings they get.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace zonecast::cli {

inline constexpr std::size_t batch_files_max = 10'000;
inline constexpr std::size_t batch_octets_max = 16u << 20;

class ImportBatch {
 public:
  /// `boundary` must not occur in any text; a random one does not.
  /// `settings`: members of a zone as JSON, or nothing.
  ImportBatch(std::string boundary, std::string_view settings);

  void add(std::string path, std::string_view zone, std::string_view text);
  bool is_full() const {
    return paths_.size() >= batch_files_max || body_.size() >= batch_octets_max;
  }
  bool is_empty() const { return paths_.empty(); }

  /// In the order of the parts.
  const std::vector<std::string>& paths() const { return paths_; }
  std::string content_type() const;
  std::string body() const;
  void clear();

 private:
  std::string boundary_, settings_part_;
  std::vector<std::string> paths_;
  std::string body_;
};

}  // namespace zonecast::cli
