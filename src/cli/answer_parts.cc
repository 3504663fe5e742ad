// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/answer_parts.h"

namespace zonecast::cli {

std::vector<std::string> answer_parts(std::string_view type, std::string_view text) {
  const bool strings = type == "TXT" || type == "SPF";
  if (strings && !text.starts_with('"')) return {std::string(text)};
  std::vector<std::string> parts;
  bool open = false, quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      if (!quoted && !open) parts.emplace_back();
      quoted = !quoted;
      open = quoted;
    } else if (c == ' ' && !quoted) {
      open = false;
    } else {
      if (!open) parts.emplace_back();
      open = true;
      if (c == '\\' && quoted && i + 1 < text.size()) ++i;
      parts.back() += text[i];
    }
  }
  return parts;
}

}  // namespace zonecast::cli
