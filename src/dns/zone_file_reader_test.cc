// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "dns/generate_directive.h"
#include "dns/presentation.h"

namespace zonecast::dns {
namespace {

using Lines = std::vector<std::string>;

struct Outcome {
  Lines records;                     // as record_to_text() has them, tabs as blanks
  std::vector<std::uint64_t> lines;  // of each
  std::uint64_t error_line = 0;
  std::string error;

  bool operator==(const Outcome&) const = default;
};

std::string with_blanks(std::string text) {
  std::ranges::replace(text, '\t', ' ');
  return text;
}

Outcome read_in_pieces(const std::vector<std::string_view>& pieces,
                       const std::string& folder = {}) {
  Outcome outcome;
  const auto origin = Name::from_text("example.org").value();
  ZoneFileReader reader(origin, 3600,
                        folder.empty() ? IncludePolicy::refuse : IncludePolicy::below_own_folder,
                        folder, [&](const RecordView& record, std::uint64_t line) {
                          outcome.records.push_back(with_blanks(record_to_text(record)));
                          outcome.lines.push_back(line);
                          return true;
                        });
  base::Result<void, ZoneFileError> read;
  for (const auto piece : pieces) {
    if (read = reader.feed(piece); !read) break;
  }
  if (read) read = reader.finish();
  if (!read) {
    outcome.error_line = read.error().line;
    outcome.error = read.error().reason;
    EXPECT_FALSE(reader.feed("www A 192.0.2.1\n").has_value());  // the first error stays
    EXPECT_EQ(reader.finish().error().reason, outcome.error);
  }
  return outcome;
}

Outcome read_text(std::string_view text) { return read_in_pieces({text}); }

constexpr std::string_view small_zone =
    "$TTL 1h ; an hour\n"
    "@ IN SOA ns1 host\\.master (\n"
    "        2024010101 ; serial (with an odd comment\n"
    "        7200 900 1209600 300 )\n"
    "  NS ns1\n"
    "\n"
    "; nothing here\n"
    "$ORIGIN sub.example.org.\n"
    "www 60 IN A 192.0.2.1\n"
    "    IN 60 AAAA 2001:db8::1\n"
    "*\tTXT \"semi;colon (and) \\\"quotes\\\"\" two ; \"comment\n"
    "Mixed.Case. CNAME @\n"
    "empty TYPE65280 \\# 0\n";

const Lines small_zone_records = {
    "example.org. 3600 IN SOA ns1.example.org. host\\.master.example.org. 2024010101 7200 900 "
    "1209600 300",
    "example.org. 3600 IN NS ns1.example.org.",
    "www.sub.example.org. 60 IN A 192.0.2.1",
    "www.sub.example.org. 60 IN AAAA 2001:db8::1",
    "*.sub.example.org. 3600 IN TXT \"semi;colon (and) \\\"quotes\\\"\" \"two\"",
    "Mixed.Case. 3600 IN CNAME sub.example.org.",
    "empty.sub.example.org. 3600 IN TYPE65280 \\# 0",
};

TEST(ZoneFile, is_read_with_its_directives_comments_and_parentheses) {
  const auto outcome = read_text(small_zone);
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.records, small_zone_records);
  EXPECT_EQ(outcome.lines, (std::vector<std::uint64_t>{4, 5, 9, 10, 11, 12, 13}));
}

TEST(ZoneFile, is_the_same_in_pieces_of_any_size) {
  const auto whole = read_text(small_zone);
  for (std::size_t size = 1; size < small_zone.size(); ++size) {
    std::vector<std::string_view> pieces;
    for (std::size_t at = 0; at < small_zone.size(); at += size) {
      pieces.push_back(small_zone.substr(at, size));
    }
    ASSERT_EQ(read_in_pieces(pieces), whole) << size;
  }
}

TEST(ZoneFile, may_end_without_a_newline_and_have_dos_line_ends) {
  EXPECT_EQ(read_text("www A 192.0.2.1").records, Lines{"www.example.org. 3600 IN A 192.0.2.1"});
  std::string dos;
  for (const char c : small_zone) {
    if (c == '\n') dos += '\r';
    dos += c;
  }
  EXPECT_EQ(read_text(dos), read_text(small_zone));
  for (std::size_t cut = 0; cut < dos.size(); ++cut) {
    const std::string_view text = dos;
    ASSERT_EQ(read_in_pieces({text.substr(0, cut), text.substr(cut)}), read_text(small_zone))
        << cut;
  }
  EXPECT_EQ(read_text("www A 192.0.2.1 \r x\n").error_line, 1U);
}

TEST(ZoneFile, counts_line_breaks_in_quoted_strings) {
  const auto outcome = read_text("x TXT (\"y\nz\")\na A 192.0.2.1\nb A x\n");
  EXPECT_EQ(outcome.lines, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_EQ(outcome.error_line, 4U);
}

TEST(ZoneFile, without_text_holds_nothing) {
  EXPECT_EQ(read_text(""), Outcome());
  EXPECT_EQ(read_text("\n\n ; only a comment"), Outcome());
  EXPECT_EQ(read_text("  \n\t; a comment\na A 192.0.2.1\n").lines, std::vector<std::uint64_t>{3});
}

TEST(ZoneFile, tells_line_and_reason_of_the_first_error) {
  struct Case {
    const char* text;
    std::uint64_t line;
    const char* reason;
  };
  for (const auto& [text, line, reason] : {
           Case{"www A 192.0.2.1\nwww A 192.0.2.256\nwww A 192.0.2.3\n", 2, "IPv4"},
           Case{"a A 192.0.2.1\n\n; x\nb NOSUCHTYPE x\n", 4, "unsupported"},
           Case{"a CH A 192.0.2.1\n", 1, "unsupported"},
           Case{"a TXT ( \"x\"\n\"y\"\n", 1, "parenthesis"},
           Case{"a TXT \"open\nb A 192.0.2.1\n", 1, ""},
           Case{"a A ( ( 192.0.2.1 ) )\n", 1, "parenthes"},
           Case{" A 192.0.2.1\n", 1, "owner"},
           Case{"a A \\# 3 c00002\n", 1, "not well formed"},
           Case{"a TYPE41 \\# 0\n", 1, "not a type that a zone can hold"},
           Case{"a TYPE252 \\# 0\n", 1, "not a type that a zone can hold"},
           Case{"a 2147483648 A 192.0.2.1\n", 1, "TTL"},
           Case{"\n$NOSUCH x\n", 2, "unknown"},
           Case{"\n$INCLUDE /etc/passwd\n", 2, "$INCLUDE is not allowed"},
           Case{"\n$include other\n", 2, "$INCLUDE is not allowed"},
           Case{"$ORIGIN\n", 1, "$ORIGIN"},
           Case{"$ORIGIN a..b\n", 1, "$ORIGIN"},
           Case{"$ORIGIN a b\n", 1, "$ORIGIN"},
           Case{"\na\\\n$INCLUDE x\n", 2, "backslash"},
           Case{"a TXT (\\\n)\n", 1, "backslash"},
           Case{"$TTL x\n", 1, "number"},
           Case{"$", 1, "unknown"},
       }) {
    const auto outcome = read_text(text);
    EXPECT_EQ(outcome.error_line, line) << text << outcome.error;
    EXPECT_NE(outcome.error.find(reason), std::string::npos) << text << ": " << outcome.error;
    EXPECT_NE(outcome.error, "") << text;
  }
}

TEST(ZoneFile, has_origins_relative_to_the_last) {
  const auto outcome = read_text("$ORIGIN a\nx NS @\n$origin b.\ny NS @\n$ORIGIN c\\.\nz NS @\n");
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.records, (Lines{"x.a.example.org. 3600 IN NS a.example.org.",
                                    "y.b. 3600 IN NS b.", "z.c\\..b. 3600 IN NS c\\..b."}));
}

TEST(ZoneFile, takes_a_missing_ttl_from_the_soa_or_the_record_before) {
  EXPECT_EQ(
      read_text("@ SOA a b 1 2 3 4 77\na A 192.0.2.1\nb 5 A 192.0.2.1\nc A 192.0.2.1\n").records,
      (Lines{"example.org. 77 IN SOA a.example.org. b.example.org. 1 2 3 4 77",
             "a.example.org. 77 IN A 192.0.2.1", "b.example.org. 5 IN A 192.0.2.1",
             "c.example.org. 77 IN A 192.0.2.1"}));
  EXPECT_EQ(
      read_text("a A 192.0.2.1\nb 5 A 192.0.2.1\nc A 192.0.2.1\n$TTL 9\nd A 192.0.2.1\n").records,
      (Lines{"a.example.org. 3600 IN A 192.0.2.1", "b.example.org. 5 IN A 192.0.2.1",
             "c.example.org. 5 IN A 192.0.2.1", "d.example.org. 9 IN A 192.0.2.1"}));
}

TEST(ZoneFile, has_entries_of_bounded_size) {
  std::string text = "a TXT (";
  while (text.size() < zone_file_entry_size_max) text += " x\n";
  const auto fits = text.substr(0, 50'000) + ")\nb A 192.0.2.1\n";
  EXPECT_EQ(read_text(fits).records.size(), 2U);
  text += ")\n";
  EXPECT_NE(read_text("x A 192.0.2.1\n" + text).error.find("longer than"), std::string::npos);
  EXPECT_EQ(read_text("x A 192.0.2.1\n" + text).error_line, 2U);
  const std::string_view view = text;
  EXPECT_NE(
      read_in_pieces({view.substr(0, 500'000), view.substr(500'000)}).error.find("longer than"),
      std::string::npos);
  const std::string line(zone_file_entry_size_max + 1, ';');
  EXPECT_NE(read_text(line).error.find("longer than"), std::string::npos);
}

TEST(ZoneFile, stops_when_the_receiver_has_enough) {
  int received = 0;
  ZoneFileReader reader(NameView(), 3600, IncludePolicy::refuse, "",
                        [&](const RecordView&, std::uint64_t) { return ++received < 2; });
  const auto read = reader.feed("a A 192.0.2.1\nb A 192.0.2.1\nc A 192.0.2.1\n");
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().line, 2U);
  EXPECT_EQ(read.error().reason, "stopped");
  EXPECT_EQ(received, 2);
}

TEST(ZoneFile, readers_do_not_share_what_they_have_read) {
  EXPECT_NE(read_text("$ORIGIN other.example.\n$TTL 5\na TXT (\n").error, "");
  EXPECT_EQ(read_text("a A 192.0.2.1\n").records, Lines{"a.example.org. 3600 IN A 192.0.2.1"});
  EXPECT_NE(read_text(" A 192.0.2.1\n").error, "");  // no owner from the reader before
}

TEST(Generate, expands_the_whole_syntax_of_bind) {
  struct Case {
    const char* text;
    Lines records;
  };
  for (const auto& [text, records] : {
           Case{"$GENERATE 1-3 host$ A 192.0.2.$\n",
                {"host1.example.org. 3600 IN A 192.0.2.1", "host2.example.org. 3600 IN A 192.0.2.2",
                 "host3.example.org. 3600 IN A 192.0.2.3"}},
           Case{"$generate 0-4/2 $ 60 IN CNAME $.x\n",
                {"0.example.org. 60 IN CNAME 0.x.example.org.",
                 "2.example.org. 60 IN CNAME 2.x.example.org.",
                 "4.example.org. 60 IN CNAME 4.x.example.org."}},
           Case{"$GENERATE 7-7 a${-2} IN 5 NS b${10,5}.${0,3,x}.${0,2,o}.${248,0,X}\n",
                {"a5.example.org. 5 IN NS b00017.007.07.FF.example.org."}},
           Case{"$GENERATE 18-18 ${0,0,n}.a NS ${0,7,n}.${240,4,N}\n",
                {"2.1.a.example.org. 3600 IN NS 2.1.0.0.2.0.1.example.org."}},
           Case{"$GENERATE 1-1 a$$b NS c\\$d\n",
                {"a\\$b.example.org. 3600 IN NS c\\$d.example.org."}},
           Case{"$GENERATE 1-1 h$ MX \"10 m$\" ; comment\n",
                {"h1.example.org. 3600 IN MX 10 m1.example.org."}},
           Case{"$GENERATE 1-1 h$ MX 10 m$ ; comment $\n",
                {"h1.example.org. 3600 IN MX 10 m1.example.org."}},
           Case{"$GENERATE 1-1 h$ TXT \"\\\"text; $\\\"\"\n",
                {"h1.example.org. 3600 IN TXT \"text; 1\""}},
       }) {
    const auto outcome = read_text(text);
    EXPECT_EQ(outcome.error, "") << text;
    EXPECT_EQ(outcome.records, records) << text;
  }
}

TEST(Generate, has_the_line_of_the_directive) {
  const auto outcome = read_text("\n$GENERATE 1-2 a$ A 192.0.2.$\nb A 192.0.2.1\n");
  EXPECT_EQ(outcome.lines, (std::vector<std::uint64_t>{2, 2, 3}));
  EXPECT_EQ(read_text("\n\n$GENERATE 254-256 a$ A 192.0.2.$\n").error_line, 3U);
  EXPECT_EQ(read_text("\n\n$GENERATE 254-256 a$ A 192.0.2.$\n").records.size(), 2U);
}

TEST(Generate, that_is_not_one_is_refused) {
  for (const auto* arguments : {"",
                                "1",
                                "1-",
                                "-1",
                                "2-1 a A 192.0.2.1",
                                "1-2/0 a A 192.0.2.1",
                                "1-2x a A 192.0.2.1",
                                "1-2147483648 a A 192.0.2.1",
                                "1-2",
                                "1-2 a",
                                "1-2 a A",
                                "1-2 a CH A 192.0.2.1",
                                "1-2 a$ A ${",
                                "1-2 a$ A ${x}",
                                "1-2 a$ A ${0,1,q}",
                                "1-2 a$ A ${0,256}",
                                "1-2 a$ NS ${-2}",
                                "1-2 a$ NS ${0,1,d,}",
                                "1-2 a$ TXT ( x",
                                "1-2 ( a$ TXT\n x )",

                                "1-2 a$ TXT \"open"}) {
    EXPECT_NE(read_text("$GENERATE " + std::string(arguments) + "\n").error, "") << arguments;
  }
}

TEST(Generate, is_bounded) {
  std::uint64_t records = 0;
  const auto error_of = [&records](std::string_view text) {
    records = 0;
    ZoneFileReader reader(NameView(), 3600, IncludePolicy::refuse, "",
                          [&records](const RecordView&, std::uint64_t) { return ++records > 0; });
    const auto read = reader.feed(text);
    return read ? "" : read.error().reason;
  };
  EXPECT_NE(error_of("$GENERATE 0-1000000 a A 192.0.2.1\n").find("more than 1000000"),
            std::string::npos);
  EXPECT_EQ(error_of("$GENERATE 1-2000000/2 a A 192.0.2.1\n"), "");
  EXPECT_EQ(records, generate_records_max);
  // Few octets that stand for very many.
  EXPECT_NE(error_of("$GENERATE 1-1000000 a TXT ${0,255}${0,255}${0,255}\n").find("too much text"),
            std::string::npos);
  EXPECT_LT(records, generate_records_max);
}

class Include : public testing::Test {
 protected:
  Include() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "zonecast-include-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    std::filesystem::create_directories(folder_ + "/zones/sub");
  }
  ~Include() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& path, std::string_view text) const {
    std::ofstream(folder_ + "/" + path) << text;
  }
  Outcome read(std::string_view text) const { return read_in_pieces({text}, folder_ + "/zones"); }

  std::string folder_;
};

