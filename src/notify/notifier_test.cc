// SPDX-License-Identifier: GPL-3.0-or-later
// With real sockets, against a secondary of this test's own.
#include "notify/notifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <deque>
#include <future>
#include <set>
#include <thread>

#include "base/file_descriptor.h"
#include "dns/message_writer.h"
#include "zone/zone_builder.h"

namespace zonecast::notify {
namespace {

using base::SocketAddress;
using dns::Rcode;
using dns::Serial;
using std::chrono::milliseconds;
using testing::HasSubstr;

dns::Name name(std::string_view text) { return *dns::Name::from_text(text); }

std::shared_ptr<publication::PublishedZone> make_zone(std::uint64_t zone_id, std::uint32_t serial,
                                                      const std::string& apex = "example.org.") {
  const auto owner = name(apex);
  const auto server = name("ns1.example.net.");
  zone::ZoneBuilder builder(owner);
  const auto soa = dns::make_soa({.mname = server, .rname = server, .serial = Serial(serial)});
  EXPECT_TRUE(builder.add({owner, dns::RrType::soa, 3600, soa}));
  EXPECT_TRUE(builder.add({owner, dns::RrType::ns, 3600, server.wire()}));
  auto published = std::make_shared<publication::PublishedZone>();
  published->zone_id = zone_id;
  published->version = std::make_shared<zone::ZoneVersion>(std::move(*builder.build()));
  return published;
}

/// A NOTIFY as it came in.
struct Heard {
  base::Bytes wire;
  sockaddr_storage from{};
  socklen_t from_size = 0;

  dns::Message message() const { return *dns::parse_message(wire); }
  Serial serial() const { return *dns::soa_serial(wire, message().answer); }
  SocketAddress sender() const { return SocketAddress::from_native(from); }
};

class Secondary {
 public:
  explicit Secondary(const char* address = "127.0.0.1:0") {
    sockaddr_storage native{};
    auto size = SocketAddress::parse(address)->to_native(native);
    socket_ = base::FileDescriptor(::socket(native.ss_family, SOCK_DGRAM, 0));
    bound_ =
        socket_ && ::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&native), size) == 0;
    const int octets = 8 << 20;
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &octets, sizeof octets);
    size = sizeof native;
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&native), &size);
    address_ = SocketAddress::from_native(native);
  }
  bool bound() const { return bound_; }
  const SocketAddress& address() const { return address_; }

  std::optional<Heard> hear(milliseconds patience = milliseconds(10'000)) {
    pollfd ready{socket_.get(), POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(patience.count())) <= 0) return std::nullopt;
    Heard heard;
    heard.wire.resize(65'535);
    heard.from_size = sizeof heard.from;
    const auto size = ::recvfrom(socket_.get(), heard.wire.data(), heard.wire.size(), 0,
                                 reinterpret_cast<sockaddr*>(&heard.from), &heard.from_size);
    if (size < 0) return std::nullopt;
    heard.wire.resize(static_cast<std::size_t>(size));
    return heard;
  }
  void say(const Heard& to, const base::Bytes& wire) const {
    EXPECT_EQ(::sendto(socket_.get(), wire.data(), wire.size(), 0,
                       reinterpret_cast<const sockaddr*>(&to.from), to.from_size),
              static_cast<ssize_t>(wire.size()));
  }
  static base::Bytes answer_to(const Heard& heard, Rcode rcode = Rcode::noerror) {
    const auto message = heard.message();
    auto header = message.header;
    header.qr = true;
    header.rcode = static_cast<std::uint8_t>(rcode);
    dns::MessageWriter writer;
    writer.start(header);
    writer.question(*message.question);
    const auto wire = writer.finish();
    return {wire.begin(), wire.end()};
  }
  static base::Bytes signed_answer_to(const Heard& heard, const dns::TsigKeyRef& key) {
    auto wire = answer_to(heard);
    auto signer = dns::TsigSigner::for_response(key, heard.message().tsig->mac);
    base::Bytes tsig;
    const base::ByteView pieces[] = {wire};
    signer.sign(pieces, static_cast<std::uint64_t>(base::SystemClock().unix_seconds()), tsig);
    base::append(wire, tsig);
    wire[11] = 1;
    return wire;
  }

 private:
  base::FileDescriptor socket_;
  bool bound_ = false;
  SocketAddress address_;
};

