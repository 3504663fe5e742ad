// SPDX-License-Identifier: GPL-3.0-or-later
// From text in pieces to records:
//
//   feed() -> carriage returns off -> EntryFinder: whole entries -> directives: here
//                                                               -> the others in runs: ZoneScanner
//
// $TTL is the scanner's; $ORIGIN is taken here, since the scanner wants an absolute name and BIND
// does not; $GENERATE becomes entries for the scanner; $INCLUDE never reaches it.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include "dns/directive_words.h"
#include "dns/entry_finder.h"
#include "dns/generate_directive.h"
#include "dns/included_file.h"
#include "dns/presentation.h"
#include "dns/rdata.h"
#include "dns/zone_scanner.h"

namespace zonecast::dns {

namespace {

using Read = base::Result<void, ZoneFileError>;

constexpr std::uint32_t ttl_max = 0x7fff'ffff;      // RFC 2181 section 8
constexpr std::uint32_t ttl_missing = 0xffff'ffff;  // no TTL that is allowed
constexpr std::size_t piece_size = 65'536;
constexpr std::string_view escaped_newline = "a backslash stands before a line break";

std::uint64_t lines_in(std::string_view text) {
  return static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
}

bool is_directive(std::string_view word, std::string_view name) {
  return std::ranges::equal(
      word, name, [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - ('a' - 'A') : a) == b; });
}

/// The final dot makes a name absolute, unless an odd number of backslashes makes it part of the
/// label.
bool is_absolute(std::string_view word) {
  if (!word.ends_with('.')) return false;
  word.remove_suffix(1);
  const std::size_t other = word.find_last_not_of('\\');
  const std::size_t backslashes = other == word.npos ? word.size() : word.size() - other - 1;
  return backslashes % 2 == 0;
}

/// A name as it stands in a directive.
base::Result<Name> name_from_word(std::string_view word, NameView origin) {
  if (word == "@") return Name(origin);
  auto name = Name::from_text(word);
  if (!name || is_absolute(word)) return name;
  return Name::concatenate(*name, origin);
}

/// One text being read: the file itself, or one that it includes.
struct Source {
  std::string name;  // of an included file; empty for the file itself
  EntryFinder finder;
  std::string pending;     // the front of an entry that is not whole yet
  std::uint64_t line = 1;  // on which `pending` begins
  bool after_carriage_return = false;
};

}  // namespace

struct ZoneFileReader::State {
  State(NameView origin, std::uint32_t default_ttl, IncludePolicy policy, std::string below,
        Receiver records)
      : scanner(origin, ttl_missing),
        last_resort_ttl(default_ttl),
        includes(policy),
        folder(std::move(below)),
        receive(std::move(records)) {}

  Read fail(const Source& source, std::uint64_t line, std::string_view reason) const;
  Read feed(Source& source, std::string_view text);
  Read feed_lines(Source& source, std::string_view text);
  Read finish(Source& source);
  Read read_entries(Source& source, std::string_view entries);
  Read read_directive(Source& source, std::string_view entry);
  Read read_origin(Source& source, DirectiveWords words);
  Read read_include(Source& source, DirectiveWords words);
  Read read_included_file(Source& source, int descriptor);
  Read read_generate(Source& source, std::string_view arguments);
  Read scan(const Source& source, std::string_view lines, std::uint64_t line);
  Read deliver(const Source& source, std::uint64_t line);
  std::uint32_t ttl_of(const RecordView& record);

  ZoneScanner scanner;
  std::uint32_t last_resort_ttl;
  IncludePolicy includes;
  std::string folder;
  Receiver receive;

  Source file;
  std::optional<ZoneFileError> error;
  std::optional<std::uint64_t>
      directive_line;                    // in the file itself; while a directive yields records
  std::uint32_t last_ttl = ttl_missing;  // the last one that an entry gave
  std::string without_carriage_returns;
  std::uint64_t generated_octets = 0;
  int include_depth = 0;
  int included_files = 0;
};

Read ZoneFileReader::State::fail(const Source& source, std::uint64_t line,
                                 std::string_view reason) const {
  if (source.name.empty()) {
    return std::unexpected(ZoneFileError{directive_line.value_or(line), std::string(reason)});
  }
  return std::unexpected(ZoneFileError{
      directive_line.value_or(0), fmt::format("in {}, line {}: {}", source.name, line, reason)});
}

Read ZoneFileReader::State::feed(Source& source, std::string_view text) {
  // Lines may end in CR LF; a CR anywhere else is left to be refused.
  if (!source.after_carriage_return && text.find('\r') == text.npos) {
    return feed_lines(source, text);
  }
  std::string& plain = without_carriage_returns;
  plain.clear();
  for (const char c : text) {
    if (source.after_carriage_return && c != '\n') plain += '\r';
    source.after_carriage_return = c == '\r';
    if (c != '\r') plain += c;
  }
  const std::string lines = std::move(plain);  // an included file may need the buffer meanwhile
  auto read = feed_lines(source, lines);
  plain = std::string();
  return read;
}

