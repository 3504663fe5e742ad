// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/asset.h"

#include <array>
#include <charconv>
#include <string>

#ifdef ZC_CONSOLE_PACK
// The assembler copies the file into the program, whatever its size, at no cost for the compiler.
__asm__(
    ".section .rodata.zc_console_pack,\"a\"\n"
    ".global zc_console_pack\n"
    ".global zc_console_pack_end\n"
    "zc_console_pack:\n"
    ".incbin \"" ZC_CONSOLE_PACK
    "\"\n"
    "zc_console_pack_end:\n"
    ".byte 0\n"
    ".previous\n");
extern "C" const char zc_console_pack[];
extern "C" const char zc_console_pack_end[];
#endif

namespace zonecast::console {
namespace {

constexpr std::size_t columns = 7;

std::optional<std::array<std::string_view, columns>> split(std::string_view line) {
  std::array<std::string_view, columns> parts;
  for (std::size_t i = 0; i < columns; ++i) {
    const auto tab = line.find('\t');
    if ((tab == std::string_view::npos) != (i + 1 == columns)) return std::nullopt;
    parts[i] = line.substr(0, tab);
    line.remove_prefix(std::min(line.size(), parts[i].size() + 1));
  }
  return parts;
}

std::optional<std::size_t> number_of(std::string_view text) {
  std::size_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

bool add(Assets& assets, std::string_view line, std::string_view data) {
  const auto parts = split(line);
  if (!parts) return false;
  const auto& [path, type, caching, tag, encoding, offset_text, size_text] = *parts;
  const auto offset = number_of(offset_text);
  const auto size = number_of(size_text);
  if (!offset || !size || *offset > data.size() || *size > data.size() - *offset) return false;
  auto& asset = assets[path];
  asset.type = type;
  asset.tag = tag;
  asset.caching = caching == "immutable" ? Caching::immutable : Caching::no_cache;
  const auto octets = data.substr(*offset, *size);
  if (encoding == "identity") {
    asset.identity = octets;
  } else if (encoding == "gzip") {
    asset.gzip = octets;
  } else if (encoding == "br") {
    asset.brotli = octets;
  } else {
    return false;
  }
  return true;
}

}  // namespace

base::Result<Assets> read_pack(std::string_view pack) {
  Assets assets;
  if (pack.empty()) return assets;
  const auto end = pack.find("\n\n");
  if (end == std::string_view::npos) return base::failure("the console's pack has no index");
  const auto data = pack.substr(end + 2);
  std::size_t number = 0;
  for (auto index = pack.substr(0, end + 1); !index.empty();) {
    const auto line = index.substr(0, index.find('\n'));
    index.remove_prefix(line.size() + 1);
    ++number;
    if (!add(assets, line, data)) {
      return base::failure("line " + std::to_string(number) +
                           " of the console's pack cannot be read");
    }
  }
  return assets;
}

std::string_view embedded_pack() {
#ifdef ZC_CONSOLE_PACK
  return {zc_console_pack, static_cast<std::size_t>(zc_console_pack_end - zc_console_pack)};
#else
  return {};
#endif
}

}  // namespace zonecast::console