TEST_F(Include, reads_files_below_the_folder_and_then_goes_on_as_before) {
  write("zones/a.inc", "$TTL 5\nhost A 192.0.2.1\n$INCLUDE sub/b.inc\n A 192.0.2.2\n$ORIGIN x.\n");
  write("zones/sub/b.inc", "deep A 192.0.2.3");
  const auto outcome =
      read("$TTL 60\nwww A 192.0.2.9\n$INCLUDE a.inc in ; comment\n A 192.0.2.8\n");
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.records,
            (Lines{"www.example.org. 60 IN A 192.0.2.9", "host.in.example.org. 5 IN A 192.0.2.1",
                   "deep.in.example.org. 5 IN A 192.0.2.3", "host.in.example.org. 5 IN A 192.0.2.2",
                   "www.example.org. 60 IN A 192.0.2.8"}));
  EXPECT_EQ(outcome.lines, (std::vector<std::uint64_t>{2, 3, 3, 3, 4}));
}

TEST_F(Include, takes_a_quoted_name) {
  write("zones/a b.inc", "x A 192.0.2.1\n");
  EXPECT_EQ(read("$INCLUDE \"a b.inc\"\n").records.size(), 1U);
}

TEST_F(Include, tells_the_line_in_both_files) {
  write("zones/a.inc", "\n\nx A y\n");
  const auto outcome = read("\n$INCLUDE a.inc\n");
  EXPECT_EQ(outcome.error_line, 2U);
  EXPECT_TRUE(outcome.error.starts_with("in a.inc, line 3: ")) << outcome.error;
}

