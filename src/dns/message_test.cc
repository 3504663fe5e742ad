// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/message.h"

#include <gtest/gtest.h>

#include <array>

namespace zonecast::dns {
namespace {

base::Bytes hex(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != ' ') plain += c;
  }
  return base::from_hex(plain).value();
}

// Header with ID 1234, then the given counts.
std::string header(const char* counts) { return std::string("1234 0000 ") + counts; }
const std::string question =
    "076578616d706c65 036f7267 00 0006 0001";  // example.org SOA IN, 17 octets
const std::string opt = "00 0029 04d0 00 00 8000 0000";
const std::string tsig =
    "036b6579 00 00fa 00ff 00000000 002d"
    "0b686d61632d736861323536 00 00005f5e1000 012c 0010 000102030405060708090a0b0c0d0e0f 1234 0000 "
    "0000";

WireError error_of(const std::string& text) {
  const auto wire = hex(text);
  const auto message = parse_message(wire);
  EXPECT_FALSE(message.has_value());
  return message.error();
}

TEST(Header, is_written_as_it_was_read) {
  for (unsigned flags = 0; flags <= 0xffff; flags += 7) {
    std::array<std::uint8_t, header_size> in{};
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<std::uint8_t>(i * 17);
    base::store_u16(&in[2],
                    static_cast<std::uint16_t>(flags & ~0x40U));  // but for the reserved bit
    std::array<std::uint8_t, header_size> out{};
    write_header(parse_header(in).value(), out.data());
    ASSERT_EQ(in, out);
  }
}

TEST(Header, of_fewer_than_twelve_octets_is_none) {
  EXPECT_EQ(parse_header(base::Bytes(11)), std::nullopt);
  EXPECT_EQ(error_of("1234 0000 0000 0000 0000 00"), WireError::too_short);
}

TEST(Message, holds_question_edns_and_tsig) {
  const auto wire = hex(header("0001 0000 0000 0002") + question + opt + tsig);
  const auto message = parse_message(wire);
  ASSERT_TRUE(message.has_value()) << to_text(message.error());
  EXPECT_EQ(message->header.id, 0x1234);
  ASSERT_TRUE(message->question.has_value());
  EXPECT_EQ(to_text(message->question->name), "example.org.");
  EXPECT_EQ(message->question->type, RrType::soa);
  EXPECT_EQ(message->question->wire_size(), 17U);
  ASSERT_TRUE(message->edns.has_value());
  EXPECT_EQ(message->edns->udp_size, 1232);
  EXPECT_TRUE(message->edns->dnssec_ok);
  ASSERT_TRUE(message->tsig.has_value());
  EXPECT_EQ(to_text(message->tsig->key_name), "key.");
  EXPECT_EQ(to_text(message->tsig->algorithm), "hmac-sha256.");
  EXPECT_EQ(message->tsig->time_signed, 0x5f5e1000U);
  EXPECT_EQ(message->tsig->fudge, 300);
  EXPECT_EQ(message->tsig->mac.size(), 16U);
  EXPECT_EQ(message->tsig->original_id, 0x1234);
  EXPECT_EQ(message->tsig->offset, wire.size() - 60);
  EXPECT_TRUE(message->additional.empty());
}

TEST(Message, cut_anywhere_is_malformed) {
  const auto wire = hex(header("0001 0000 0000 0002") + question + opt + tsig);
  for (std::size_t size = 0; size < wire.size(); ++size) {
    EXPECT_FALSE(parse_message(base::ByteView(wire).first(size)).has_value()) << size;
  }
}

TEST(Message, with_octets_behind_its_end_is_malformed) {
  EXPECT_EQ(error_of(header("0001 0000 0000 0000") + question + "00"), WireError::malformed);
}

TEST(Message, has_at_most_one_question) {
  EXPECT_EQ(error_of(header("0002 0000 0000 0000") + question + question), WireError::bad_question);
  const auto none = hex(header("0000 0000 0000 0000"));
  EXPECT_FALSE(parse_message(none)->question.has_value());
}