Read ZoneFileReader::State::feed_lines(Source& source, std::string_view text) {
  source.finder.begin(text);
  std::size_t whole = 0;  // octets at the front of `text` that are whole entries
  std::size_t run = 0;    // the entries from here on are still to be scanned
  const auto too_long = [&] {
    return fail(source, source.line + lines_in(text.substr(run, whole - run)),
                fmt::format("an entry is longer than {} octets", zone_file_entry_size_max));
  };
  if (!source.pending.empty()) {
    const std::size_t end = source.finder.next_end(text, 0);
    const std::size_t size = std::min(end, text.size());
    if (source.pending.size() + size > zone_file_entry_size_max) return too_long();
    source.pending.append(text, 0, size);
    if (source.finder.escaped_newline()) return fail(source, source.line, escaped_newline);
    if (end == EntryFinder::none) return {};
    const std::string entry = std::move(source.pending);
    source.pending.clear();
    if (auto read =
            entry.front() == '$' ? read_directive(source, entry) : read_entries(source, entry);
        !read) {
      return read;
    }
    whole = run = end;
  }
  while (whole < text.size()) {
    const std::size_t end = source.finder.next_end(text, whole);
    if (std::min(end, text.size()) - whole > zone_file_entry_size_max) {
      if (auto read = read_entries(source, text.substr(run, whole - run)); !read) return read;
      run = whole;
      return too_long();
    }
    if (source.finder.escaped_newline()) {
      if (auto read = read_entries(source, text.substr(run, whole - run)); !read) return read;
      return fail(source, source.line, escaped_newline);
    }
    if (end == EntryFinder::none) break;
    if (text[whole] == '$') {
      if (auto read = read_entries(source, text.substr(run, whole - run)); !read) return read;
      if (auto read = read_directive(source, text.substr(whole, end - whole)); !read) return read;
      run = end;
    }
    whole = end;
  }
  if (auto read = read_entries(source, text.substr(run, whole - run)); !read) return read;
  source.pending.assign(text.substr(whole));
  return {};
}

Read ZoneFileReader::State::finish(Source& source) {
  if (source.pending.empty() && !source.after_carriage_return) return {};
  if (auto read = feed(source, "\n"); !read) return read;
  if (source.pending.empty()) return {};
  return fail(source, source.line, "a parenthesis is not closed before the end");
}

Read ZoneFileReader::State::read_entries(Source& source, std::string_view entries) {
  if (entries.empty()) return {};
  auto read = scan(source, entries, source.line);
  source.line = scanner.line();
  return read;
}

Read ZoneFileReader::State::read_directive(Source& source, std::string_view entry) {
  DirectiveWords words(entry);
  const std::string_view name = words.next()->text;
  Read read;
  if (is_directive(name, "$TTL")) {
    read = scan(source, entry, source.line);
  } else if (is_directive(name, "$ORIGIN")) {
    read = read_origin(source, words);
  } else if (is_directive(name, "$INCLUDE")) {
    read = read_include(source, words);
  } else if (is_directive(name, "$GENERATE")) {
    read = read_generate(source, entry.substr(name.size()));
  } else {
    read = fail(source, source.line, "the directive is unknown");
  }
  source.line += lines_in(entry);
  return read;
}

Read ZoneFileReader::State::read_origin(Source& source, DirectiveWords words) {
  const auto word = words.next();
  if (!word || word->quoted) return fail(source, source.line, "$ORIGIN: the name is missing");
  const auto origin = name_from_word(word->text, scanner.origin());
  if (!origin) return fail(source, source.line, "$ORIGIN: " + origin.error().message);
  if (words.next()) return fail(source, source.line, "$ORIGIN: words follow the name");
  scanner.set_origin(*origin);
  return {};
}

