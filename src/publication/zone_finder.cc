// SPDX-License-Identifier: GPL-3.0-or-later
// Views are published before a zone that they show, and after one that is withdrawn. So a look-up
// during which the number of the views stays the same saw a zone together with its views; else it
// is done again, which is rare: views seldom change.
#include "publication/zone_finder.h"

namespace zonecast::publication {

namespace {

using access::Rule;
using access::Sight;

/// Picks what the client sees, and keeps why it does not.
class Chooser {
 public:
  Chooser(const access::Views& views, const access::Client& client, Rule& hidden_by)
      : views_(views), client_(client), hidden_by_(hidden_by) {}

  int operator()(std::span<const PublishedZoneRef> zones) const {
    // Nearly every zone of nearly every server.
    if (zones.size() == 1 && !zones.front()->networks() && views_.hide_nothing()) return 0;
    Sight sight;
    const int chosen = access::choose(
        views_, client_, zones.size(), [&](std::size_t i) { return zones[i]->facts(); }, sight);
    if (chosen < 0 && hidden_by_ == Rule::no_zone) {
      hidden_by_ =
          sight.kind == Sight::Kind::other_network ? Rule::other_network : Rule::no_view_admits;
    }
    return chosen;
  }

 private:
  const access::Views& views_;
  const access::Client& client_;
  Rule& hidden_by_;
};

}  // namespace

template <typename Read>
auto ZoneFinder::settled(Read read) {
  while (true) {
    const auto number = published_.number();
    if (number != number_) {
      views_ = published_.current();
      number_ = number;
    }
    auto got = read();
    if (published_.number() == number) return got;
  }
}

PublishedZoneRef ZoneFinder::find(dns::NameView apex, const access::Client& client) {
  return settled([&] {
    Rule hidden_by = Rule::no_zone;
    return table_.find(apex, Chooser(*views_, client, hidden_by));
  });
}

ZoneFinder::Closest ZoneFinder::closest(dns::NameView qname, const access::Client& client,
                                        bool above_cut) {
  return settled([&] {
    Closest found;
    found.zone = table_.closest(qname, above_cut, Chooser(*views_, client, found.hidden_by));
    return found;
  });
}

ZoneFinder::Ruling ZoneFinder::decide(access::Operation operation, dns::NameView apex,
                                      const access::Client& client, dns::TsigError tsig) {
  return settled([&] {
    const auto zones = table_.find_all(apex);
    std::vector<access::Candidate> candidates;
    candidates.reserve(zones.size());
    for (const auto& zone : zones) {
      const bool is_unservable = !zone->unservable().empty() || !zone->version || !zone->history;
      candidates.push_back({zone->facts(), zone->transfers.get(), is_unservable});
    }
    Ruling ruling;
    ruling.decision = access::decide(*views_, operation, client, tsig, candidates);
    if (ruling.decision.zone >= 0) {
      ruling.zone = zones[static_cast<std::size_t>(ruling.decision.zone)];
    }
    return ruling;
  });
}

std::vector<std::pair<PublishedZoneRef, int>> ZoneFinder::concerned(
    dns::NameView apex, const access::Client& client) const {
  const auto zones = table_.find_all(apex);
  std::vector<std::pair<PublishedZoneRef, int>> out;
  for (const auto& zone : zones) {
    const int row = zone->transfers ? zone->transfers->row_of(client) : -1;
    if (row >= 0) out.emplace_back(zone, row);
  }
  if (out.empty() && zones.size() == 1) out.emplace_back(zones.front(), -1);
  return out;
}

}  // namespace zonecast::publication
