// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/zone_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "dns/name.h"
#include "dns/presentation.h"

namespace zonecast::cli {

namespace {

constexpr std::size_t piece_octets = 256 * 1024;
constexpr std::uint32_t default_ttl_s = 3600;  // as the server takes for a file without $TTL

/// Reads pieces of an open file; empty at its end.
std::string next_piece(std::ifstream& file) {
  std::string piece(piece_octets, '\0');
  file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
  piece.resize(static_cast<std::size_t>(file.gcount()));
  return piece;
}

bool starts_with_include(std::string_view line) {
  constexpr std::string_view directive = "$INCLUDE";
  return line.size() > directive.size() &&
         std::equal(directive.begin(), directive.end(), line.begin(), [](char a, char b) {
           return a == std::toupper(static_cast<unsigned char>(b));
         });
}

bool has_include(std::ifstream& file) {
  std::string line;
  while (std::getline(file, line)) {
    if (starts_with_include(line)) return true;
  }
  return false;
}

/// Every record of the file and of those it includes, a line each.
base::Result<std::string> flattened(const std::string& path, std::string_view zone) {
  const auto origin = dns::Name::from_text(zone);
  if (!origin) return base::failure(origin.error().message);
  auto folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty()) folder = ".";
  std::string text;
  dns::ZoneFileReader reader(*origin, default_ttl_s, dns::IncludePolicy::below_own_folder, folder,
                             [&text](const dns::RecordView& record, std::uint64_t) {
                               text += dns::record_to_text(record);
                               text += '\n';
                               return true;
                             });
  const auto refused = [&path](const dns::ZoneFileError& error) {
    return base::failure(fmt::format("{}:{}: {}", path, error.line, error.reason));
  };
  std::ifstream file(path, std::ios::binary);
  for (auto piece = next_piece(file); !piece.empty(); piece = next_piece(file)) {
    if (const auto fed = reader.feed(piece); !fed) return refused(fed.error());
  }
  if (const auto finished = reader.finish(); !finished) return refused(finished.error());
  return text;
}

}  // namespace

std::optional<std::string> zone_of_file(std::string_view path) {
  auto name = path.substr(path.find_last_of('/') + 1);
  for (const std::string_view ending : {".zone", ".db", ".txt"}) {
    if (name.ends_with(ending) && name.size() > ending.size()) {
      name.remove_suffix(ending.size());
      break;
    }
  }
  if (name.starts_with("db.") && name.size() > 3) name.remove_prefix(3);
  if (name.ends_with('.') && name.size() > 1) name.remove_suffix(1);
  if (name == "root") name = ".";
  if (name.empty() || !dns::Name::from_text(name)) return std::nullopt;
  return std::string(name);
}

std::string place_and_reason(std::string_view path, std::string_view message) {
  constexpr std::string_view word = "line ";
  const auto at = message.find(word);
  if (at != std::string_view::npos) {
    const auto digits = message.substr(at + word.size());
    std::uint64_t line = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), line);
    auto rest = digits.substr(static_cast<std::size_t>(read.ptr - digits.data()));
    if (read.ec == std::errc() && rest.starts_with(": ")) {
      return fmt::format("{}:{}: {}", path, line, rest.substr(2));
    }
  }
  return fmt::format("{}: {}", path, message);
}

base::Result<OpenedZoneFile> open_zone_file(const std::string& path, std::string_view zone) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return base::failure(path + ": is a folder");
  auto file = std::make_shared<std::ifstream>(path, std::ios::binary);
  if (!*file) return base::failure(path + ": cannot be read");
  OpenedZoneFile opened;
  const auto octets = std::filesystem::file_size(path, error);
  if (!error) opened.octets = static_cast<std::size_t>(octets);
  if (has_include(*file)) {
    auto text = flattened(path, zone);
    if (!text) return std::unexpected(text.error());
    auto whole = std::make_shared<std::string>(std::move(*text));
    auto sent = std::make_shared<std::size_t>(0);
    opened.next = [whole, sent] {
      auto piece = whole->substr(*sent, piece_octets);
      *sent += piece.size();
      return piece;
    };
    return opened;
  }
  file->clear();
  file->seekg(0);
  opened.next = [file] { return next_piece(*file); };
  return opened;
}

}  // namespace zonecast::cli