class NotifierTest : public testing::Test {
 protected:
  void start() {
    notifier = std::make_unique<Notifier>(clock, random, log, keys, board, settings);
    const auto started = notifier->start();
    ASSERT_TRUE(started) << started.error().message;
  }
  /// Waits until the notifier's thread has got that far.
  template <typename Predicate>
  static bool eventually(Predicate holds) {
    for (int waited_ms = 0; waited_ms < 10'000; ++waited_ms) {
      if (holds()) return true;
      std::this_thread::sleep_for(milliseconds(1));
    }
    return false;
  }
  secondaries::SecondaryStatus status(const Secondary& secondary, std::uint64_t zone_id = 1) const {
    return board.status({zone_id, secondary.address()});
  }
  /// True when no NOTIFY is still owed to anybody.
  bool all_settled() {
    return eventually(
        [this] { return notifier->totals().sent > 0 && notifier->totals().owed == 0; });
  }
  NotifyTarget to(const Secondary& secondary, const dns::Name& key = {}) {
    return {secondary.address(), key};
  }
  dns::TsigKeyRef put_key(const char* text,
                          dns::TsigAlgorithm algorithm = dns::TsigAlgorithm::hmac_sha256) {
    const auto secret = base::as_bytes("a secret that is long enough");
    keys.put({name(text), algorithm, base::Bytes(secret.begin(), secret.end())});
    return keys.find(name(text));
  }

  base::SystemClock clock;
  base::SystemRandom random;
  base::Log log{base::LogLevel::off};
  access::KeyRing keys;
  secondaries::StatusBoard board;
  NotifierSettings settings;
  std::unique_ptr<Notifier> notifier;
};

TEST_F(NotifierTest, tells_a_secondary_of_a_change_and_keeps_its_answer_as_evidence) {
  start();
  Secondary secondary;
  notifier->zone_published(make_zone(1, 7), {to(secondary)});
  const auto heard = secondary.hear();
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->serial(), Serial(7));
  secondary.say(*heard, Secondary::answer_to(*heard));
  ASSERT_TRUE(all_settled());
  EXPECT_EQ(notifier->totals().acknowledged, 1U);
  const auto known = status(secondary);
  EXPECT_EQ(known.acknowledged, Serial(7));
  ASSERT_TRUE(known.notify_sent && known.notify_answer);
  EXPECT_EQ(known.notify_sent->serial, Serial(7));
  EXPECT_EQ(known.notify_answer->rcode, Rcode::noerror);
  EXPECT_EQ(known.notify_answer->tsig, "");

  const auto kept = notifier->take_acknowledgements();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].zone_id, 1U);
  EXPECT_EQ(kept[0].destination, secondary.address());
  EXPECT_EQ(kept[0].serial, Serial(7));
  EXPECT_TRUE(notifier->take_acknowledgements().empty());
}

TEST_F(NotifierTest, sends_after_a_restart_only_what_is_owed) {
  start();
  Secondary current;
  Secondary behind;
  notifier->zone_published(make_zone(1, 7), {to(current), to(behind)},
                           {{current.address(), Serial(7)}, {behind.address(), Serial(6)}});
  ASSERT_TRUE(behind.hear());
  EXPECT_EQ(notifier->totals().sent, 1U);
  EXPECT_FALSE(current.hear(milliseconds(0)));
}

TEST_F(NotifierTest, sends_from_the_address_of_the_network) {
  start();
  Secondary of_zone, of_row, of_another_network;
  model::Secondary row;
  row.address = base::IpPrefix(of_row.address().address);
  row.port = of_row.address().port;
  row.networks = {8};
  const auto zone = make_zone(1, 7);
  zone->set_unusual({.networks = std::make_shared<const std::vector<std::int64_t>>(1, 7)});
  zone->transfers = std::make_shared<const access::TransferPolicy>(
      model::OutgoingTransfers{.enabled = true, .secondaries = {row}});
  notifier->use_sources({{7, {.v4 = base::IpAddress::parse("127.0.0.7"), .v6 = {}}},
                         {8, {.v4 = base::IpAddress::parse("127.0.0.8"), .v6 = {}}}});
  notifier->zone_published(zone, {to(of_zone), to(of_row)});
  notifier->zone_published(make_zone(2, 7), {to(of_another_network)});
  const auto heard = of_zone.hear();
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->sender().address.to_text(), "127.0.0.7");
  EXPECT_EQ(of_row.hear()->sender().address.to_text(), "127.0.0.8");
  EXPECT_EQ(of_another_network.hear()->sender().address.to_text(), "127.0.0.1");
  // The answer is taken where it comes in.
  of_zone.say(*heard, Secondary::answer_to(*heard));
  EXPECT_TRUE(eventually([this] { return notifier->totals().acknowledged == 1; }));
}