TEST_F(Include, never_leaves_the_folder) {
  write("secret", "x A 192.0.2.1\n");
  write("zones/fine", "x A 192.0.2.1\n");
  std::filesystem::create_symlink("../secret", folder_ + "/zones/link");
  std::filesystem::create_symlink("fine", folder_ + "/zones/inner");
  std::filesystem::create_symlink("..", folder_ + "/zones/up");
  ASSERT_EQ(::mkfifo((folder_ + "/zones/pipe").c_str(), 0600), 0);
  for (const std::string& path :
       {std::string("../secret"), std::string("sub/../../secret"), folder_ + "/secret",
        folder_ + "/zones/fine", std::string("link"), std::string("inner"),
        std::string("up/secret"), std::string("sub"), std::string("."), std::string("sub/"),
        std::string("pipe"), std::string("none"), std::string("/dev/zero"), std::string("\"\"")}) {
    const auto outcome = read("$INCLUDE " + path + "\n");
    EXPECT_EQ(outcome.error_line, 1U) << path;
    EXPECT_TRUE(outcome.records.empty()) << path;
  }
  EXPECT_EQ(read("$INCLUDE ./sub/.././/fine\n").error_line, 1U);
  EXPECT_EQ(read("$INCLUDE .//fine\n").records.size(), 1U);
}