TEST(Message, has_an_uncompressed_question) {
  EXPECT_EQ(error_of(header("0001 0000 0000 0000") + "c00c 0006 0001"), WireError::malformed);
  EXPECT_EQ(error_of(header("0001 0000 0000 0000") + "01 61 c000 0006 0001"), WireError::malformed);
}

TEST(Message, has_one_opt_in_the_additional_section) {
  EXPECT_EQ(error_of(header("0001 0000 0000 0002") + question + opt + opt),
            WireError::misplaced_opt);
  EXPECT_EQ(error_of(header("0001 0001 0000 0000") + question + opt), WireError::misplaced_opt);
  EXPECT_EQ(error_of(header("0001 0000 0000 0001") + question + "0161 00 0029 04d0 00000000 0000"),
            WireError::malformed);
}

TEST(Message, has_its_tsig_last) {
  EXPECT_EQ(error_of(header("0001 0000 0000 0002") + question + tsig + opt),
            WireError::misplaced_tsig);
  EXPECT_EQ(error_of(header("0001 0000 0000 0002") + question + tsig + tsig),
            WireError::misplaced_tsig);
  EXPECT_EQ(error_of(header("0001 0001 0000 0000") + question + tsig), WireError::misplaced_tsig);
}

TEST(Message, has_a_tsig_of_class_any_and_ttl_zero) {
  auto wrong = tsig;
  wrong.replace(wrong.find("00ff"), 4, "0001");
  EXPECT_EQ(error_of(header("0001 0000 0000 0001") + question + wrong), WireError::malformed);
  wrong = tsig;
  wrong.replace(wrong.find("00000000"), 8, "00000001");
  EXPECT_EQ(error_of(header("0001 0000 0000 0001") + question + wrong), WireError::malformed);
}

TEST(Message, has_whole_edns_options) {
  const auto good =
      hex(header("0000 0000 0000 0001") + "00 0029 04d0 01 00 0000 0006 000a 0002 abcd");
  const auto message = parse_message(good);
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->edns->extended_rcode, 1);
  ASSERT_EQ(message->edns->options.size(), 1U);
  EXPECT_EQ(message->edns->options[0].code, 10);
  EXPECT_EQ(base::to_hex(message->edns->options[0].data), "abcd");
  const std::string cut = " 0000 0006 000a 0003 abcd";
  EXPECT_EQ(error_of(header("0000 0000 0000 0001") + "00 0029 04d0 00 00" + cut),
            WireError::malformed);
  // Of version 1 we know nothing, and still must answer BADVERS.
  const auto later = hex(header("0000 0000 0000 0001") + "00 0029 04d0 00 01" + cut);
  EXPECT_EQ(parse_message(later)->edns->version, 1);
}

TEST(Message, ttl_with_its_highest_bit_set_is_zero) {
  const auto wire = hex(header("0000 0001 0000 0000") + "00 0001 0001 80000001 0004 c0000201");
  EXPECT_EQ(parse_message(wire)->answer[0].ttl, 0U);
}

TEST(Message, that_claims_more_records_than_it_holds_is_malformed) {
  EXPECT_EQ(error_of(header("0000 ffff ffff ffff")), WireError::malformed);
}

TEST(ExpandName, follows_pointers_backwards_only) {
  std::array<std::uint8_t, name_size_max> out{};
  std::uint8_t size = 0;
  const auto expand = [&](const std::string& body, std::size_t offset) {
    const auto wire = hex(header("0000 0000 0000 0000") + body);
    return expand_name(wire, offset, out.data(), size);
  };
  EXPECT_TRUE(expand("0161 00 0162 c00c", 15));
  EXPECT_EQ(to_text(NameView::trusted({out.data(), size})), "b.a.");
  EXPECT_FALSE(expand("c00c", 12));            // itself
  EXPECT_FALSE(expand("0161 c00c", 12));       // its own start
  EXPECT_FALSE(expand("c00e 0161 00", 12));    // forwards
  EXPECT_FALSE(expand("c00e c00c", 12));       // in a circle
  EXPECT_FALSE(expand("0161 c00e c00c", 16));  // backwards and then to itself
  EXPECT_FALSE(expand("c000", 12));            // into the header
  EXPECT_FALSE(expand("c0", 12));
  EXPECT_FALSE(expand("0261", 12));
  EXPECT_FALSE(expand("4161 00", 12));  // a label type that is not in use
}