TEST_F(NotifierTest, sends_nothing_from_another_address_than_the_networks) {
  start();
  Secondary secondary;
  const auto nowhere = base::IpAddress::parse("192.0.2.1");
  notifier->use_sources({{0, {.v4 = nowhere, .v6 = {}}}});
  notifier->zone_published(make_zone(1, 7), {to(secondary)});
  ASSERT_TRUE(eventually([this] { return notifier->totals().sent == 1; }));
  EXPECT_FALSE(secondary.hear(milliseconds(50)));
  notifier->use_sources({});
  EXPECT_TRUE(secondary.hear());  // with the next try
}

class SignedNotifierTest : public NotifierTest,
                           public testing::WithParamInterface<dns::TsigAlgorithm> {};

TEST_P(SignedNotifierTest, signs_and_verifies_with_every_hash) {
  const auto key = put_key("ns1.key.", GetParam());
  start();
  Secondary secondary;
  notifier->zone_published(make_zone(1, 7), {to(secondary, key->name())});
  const auto heard = secondary.hear();
  ASSERT_TRUE(heard);
  const auto message = heard->message();
  ASSERT_TRUE(message.tsig);
  const auto verdict = dns::verify_request(
      message, [&key](dns::NameView) { return key; },
      static_cast<std::uint64_t>(clock.unix_seconds()));
  EXPECT_EQ(verdict.error, dns::TsigError::none);
  secondary.say(*heard, Secondary::signed_answer_to(*heard, key));
  ASSERT_TRUE(all_settled());
  EXPECT_EQ(status(secondary).notify_answer->tsig, "verified");
  EXPECT_EQ(status(secondary).notify_answer->key_name, "ns1.key");
  EXPECT_EQ(status(secondary).acknowledged, Serial(7));
}

INSTANTIATE_TEST_SUITE_P(
    Hashes, SignedNotifierTest,
    testing::Values(dns::TsigAlgorithm::hmac_md5, dns::TsigAlgorithm::hmac_sha1,
                    dns::TsigAlgorithm::hmac_sha224, dns::TsigAlgorithm::hmac_sha256,
                    dns::TsigAlgorithm::hmac_sha384, dns::TsigAlgorithm::hmac_sha512),
    [](const auto& each) {
      auto text = dns::to_text(each.param);
      std::replace(text.begin(), text.end(), '-', '_');
      return text;
    });

TEST_F(NotifierTest, does_not_count_answers_that_are_not_signed_as_is_due) {
  settings.policy.first_retry = milliseconds(20);
  const auto key = put_key("ns1.key.");
  const auto other_key =
      std::make_shared<dns::TsigKey>(key->name(), key->algorithm(), base::as_bytes("other"));
  start();
  Secondary secondary;
  notifier->zone_published(make_zone(1, 7), {to(secondary, key->name())});

  auto heard = secondary.hear();
  ASSERT_TRUE(heard);
  secondary.say(*heard, Secondary::answer_to(*heard));
  ASSERT_TRUE(eventually([&] { return status(secondary).notify_answer.has_value(); }));
  EXPECT_EQ(status(secondary).notify_answer->tsig, "unsigned");

  heard = secondary.hear();
  ASSERT_TRUE(heard) << "it is sent again";
  secondary.say(*heard, Secondary::signed_answer_to(*heard, other_key));
  ASSERT_TRUE(eventually([&] { return status(secondary).notify_answer->tsig == "badsig"; }));
  EXPECT_EQ(status(secondary).acknowledged, std::nullopt);
  EXPECT_EQ(notifier->totals().owed, 1U);

  // The right answer counts even after a wrong one to the same NOTIFY.
  secondary.say(*heard, Secondary::signed_answer_to(*heard, key));
  ASSERT_TRUE(all_settled());
  EXPECT_EQ(status(secondary).acknowledged, Serial(7));
}

TEST_F(NotifierTest, never_sends_unsigned_what_it_has_no_key_for) {
  start();
  Secondary secondary;
  notifier->zone_published(make_zone(1, 7), {to(secondary, name("absent.key."))});
  Secondary other;
  notifier->zone_published(make_zone(2, 7, "example.com."), {to(other)});
  ASSERT_TRUE(other.hear());
  EXPECT_FALSE(secondary.hear(milliseconds(0)));
  put_key("absent.key.");
  notifier->renotify(1, secondary.address());
  const auto heard = secondary.hear();
  ASSERT_TRUE(heard);
  EXPECT_TRUE(heard->message().tsig);
}

