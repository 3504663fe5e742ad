// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/multipart.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <vector>

namespace zonecast::api {
namespace {

struct Part {
  std::string name, filename, data;
  bool ended = false;
  friend bool operator==(const Part&, const Part&) = default;
};
struct Read {
  std::vector<Part> parts;
  bool ok = false;
  std::string error;
};

Read read(std::string_view boundary, std::string_view body, std::size_t piece_size = SIZE_MAX) {
  Read out;
  MultipartReader reader(boundary,
                         {.begin =
                              [&](const PartHeaders& headers) {
                                out.parts.push_back({headers.name, headers.filename, {}, false});
                                return true;
                              },
                          .data =
                              [&](std::string_view data) {
                                out.parts.back().data += data;
                                return true;
                              },
                          .end =
                              [&] {
                                out.parts.back().ended = true;
                                return true;
                              }});
  bool going = true;
  while (going && !body.empty()) {
    const auto piece = body.substr(0, piece_size);
    body.remove_prefix(piece.size());
    going = reader.feed(piece);
  }
  out.ok = reader.finish();
  out.error = reader.error();
  return out;
}

const std::string two_parts =
    "--b1\r\nContent-Disposition: form-data; name=\"settings\"\r\n\r\n{}\r\n"
    "--b1\r\ncontent-type: text/plain\r\nContent-Disposition: form-data; name=\"example.org\"; "
    "filename=\"a;b.zone\"\r\n\r\n$TTL 60\r\n--b\r\n\r\n--b1--\r\nepilogue";

TEST(Multipart, gives_the_parts_in_order_however_the_body_is_cut) {
  const std::vector<Part> expected{{"settings", "", "{}", true},
                                   {"example.org", "a;b.zone", "$TTL 60\r\n--b\r\n", true}};
  for (std::size_t size = 1; size <= two_parts.size(); ++size) {
    const auto got = read("b1", two_parts, size);
    EXPECT_TRUE(got.ok) << got.error;
    ASSERT_EQ(got.parts, expected) << "in pieces of " << size;
  }
}

TEST(Multipart, skips_what_stands_before_the_first_delimiter) {
  const auto got = read("b", "preamble\r\n--b \t\r\n\r\nx\r\n--b--");
  EXPECT_TRUE(got.ok) << got.error;
  EXPECT_EQ(got.parts, (std::vector<Part>{{"", "", "x", true}}));
}

TEST(Multipart, an_empty_part_is_a_part) {
  const auto got = read("b", "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--b--\r\n");
  EXPECT_TRUE(got.ok) << got.error;
  EXPECT_EQ(got.parts, (std::vector<Part>{{"a", "", "", true}}));
}

TEST(Multipart, quotes_in_a_name_may_be_encoded_or_escaped) {
  const auto got = read("b",
                        "--b\r\nContent-Disposition: form-data; name=\"a%22b%41\"; "
                        "filename=\"C:\\x\\\"y\"\r\n\r\n\r\n--b--");
  ASSERT_EQ(got.parts.size(), 1U);
  EXPECT_EQ(got.parts[0].name, "a\"b%41");
  EXPECT_EQ(got.parts[0].filename, "C:\\x\"y");
}

TEST(Multipart, tells_a_body_that_was_cut_off) {
  const auto got = read("b1", std::string_view(two_parts).substr(0, two_parts.size() - 14));
  EXPECT_FALSE(got.ok);
  EXPECT_NE(got.error.find("closing delimiter is missing"), std::string::npos);
  EXPECT_NE(read("b1", "no delimiter at all").error.find("no part"), std::string::npos);
}

TEST(Multipart, refuses_a_stray_carriage_return_behind_a_delimiter_however_it_is_cut) {
  const std::string body = "--b\r\t\r\n---b";
  EXPECT_NE(read("b", body).error.find("other text"), std::string::npos);
  EXPECT_EQ(read("b", body).error, read("b", body, 1).error);
}

TEST(Multipart, bounds_the_headers_of_a_part) {
  const auto got = read("b", "--b\r\nX: " + std::string(2 * part_headers_octets_max, 'x'), 1000);
  EXPECT_FALSE(got.ok);
  EXPECT_NE(got.error.find("longer than"), std::string::npos);
  EXPECT_FALSE(read("b", "--b" + std::string(2 * part_headers_octets_max, ' '), 1000).ok);
}

TEST(Multipart, what_was_put_in_comes_out) {
  rc::check([] {
    const auto text = rc::gen::container<std::string>(rc::gen::element('\r', '\n', '-', 'b', 'x'));
    const auto contents = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(text));
    const auto size = *rc::gen::inRange<std::size_t>(1, 40);
    std::string body;
    std::vector<Part> expected;
    for (const auto& content : contents) {
      RC_PRE(content.find("\r\n--bb") == std::string::npos && !content.starts_with("\n--bb"));
      body += "--bbb\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n" + content + "\r\n";
      expected.push_back({"n", "", content, true});
    }
    const auto got = read("bbb", body + "--bbb--\r\n", size);
    RC_ASSERT(got.ok);
    RC_ASSERT(got.parts == expected);
  });
}

TEST(Multipart, finds_the_boundary_of_a_content_type) {
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=abc"), "abc");
  EXPECT_EQ(multipart_boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b;c\""), "a b;c");
  EXPECT_FALSE(multipart_boundary("text/plain; boundary=abc"));
  EXPECT_FALSE(multipart_boundary("multipart/form-data"));
  EXPECT_FALSE(multipart_boundary("multipart/form-data; boundary=" + std::string(71, 'x')));
}

}  // namespace
}  // namespace zonecast::api