TEST_F(Include, is_bounded_in_depth_and_number) {
  write("zones/self", "$INCLUDE self\n");
  EXPECT_NE(read("$INCLUDE self\n").error.find("too deeply"), std::string::npos);
  write("zones/empty", "");
  std::string many;
  for (int i = 0; i <= zone_file_includes_max; ++i) many += "$INCLUDE empty\n";
  EXPECT_NE(read(many).error.find("too many"), std::string::npos);
}

TEST_F(Include, works_in_files_with_dos_line_ends) {
  write("zones/dos", "x A 192.0.2.1\r\n");
  EXPECT_EQ(read("a A 192.0.2.1\r\n$INCLUDE dos\r\nb A 192.0.2.1\r\n").records.size(), 3U);
}

/// Text made of what zone files are made of.
rc::Gen<std::string> any_zone_text() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
          "\n", "\n", "\n", "\r\n", " ", "\t", "(", ")", "\"", ";", "\\", "\\\"", "a", "www", "@",
          "A", "TXT", "192.0.2.1", " A 192.0.2.1\n", "x TXT (\"y\nz\")\n", "$ORIGIN ", "$TTL 5\n",
          "$INCLUDE x\n", "$GENERATE 1-3 g$ A 192.0.2.$\n", "$", "\\# 0", "TYPE65280",
          "; comment (\"\n", "300", "IN")),
      [](const std::vector<std::string>& parts) {
        std::string text;
        for (const auto& part : parts) text += part;
        return text;
      });
}

RC_GTEST_PROP(ZoneFile, gives_the_same_however_it_is_cut, ()) {
  const auto text = *any_zone_text();
  const auto whole = read_text(text);
  std::vector<std::string_view> pieces;
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto size = *rc::gen::inRange<std::size_t>(1, std::min<std::size_t>(rest.size(), 20) + 1);
    pieces.push_back(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  RC_ASSERT(read_in_pieces(pieces) == whole);
}

}  // namespace
}  // namespace zonecast::dns