TEST_F(NotifierTest, ignores_what_does_not_match_its_question) {
  start();
  Secondary secondary;
  Secondary stranger;
  notifier->zone_published(make_zone(1, 7), {to(secondary)});
  const auto heard = secondary.hear();
  ASSERT_TRUE(heard);
  const auto good = Secondary::answer_to(*heard);
  stranger.say(*heard, good);
  auto wrong_id = good;
  ++wrong_id[1];
  secondary.say(*heard, wrong_id);
  auto no_response = good;
  no_response[2] &= 0x7f;
  secondary.say(*heard, no_response);
  auto other_zone = good;
  other_zone[13] = 'x';
  secondary.say(*heard, other_zone);
  secondary.say(*heard, {1, 2, 3});
  secondary.say(*heard, base::Bytes(good.begin(), good.end() - 1));
  // Datagrams from one socket stay in order, so by the time this one counts, the others did not.
  secondary.say(*heard, Secondary::answer_to(*heard, Rcode::refused));
  ASSERT_TRUE(eventually([&] { return notifier->totals().error_answers == 1; }));
  EXPECT_EQ(notifier->totals().acknowledged, 0U);
  EXPECT_EQ(notifier->totals().owed, 1U);
  EXPECT_EQ(status(secondary).notify_answer->rcode, Rcode::refused);
}

TEST_F(NotifierTest, goes_on_when_a_destination_is_unreachable) {
  settings.policy.first_retry = milliseconds(20);
  start();
  Secondary secondary;
  std::vector<NotifyTarget> targets = {to(secondary)};
  {
    const Secondary gone;  // its port answers with ICMP port unreachable from here on
    targets.push_back(to(gone));
  }
  targets.push_back({*SocketAddress::parse("255.255.255.255:53"), {}});
  targets.push_back({*SocketAddress::parse("[2001:db8::1]:53"), {}});
  for (std::uint32_t serial = 1; serial <= 5; ++serial) {
    notifier->zone_published(make_zone(1, serial), targets);
    for (;;) {
      const auto heard = secondary.hear();
      ASSERT_TRUE(heard);
      secondary.say(*heard, Secondary::answer_to(*heard));
      if (heard->serial() == Serial(serial)) break;
    }
    ASSERT_TRUE(eventually([&] { return status(secondary).acknowledged == Serial(serial); }));
  }
  EXPECT_EQ(notifier->totals().owed, 3U);
}

TEST_F(NotifierTest, sends_from_the_address_it_was_given) {
  settings.source_v4 = base::IpAddress::parse("127.0.0.5");
  start();
  Secondary secondary;
  notifier->zone_published(make_zone(1, 7), {to(secondary)});
  const auto heard = secondary.hear();
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->sender().address, *settings.source_v4);
}

TEST_F(NotifierTest, says_which_source_address_is_not_its_own) {
  settings.source_v4 = base::IpAddress::parse("192.0.2.1");
  Notifier broken(clock, random, log, keys, board, settings);
  const auto started = broken.start();
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, HasSubstr("192.0.2.1"));
}

TEST_F(NotifierTest, speaks_ipv6) {
  Secondary secondary("[::1]:0");
  if (!secondary.bound()) GTEST_SKIP() << "no IPv6 here";
  start();
  notifier->zone_published(make_zone(1, 7), {to(secondary)});
  const auto heard = secondary.hear();
  ASSERT_TRUE(heard);
  secondary.say(*heard, Secondary::answer_to(*heard));
  ASSERT_TRUE(all_settled());
}

TEST_F(NotifierTest, always_ends_on_the_newest_serial) {
  start();
  Secondary secondary;
  notifier->zone_published(make_zone(1, 1), {to(secondary)});
  const auto first = secondary.hear();
  ASSERT_TRUE(first);
  for (std::uint32_t serial = 2; serial <= 50; ++serial)
    notifier->zone_published(make_zone(1, serial), {to(secondary)});
  secondary.say(*first, Secondary::answer_to(*first));
  while (const auto heard = secondary.hear()) {
    secondary.say(*heard, Secondary::answer_to(*heard));
    if (heard->serial() == Serial(50)) break;
  }
  ASSERT_TRUE(all_settled());
  EXPECT_EQ(status(secondary).acknowledged, Serial(50));
}