TEST(ExpandName, moves_behind_the_name_in_place) {
  const auto wire = hex(header("0000 0000 0000 0000") + "0161 00 0162 c00c");
  std::array<std::uint8_t, name_size_max> out{};
  std::uint8_t size = 0;
  std::size_t offset = 15;
  ASSERT_TRUE(expand_name(wire, offset, out.data(), size));
  EXPECT_EQ(offset, 19U);
  offset = 12;
  ASSERT_TRUE(expand_name(wire, offset, out.data(), size));
  EXPECT_EQ(offset, 15U);
}

TEST(ExpandName, refuses_more_than_255_octets) {
  base::Bytes wire(header_size);
  for (int i = 0; i < 126; ++i) base::append(wire, base::Bytes{1, 'a'});
  wire.push_back(0);  // 253 octets
  const std::size_t longer = wire.size();
  base::append(wire, base::Bytes{1, 'b', 0xc0, 12});  // 255
  const std::size_t too_long = wire.size();
  base::append(wire, base::Bytes{2, 'b', 'b', 0xc0, 12});  // 256
  std::array<std::uint8_t, name_size_max> out{};
  std::uint8_t size = 0;
  std::size_t offset = longer;
  EXPECT_TRUE(expand_name(wire, offset, out.data(), size));
  EXPECT_EQ(size, 255);
  offset = too_long;
  EXPECT_FALSE(expand_name(wire, offset, out.data(), size));
}

/// The only answer of a message whose answer section is `record`.
base::Result<base::Bytes, WireError> rdata_of(const std::string& record) {
  const auto wire = hex(header("0001 0001 0000 0000") + question + record);
  const auto message = parse_message(wire);
  EXPECT_TRUE(message.has_value());
  return expand_rdata(wire, message->answer[0]);
}

TEST(ExpandRdata, expands_names_of_old_types_only) {
  EXPECT_EQ(base::to_hex(*rdata_of("c00c 000f 0001 00000001 0006 000a 0161 c00c")),
            "000a0161076578616d706c65036f726700");
  // RFC 3597 section 4 names SRV among those that old servers compressed.
  EXPECT_EQ(base::to_hex(*rdata_of("c00c 0021 0001 00000001 0008 000100020003 c00c")),
            "000100020003076578616d706c65036f726700");
  EXPECT_EQ(rdata_of("c00c 0027 0001 00000001 0002 c00c").error(), WireError::malformed);  // DNAME
  EXPECT_EQ(base::to_hex(*rdata_of("c00c ff00 0001 00000001 0002 c00c")), "c00c");  // unknown
}

TEST(ExpandRdata, refuses_what_does_not_end_with_its_length) {
  EXPECT_FALSE(rdata_of("c00c 000f 0001 00000001 0007 000a 0161 c00c 00"));
  EXPECT_FALSE(rdata_of("c00c 000f 0001 00000001 0003 000a c0"));
  EXPECT_FALSE(rdata_of("c00c 0002 0001 00000001 0000"));
  EXPECT_FALSE(rdata_of("c00c 0001 0001 00000001 0003 c00002"));
  // The name runs past RDLENGTH into octets that are there.
  const auto wire = hex(header("0000 0001 0000 0000") + "00 0002 0001 00000001 0001 03 616263 00");
  MessageRecord record;
  record.type = RrType::ns;
  record.rdata_offset = 23;
  record.rdata_size = 1;
  EXPECT_FALSE(expand_rdata(wire, record));
}

TEST(SoaSerial, is_found_in_a_section) {
  const auto wire =
      hex(header("0001 0000 0001 0000") + question +
          "c00c 0006 0001 00000000 0018 c00c c00c 00000011 00000000 00000000 00000000 00000000");
  const auto message = parse_message(wire);
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(soa_serial(wire, message->authority), Serial(17));
  EXPECT_EQ(soa_serial(wire, message->answer), std::nullopt);
}

}  // namespace
}  // namespace zonecast::dns
