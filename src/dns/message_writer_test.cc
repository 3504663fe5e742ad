// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/message_writer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>

#include "dns/name_generator.h"
#include "dns/rdata.h"

namespace zonecast::dns {
namespace {

Name name(std::string_view text) { return Name::from_text(text).value(); }

Record address(std::string_view owner) { return {name(owner), RrType::a, 300, {192, 0, 2, 1}}; }
Record name_server(const Name& owner, const Name& target) {
  return {owner, RrType::ns, 300, base::Bytes(target.wire().begin(), target.wire().end())};
}

struct Started : MessageWriter {
  explicit Started(std::size_t size_max = message_size_max) : MessageWriter(size_max) {
    start({.id = 7, .qr = true, .aa = true});
  }
};

std::vector<Record> records_of(base::ByteView wire) {
  const auto message = parse_message(wire);
  EXPECT_TRUE(message.has_value());
  std::vector<Record> out;
  for (const auto* section : {&message->answer, &message->authority, &message->additional}) {
    for (const auto& record : *section) {
      out.emplace_back(record.owner, record.type, record.ttl, expand_rdata(wire, record).value());
    }
  }
  return out;
}

TEST(MessageWriter, points_at_names_it_has_written) {
  Started writer;
  writer.question({name("www.example.org"), RrType::a});
  ASSERT_TRUE(writer.add(Section::answer, address("www.example.org").view()));
  ASSERT_TRUE(writer.add(Section::authority,
                         name_server(name("example.org"), name("ns1.example.org")).view()));
  ASSERT_TRUE(writer.add(Section::additional, address("ns1.example.org").view()));
  const auto wire = writer.finish();
  EXPECT_EQ(base::to_hex(wire.subspan(header_size)),
            "03777777076578616d706c65036f726700"
            "00010001"
            "c00c"
            "00010001"
            "0000012c"
            "0004"
            "c0000201"
            "c010"
            "00020001"
            "0000012c"
            "0006"
            "036e7331"
            "c010"
            "c03d"
            "00010001"
            "0000012c"
            "0004"
            "c0000201");
  const auto header = parse_header(wire);
  EXPECT_EQ(header->id, 7);
  EXPECT_TRUE(header->qr && header->aa);
  EXPECT_EQ(header->question_count, 1);
  EXPECT_EQ(header->answer_count, 1);
  EXPECT_EQ(header->authority_count, 1);
  EXPECT_EQ(header->additional_count, 1);
}

TEST(MessageWriter, keeps_letter_case_of_every_name) {
  Started writer;
  ASSERT_TRUE(writer.add(Section::answer, address("www.example.org").view()));
  ASSERT_TRUE(writer.add(Section::answer, address("WWW.example.org").view()));
  ASSERT_TRUE(writer.add(Section::answer, address("www.Example.org").view()));
  const auto records = records_of(writer.finish());
  EXPECT_EQ(to_text(records[0].owner), "www.example.org.");
  EXPECT_EQ(to_text(records[1].owner), "WWW.example.org.");
  EXPECT_EQ(to_text(records[2].owner), "www.Example.org.");
}

TEST(MessageWriter, does_not_compress_rdata_of_types_after_rfc_1035) {
  Started writer;
  ASSERT_TRUE(writer.add(Section::answer, address("www.example.org").view()));
  const Record srv(name("_s.example.org"), RrType::srv, 300,
                   base::from_hex("00010002000303777777076578616d706c65036f726700").value());
  ASSERT_TRUE(writer.add(Section::answer, srv.view()));
  const auto wire = writer.finish();
  EXPECT_TRUE(base::to_hex(wire).ends_with("0017" + base::to_hex(srv.rdata)));
}

TEST(MessageWriter, leaves_out_what_does_not_fit_and_is_as_before) {
  const auto one = address("www.example.org");
  Started writer(header_size + 31 + 16);
  ASSERT_TRUE(writer.add(Section::answer, one.view()));
  const auto before = writer.wire();
  EXPECT_FALSE(writer.add(Section::answer, address("other.example.org").view()));
  EXPECT_EQ(writer.wire(), before);
  // A pointer to what was taken back would be wrong.
  EXPECT_FALSE(writer.add(Section::answer, address("a.other.example.org").view()));
  EXPECT_EQ(writer.room(), 16U);
  EXPECT_TRUE(writer.add(Section::answer, one.view()));
  EXPECT_EQ(writer.room(), 0U);
  const auto records = records_of(writer.finish());
  ASSERT_EQ(records.size(), 2U);
  EXPECT_TRUE(identical(records[1].view(), one.view()));
}

TEST(MessageWriter, adds_an_rrset_wholly_or_not) {
  const auto one = address("www.example.org");
  const RecordView rrset[] = {one.view(), one.view(), one.view()};
  Started writer(header_size + 31 + 16 + 15);
  EXPECT_FALSE(writer.add_rrset(Section::answer, rrset));
  EXPECT_EQ(writer.size(), header_size);
  EXPECT_EQ(writer.count(Section::answer), 0);
  EXPECT_TRUE(writer.add_rrset(Section::answer, std::span(rrset).first(2)));
  EXPECT_EQ(writer.count(Section::answer), 2);
}

TEST(MessageWriter, keeps_room_for_opt_until_it_is_written) {
  Started writer(header_size + 31 + 11);
  writer.reserve(11);
  ASSERT_TRUE(writer.add(Section::answer, address("www.example.org").view()));
  EXPECT_EQ(writer.room(), 0U);
  Edns edns;
  edns.udp_size = 1232;
  edns.dnssec_ok = true;
  writer.opt(edns, Rcode::badvers);
  EXPECT_EQ(writer.size(), header_size + 31 + 11);
  const auto wire = writer.finish();
  const auto message = parse_message(wire);
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->header.rcode, 0);
  EXPECT_EQ(message->edns->extended_rcode, 1);
  EXPECT_EQ(message->edns->udp_size, 1232);
  EXPECT_TRUE(message->edns->dnssec_ok);
}

TEST(MessageWriter, writes_edns_options) {
  Started writer;
  const base::Bytes data{0, 18};
  Edns edns;
  edns.options.push_back({15, data});
  edns.options.push_back({9, {}});
  writer.opt(edns, Rcode::refused);
  const auto wire = writer.finish();
  const auto message = parse_message(wire);
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->header.rcode, 5);
  ASSERT_EQ(message->edns->options.size(), 2U);
  EXPECT_TRUE(base::equal(message->edns->options[0].data, data));
  EXPECT_EQ(message->edns->options[1].code, 9);
}