TEST_F(NotifierTest, does_not_repeat_what_was_fetched) {
  settings.policy.first_retry = milliseconds(20);
  start();
  Secondary secondary;
  notifier->zone_published(make_zone(1, 7), {to(secondary)});
  ASSERT_TRUE(secondary.hear());
  notifier->fetched({1, secondary.address()}, Serial(7));
  ASSERT_TRUE(all_settled());
  const auto kept = notifier->take_acknowledgements();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].serial, Serial(7));
  notifier->fetched({1, {secondary.address().address, 0}}, Serial(7));
  notifier->fetched({2, secondary.address()}, Serial(7));
  std::promise<void> done;
  notifier->renotify(3, std::nullopt, [&done](std::size_t) { done.set_value(); });
  done.get_future().wait();
  EXPECT_TRUE(notifier->take_acknowledgements().empty())
      << "of clients without a row nothing is kept";
}

TEST_F(NotifierTest, is_not_kept_from_what_comes_after_a_fetch) {
  start();
  Secondary secondary;
  notifier->zone_published(make_zone(1, 7), {to(secondary)}, {{secondary.address(), Serial(7)}});
  notifier->fetched({1, secondary.address()}, Serial(7));
  notifier->zone_published(make_zone(1, 8), {to(secondary)});
  const auto heard = secondary.hear();
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->serial(), Serial(8));
}

TEST_F(NotifierTest, keeps_what_was_fetched_when_it_is_asked_again_and_at_its_end) {
  start();
  Secondary secondary;
  notifier->zone_published(make_zone(1, 7), {to(secondary)}, {{secondary.address(), Serial(6)}});
  ASSERT_TRUE(secondary.hear());
  notifier->fetched({1, secondary.address()}, Serial(7));
  EXPECT_TRUE(eventually([this] { return notifier->take_acknowledgements().size() == 1; }));
  notifier->zone_published(make_zone(1, 8), {to(secondary)});
  ASSERT_TRUE(secondary.hear());
  notifier->fetched({1, secondary.address()}, Serial(8));
  notifier->stop();
  EXPECT_EQ(notifier->take_acknowledgements().size(), 1U);
}

TEST_F(NotifierTest, sends_by_hand_and_tells_to_how_many) {
  start();
  Secondary one;
  Secondary two;
  notifier->zone_published(make_zone(1, 7), {to(one), to(two)},
                           {{one.address(), Serial(7)}, {two.address(), Serial(7)}});
  std::promise<std::size_t> all;
  notifier->renotify(1, std::nullopt, [&all](std::size_t count) { all.set_value(count); });
  EXPECT_EQ(all.get_future().get(), 2U);
  EXPECT_TRUE(one.hear());
  EXPECT_TRUE(two.hear());
  std::promise<std::size_t> none;
  notifier->renotify(9, std::nullopt, [&none](std::size_t count) { none.set_value(count); });
  EXPECT_EQ(none.get_future().get(), 0U);
}

TEST_F(NotifierTest, does_not_announce_a_zone_that_cannot_be_served_or_is_gone) {
  start();
  Secondary secondary;
  auto zone = std::make_shared<publication::PublishedZone>();
  zone->zone_id = 1;
  zone->set_unusual({.unservable = "no NS at the apex"});
  notifier->zone_published(zone, {to(secondary)});
  notifier->zone_published(make_zone(2, 7), {to(secondary)});
  ASSERT_TRUE(secondary.hear());
  notifier->zone_removed(2);
  EXPECT_TRUE(eventually([this] { return notifier->totals().owed == 0; }));
  EXPECT_EQ(notifier->totals().sent, 1U);
}

TEST_F(NotifierTest, keeps_thousands_outstanding_each_with_its_own_id) {
  settings.policy.window_per_destination = 3000;
  start();
  Secondary secondary;
  constexpr std::uint64_t zones = 3000;
  for (std::uint64_t zone_id = 1; zone_id <= zones; ++zone_id)
    notifier->zone_published(make_zone(zone_id, 7, "z" + std::to_string(zone_id) + ".example.org."),
                             {to(secondary)});
  std::deque<Heard> heard;
  std::set<std::uint16_t> ids;
  std::set<std::string> apexes;
  while (apexes.size() < zones) {
    auto one = secondary.hear();
    ASSERT_TRUE(one);
    ids.insert(one->message().header.id);
    if (apexes.insert(dns::to_text(one->message().question->name)).second)
      heard.push_back(std::move(*one));
  }
  EXPECT_GE(ids.size(), zones);
  for (const auto& one : heard) secondary.say(one, Secondary::answer_to(one));
  ASSERT_TRUE(all_settled());
  EXPECT_EQ(notifier->take_acknowledgements().size(), zones);
}

}  // namespace
}  // namespace zonecast::notify