Read ZoneFileReader::State::read_include(Source& source, DirectiveWords words) {
  if (includes == IncludePolicy::refuse)
    return fail(source, source.line, "$INCLUDE is not allowed here");
  const auto path = words.next();
  if (!path || path->open) return fail(source, source.line, "$INCLUDE: the file name is missing");
  const auto word = words.next();
  base::Result<Name> origin = Name(scanner.origin());
  if (word) origin = name_from_word(word->text, scanner.origin());
  if (!origin) return fail(source, source.line, "$INCLUDE: " + origin.error().message);
  if (words.next()) return fail(source, source.line, "$INCLUDE: words follow the origin");
  if (include_depth == zone_file_include_depth_max) {
    return fail(source, source.line, "$INCLUDE: files include each other too deeply");
  }
  if (++included_files > zone_file_includes_max) {
    return fail(source, source.line, "$INCLUDE: too many files are included");
  }
  const auto opened = open_below(folder, path->text);
  if (!opened) return fail(source, source.line, opened.error().message);

  // Origin, TTL and last owner are the includer's own again afterwards.
  const Name outer_origin(scanner.origin());
  const std::uint32_t outer_ttl = scanner.default_ttl();
  const std::string outer_owner(scanner.last_owner());
  const bool outermost = !directive_line;
  if (outermost) directive_line = source.line;
  ++include_depth;
  scanner.set_origin(*origin);
  Source included{.name = std::string(path->text), .finder = {}, .pending = {}};
  auto read = read_included_file(included, opened->get());
  --include_depth;
  if (outermost) directive_line.reset();
  scanner.set_origin(outer_origin);
  scanner.set_default_ttl(outer_ttl);
  scanner.set_last_owner(outer_owner);
  return read;
}

Read ZoneFileReader::State::read_included_file(Source& source, int descriptor) {
  std::string piece(piece_size, '\0');
  for (;;) {
    const ssize_t size = ::read(descriptor, piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return fail(source, source.line, "it cannot be read");
    if (size == 0) return finish(source);
    if (auto read = feed(source, {piece.data(), static_cast<std::size_t>(size)}); !read)
      return read;
  }
}

Read ZoneFileReader::State::read_generate(Source& source, std::string_view arguments) {
  const auto directive = GenerateDirective::parse(arguments);
  if (!directive) return fail(source, source.line, directive.error().message);
  const bool outermost = !directive_line;
  if (outermost) directive_line = source.line;
  std::string entries;
  Read read;
  for (std::uint64_t index = 0; read && index < directive->count();) {
    entries.clear();
    for (; index < directive->count() && entries.size() < piece_size; ++index) {
      const auto appended = directive->append_entry(entries, index);
      if (!appended) {
        read = fail(source, source.line, appended.error().message);
        break;
      }
    }
    generated_octets += entries.size();
    if (read && generated_octets > generate_text_max) {
      read = fail(source, source.line, "$GENERATE: the file stands for too much text");
    }
    if (read) read = scan(source, entries, source.line);
  }
  if (outermost) directive_line.reset();
  return read;
}

Read ZoneFileReader::State::scan(const Source& source, std::string_view lines, std::uint64_t line) {
  scanner.set_input(lines, line);
  while (scanner.next()) {
    if (auto delivered = deliver(source, scanner.line()); !delivered) return delivered;
  }
  if (scanner.failed()) return fail(source, scanner.line(), scanner.reason());
  return {};
}

// What applies when neither the entry nor $TTL gives one, as in BIND: the minimum of the SOA, which
// then holds for what follows, or the TTL of the entry before (RFC 1035 section 5.1).
std::uint32_t ZoneFileReader::State::ttl_of(const RecordView& record) {
  if (record.ttl != ttl_missing) return last_ttl = record.ttl;
  if (last_ttl != ttl_missing) return last_ttl;
  if (record.type == RrType::soa) {
    if (const auto soa = parse_soa(record.rdata)) {
      scanner.set_default_ttl(soa->minimum);
      return last_ttl = soa->minimum;
    }
  }
  return last_resort_ttl;
}

Read ZoneFileReader::State::deliver(const Source& source, std::uint64_t line) {
  RecordView record = scanner.record();
  record.ttl = ttl_of(record);
  if (record.ttl > ttl_max) return fail(source, line, "the TTL is above 2147483647");
  if (is_meta(record.type)) {
    return fail(source, line, to_text(record.type) + " is not a type that a zone can hold");
  }
  if (const auto checked = check_rdata(record.type, record.rdata); !checked) {
    return fail(source, line, checked.error().message);
  }
  if (receive(record, directive_line.value_or(line))) return {};
  return fail(source, line, "stopped");
}

ZoneFileReader::ZoneFileReader(NameView origin, std::uint32_t default_ttl_s, IncludePolicy includes,
                               std::string folder, Receiver receiver)
    : state_(std::make_unique<State>(origin, default_ttl_s, includes, std::move(folder),
                                     std::move(receiver))) {}

ZoneFileReader::~ZoneFileReader() = default;

base::Result<void, ZoneFileError> ZoneFileReader::feed(std::string_view text) {
  if (!state_->error) {
    if (auto read = state_->feed(state_->file, text); !read) state_->error = read.error();
  }
  return state_->error ? Read(std::unexpected(*state_->error)) : Read();
}

base::Result<void, ZoneFileError> ZoneFileReader::finish() {
  if (!state_->error) {
    if (auto read = state_->finish(state_->file); !read) state_->error = read.error();
  }
  return state_->error ? Read(std::unexpected(*state_->error)) : Read();
}

}  // namespace zonecast::dns