TEST(MessageWriter, is_used_again_without_memory_of_the_last_message) {
  MessageWriter writer;
  base::Bytes first;
  for (int round = 0; round < 3; ++round) {
    writer.reset(message_size_max);
    writer.start({.id = 1});
    for (int i = 0; i < 200; ++i) {
      ASSERT_TRUE(
          writer.add(Section::answer, address("h" + std::to_string(i) + ".example.org").view()));
    }
    const auto wire = writer.finish();
    if (round == 0) first.assign(wire.begin(), wire.end());
    EXPECT_TRUE(base::equal(wire, first));
  }
}

TEST(MessageWriter, never_points_at_or_behind_offset_0x4000) {
  Started writer;
  std::vector<Record> records;
  for (int i = 0; writer.size() < 50'000; ++i) {
    records.push_back(
        address("host" + std::to_string(i) + ".sub" + std::to_string(i / 3) + ".example.org"));
    ASSERT_TRUE(writer.add(Section::answer, records.back().view()));
  }
  // Read back, every pointer is a 14-bit offset backwards, or parsing would fail or differ.
  const auto again = records_of(writer.finish());
  ASSERT_EQ(again.size(), records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    ASSERT_TRUE(identical(again[i].view(), records[i].view())) << i;
  }
}

/// Names that share suffixes, so that compression has much to do.
Name related(const std::vector<Name>& known) {
  const auto base = known.empty() ? Name() : *rc::gen::elementOf(known);
  const auto front = *rc::gen::arbitrary<Name>();
  const int labels = *rc::gen::inRange(0, base.view().label_count() + 1);
  return Name::concatenate(front, base.view().suffix(labels)).value_or(base);
}

RC_GTEST_PROP(MessageWriter, reads_back_what_it_was_given, (std::uint16_t limit)) {
  Started writer(std::size_t{header_size} + limit % 4096);
  std::vector<Name> known;
  std::vector<Record> taken;
  const int count = *rc::gen::inRange(0, 60);
  for (int i = 0; i < count; ++i) {
    known.push_back(related(known));
    known.push_back(related(known));
    const auto& owner = known[known.size() - 2];
    const Record record = *rc::gen::element(0, 1, 2) == 0
                              ? Record(owner, RrType::a, 1, {1, 2, 3, 4})
                              : name_server(owner, known.back());
    const auto mark = writer.mark();
    if (!writer.add(Section::answer, record.view())) continue;
    if (*rc::gen::inRange(0, 8) == 0) {
      writer.rewind(mark);
    } else {
      taken.push_back(record);
    }
    RC_ASSERT(writer.size() <= std::size_t{header_size} + limit % 4096);
  }
  const auto wire = writer.finish();
  const auto again = records_of(wire);
  RC_ASSERT(again.size() == taken.size());
  for (std::size_t i = 0; i < taken.size(); ++i)
    RC_ASSERT(identical(again[i].view(), taken[i].view()));
}

}  // namespace
}  // namespace zonecast::dns
