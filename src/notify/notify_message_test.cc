// SPDX-License-Identifier: GPL-3.0-or-later
#include "notify/notify_message.h"

#include <gtest/gtest.h>

namespace zonecast::notify {
namespace {

constexpr std::uint64_t now = 1'600'000'000;

dns::Name name(std::string_view text) { return *dns::Name::from_text(text); }

dns::Record soa_record(const std::string& apex = "example.org.",
                       const std::string& mname = "ns1.example.org.") {
  const auto ns = name(mname);
  const auto mailbox = name("hostmaster.example.org.");
  return {
      name(apex), dns::RrType::soa, 3600,
      dns::make_soa({.mname = ns, .rname = mailbox, .serial = dns::Serial(41), .refresh = 7200})};
}

dns::TsigKeyRef key(const char* text = "ns1.key.",
                    std::string_view secret = "a secret of some length") {
  return std::make_shared<dns::TsigKey>(name(text), dns::TsigAlgorithm::hmac_sha256,
                                        base::as_bytes(secret));
}

/// The answer of a secondary that agrees with all it is asked.
base::Bytes answer_to(const NotifyMessage& notify, dns::Rcode rcode = dns::Rcode::noerror) {
  auto header = *dns::parse_header(notify.wire);
  const auto question = *dns::parse_message(notify.wire)->question;
  header.qr = true;
  header.rcode = static_cast<std::uint8_t>(rcode);
  dns::MessageWriter writer;
  writer.start(header);
  writer.question(question);
  const auto wire = writer.finish();
  return {wire.begin(), wire.end()};
}

void sign(base::Bytes& wire, const dns::TsigKeyRef& with, base::ByteView request_mac) {
  auto signer = dns::TsigSigner::for_response(with, request_mac);
  base::Bytes tsig;
  const base::ByteView pieces[] = {wire};
  signer.sign(pieces, now, tsig);
  base::append(wire, tsig);
  base::store_u16(wire.data() + 10,
                  static_cast<std::uint16_t>(base::load_u16(wire.data() + 10) + 1));
}

std::optional<NotifyAnswer> check(const base::Bytes& wire, const NotifyMessage& notify,
                                  const dns::TsigKeyRef& with = nullptr) {
  const auto message = dns::parse_message(wire);
  EXPECT_TRUE(message);
  return check_answer(*message, name("Example.ORG."), with, notify.mac, now);
}

class NotifyMessageTest : public testing::Test {
 protected:
  dns::MessageWriter writer;
};

TEST_F(NotifyMessageTest, asks_for_the_soa_and_gives_it_as_a_hint) {
  const auto soa = soa_record();
  const auto notify = render_notify(writer, 4711, soa.view(), nullptr, now);
  const auto message = dns::parse_message(notify.wire);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->header.id, 4711);
  EXPECT_EQ(message->header.opcode, dns::Opcode::notify);
  EXPECT_TRUE(message->header.aa);
  EXPECT_FALSE(message->header.qr || message->header.rd || message->header.tc);
  EXPECT_TRUE(message->question->name == name("example.org."));
  EXPECT_EQ(message->question->type, dns::RrType::soa);
  EXPECT_EQ(dns::soa_serial(notify.wire, message->answer), dns::Serial(41));
  EXPECT_TRUE(message->authority.empty() && message->additional.empty());
  EXPECT_FALSE(message->edns || message->tsig);
}

TEST_F(NotifyMessageTest, leaves_the_hint_out_when_it_would_not_fit) {
  const auto long_name = [](char letter) {
    const std::string label(63, letter);
    return label + "." + label + "." + label + "." + label.substr(0, 61) + ".";
  };
  const auto apex = long_name('a');
  const auto mname = long_name('b');
  const auto soa = soa_record(apex, mname);
  const auto notify = render_notify(writer, 1, soa.view(), key(), now);
  EXPECT_LE(notify.wire.size(), notify_octets_max);
  const auto message = dns::parse_message(notify.wire);
  ASSERT_TRUE(message);
  EXPECT_TRUE(message->answer.empty());
  EXPECT_TRUE(message->tsig);
}

TEST_F(NotifyMessageTest, is_signed_as_a_request) {
  const auto soa = soa_record();
  const auto notify = render_notify(writer, 1, soa.view(), key(), now);
  const auto message = dns::parse_message(notify.wire);
  ASSERT_TRUE(message && message->tsig);
  const auto verdict = dns::verify_request(*message, [](dns::NameView) { return key(); }, now);
  EXPECT_EQ(verdict.error, dns::TsigError::none);
  EXPECT_EQ(verdict.request_mac, notify.mac);
}

TEST_F(NotifyMessageTest, takes_an_answer_and_its_rcode) {
  const auto soa = soa_record();
  const auto notify = render_notify(writer, 1, soa.view(), nullptr, now);
  const auto good = check(answer_to(notify), notify);
  ASSERT_TRUE(good);
  EXPECT_TRUE(good->counts);
  EXPECT_EQ(good->tsig, "");
  const auto refused = check(answer_to(notify, dns::Rcode::refused), notify);
  ASSERT_TRUE(refused);
  EXPECT_TRUE(refused->counts);
  EXPECT_EQ(refused->rcode, dns::Rcode::refused);
}

TEST_F(NotifyMessageTest, takes_nothing_else_for_an_answer) {
  const auto soa = soa_record();
  const auto notify = render_notify(writer, 1, soa.view(), nullptr, now);
  const auto good = answer_to(notify);
  auto request = good;
  request[2] &= 0x7f;
  EXPECT_FALSE(check(request, notify));
  auto query = good;
  query[2] = static_cast<std::uint8_t>(query[2] & 0x87);
  EXPECT_FALSE(check(query, notify));
  auto other_type = good;
  other_type[other_type.size() - 3] = 2;
  EXPECT_FALSE(check(other_type, notify));
  auto other_zone = good;
  other_zone[13] = 'x';
  EXPECT_FALSE(check(other_zone, notify));
  base::Bytes header_only(good.begin(), good.begin() + 12);
  header_only[5] = 0;
  EXPECT_FALSE(check(header_only, notify));
  header_only[3] = static_cast<std::uint8_t>(dns::Rcode::notimp);
  EXPECT_TRUE(check(header_only, notify)) << "of a server that does not know the opcode";
}

TEST_F(NotifyMessageTest, demands_the_signature_that_is_due_and_keeps_what_came_as_evidence) {
  const auto soa = soa_record();
  const auto notify = render_notify(writer, 1, soa.view(), key(), now);

  auto answer = answer_to(notify);
  EXPECT_FALSE(check(answer, notify, key())->counts);
  EXPECT_EQ(check(answer, notify, key())->tsig, "unsigned");

  sign(answer, key(), notify.mac);
  EXPECT_TRUE(check(answer, notify, key())->counts);
  EXPECT_EQ(check(answer, notify, key())->tsig, "verified");

  auto forged = answer_to(notify);
  sign(forged, key("ns1.key.", "another secret"), notify.mac);
  EXPECT_FALSE(check(forged, notify, key())->counts);
  EXPECT_EQ(check(forged, notify, key())->tsig, "badsig");

  auto of_another_request = answer_to(notify);
  sign(of_another_request, key(), base::as_bytes("0123456789abcdef0123456789abcdef"));
  EXPECT_EQ(check(of_another_request, notify, key())->tsig, "badsig");

  const auto request = dns::parse_message(notify.wire);
  auto unknown_key = answer_to(notify, dns::Rcode::notauth);
  base::Bytes tsig;
  dns::append_unsigned_tsig(*request->tsig, dns::TsigError::badkey, now, tsig);
  base::append(unknown_key, tsig);
  unknown_key[11] = 1;
  const auto reported = check(unknown_key, notify, key());
  EXPECT_FALSE(reported->counts);
  EXPECT_EQ(reported->tsig, "BADKEY");
  EXPECT_EQ(reported->rcode, dns::Rcode::notauth);
}

}  // namespace
}  // namespace zonecast::notify
