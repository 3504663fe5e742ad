// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/multipart.h"

#include <algorithm>
#include <cctype>
#include <map>

namespace zonecast::api {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Browsers send quotes and line ends of a name as %22, %0D and %0A, and nothing else so (RFC 7578
/// section 2).
std::string form_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string code = lower(text.substr(i, 3));
    if (code == "%22" || code == "%0d" || code == "%0a") {
      out += code == "%22" ? '"' : code == "%0d" ? '\r' : '\n';
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// Parameters behind the first ';' of a header value: names in lower case, values without quotes.
/// Only a quote is escaped by a backslash: browsers send "C:\name" unescaped.
std::map<std::string, std::string> parameters(std::string_view value) {
  std::map<std::string, std::string> out;
  std::size_t i = value.find(';');
  while (i < value.size()) {
    const std::size_t equals = value.find_first_of("=;", ++i);
    if (equals == std::string_view::npos || value[equals] == ';') {
      i = equals;
      continue;
    }
    const std::string name = lower(trimmed(value.substr(i, equals - i)));
    std::string content;
    i = value.find_first_not_of(" \t", equals + 1);
    if (i < value.size() && value[i] == '"') {
      for (++i; i < value.size() && value[i] != '"'; ++i) {
        if (value[i] == '\\' && i + 1 < value.size() && value[i + 1] == '"') ++i;
        content += value[i];
      }
      i = value.find(';', std::min(i, value.size()));
    } else {
      const std::size_t end = std::min(value.find(';', equals), value.size());
      content = trimmed(value.substr(equals + 1, end - equals - 1));
      i = end;
    }
    out.emplace(name, std::move(content));
  }
  return out;
}

PartHeaders part_headers(std::string_view block) {
  PartHeaders headers;
  while (!block.empty()) {
    const std::size_t end = std::min(block.find("\r\n"), block.size());
    const std::string_view line = block.substr(0, end);
    block.remove_prefix(std::min(end + 2, block.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || lower(line.substr(0, colon)) != "content-disposition")
      continue;
    const auto found = parameters(line.substr(colon + 1));
    if (const auto name = found.find("name"); name != found.end())
      headers.name = form_decoded(name->second);
    if (const auto file = found.find("filename"); file != found.end()) {
      headers.filename = form_decoded(file->second);
      headers.has_filename = true;
    }
  }
  return headers;
}

}  // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type) {
  if (!lower(trimmed(content_type)).starts_with("multipart/")) return std::nullopt;
  const auto found = parameters(content_type);
  const auto boundary = found.find("boundary");
  // RFC 2046 section 5.1.1 allows 70 characters.
  if (boundary == found.end() || boundary->second.empty() || boundary->second.size() > 70) {
    return std::nullopt;
  }
  const bool printable =
      std::ranges::all_of(boundary->second, [](char c) { return c >= 0x20 && c < 0x7f; });
  return printable ? std::optional(boundary->second) : std::nullopt;
}

MultipartReader::MultipartReader(std::string_view boundary, Receiver receiver)
    : delimiter_("\r\n--" + std::string(boundary)),
      receiver_(std::move(receiver)),
      pending_("\r\n") {
  // The first delimiter may open the body; with a line end put in front it is found like all
  // others.
}

bool MultipartReader::fail(std::string why) {
  error_ = "multipart body: " + std::move(why);
  return stop();
}

bool MultipartReader::stop() {
  at_ = At::stopped;
  pending_.clear();
  return false;
}

bool MultipartReader::feed(std::string_view piece) {
  if (at_ == At::stopped) return false;
  if (at_ == At::epilogue) return true;
  pending_ += piece;
  while (step()) {
  }
  return at_ != At::stopped;
}

bool MultipartReader::finish() {
  if (at_ == At::stopped) return false;
  if (at_ == At::preamble) return fail("there is no part");
  if (at_ != At::epilogue) return fail("it ends within a part; the closing delimiter is missing");
  return true;
}

/// Does what the pending octets allow; false when more are needed, or none.
bool MultipartReader::step() {
  switch (at_) {
    case At::preamble:
    case At::body:
      return step_preamble_or_body();
    case At::delimiter_end:
      return step_delimiter_end();
    case At::headers:
      return step_headers();
    case At::epilogue:
    case At::stopped:
      break;
  }
  return false;
}

bool MultipartReader::step_preamble_or_body() {
  const std::size_t found = pending_.find(delimiter_);
  // Without a delimiter all but what may be the start of one goes on.
  std::size_t ready = found;
  if (found == std::string::npos) {
    ready = pending_.size() - std::min(pending_.size(), delimiter_.size() - 1);
  }
  if (at_ == At::body && ready > 0 &&
      !receiver_.data(std::string_view(pending_).substr(0, ready))) {
    return stop();
  }
  if (found == std::string::npos) {
    pending_.erase(0, ready);
    return false;
  }
  pending_.erase(0, found + delimiter_.size());
  if (at_ == At::body && !receiver_.end()) return stop();
  at_ = At::delimiter_end;
  return true;
}

/// Behind a delimiter stands "--" for the end, or white space and a line end.
bool MultipartReader::step_delimiter_end() {
  if (pending_.size() < 2) return false;
  if (pending_.starts_with("--")) {
    at_ = At::epilogue;
    pending_.clear();
    return false;
  }
  const std::size_t end = pending_.find("\r\n");
  std::string_view padding = std::string_view(pending_).substr(0, end);
  // At the end of what has come so far, half of the line end may stand.
  if (end == std::string::npos && padding.ends_with('\r')) padding.remove_suffix(1);
  if (padding.find_first_not_of(" \t") != std::string_view::npos) {
    return fail("other text follows a delimiter on its line");
  }
  if (padding.size() > part_headers_octets_max) return fail("a delimiter line is too long");
  if (end == std::string::npos) return false;
  // The line end stays: with no headers at all, it opens the empty line.
  pending_.erase(0, end);
  at_ = At::headers;
  return true;
}

bool MultipartReader::step_headers() {
  const std::size_t end = pending_.find("\r\n\r\n");
  // Up to three octets of the empty line may stand at the end already.
  if (std::min(end, pending_.size() - std::min(pending_.size(), std::size_t{3})) >
      part_headers_octets_max) {
    return fail("the headers of a part are longer than " + std::to_string(part_headers_octets_max) +
                " octets");
  }
  if (end == std::string::npos) return false;
  const auto headers = part_headers(std::string_view(pending_).substr(0, end));
  pending_.erase(0, end + 4);
  if (!receiver_.begin(headers)) return stop();
  at_ = At::body;
  return true;
}

}  // namespace zonecast::api
