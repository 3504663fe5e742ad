// SPDX-License-Identifier: GPL-3.0-or-later
// Who sees which zone: the views, ACLs and networks as last committed, prepared for look-ups. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "access/access_list.h"
#include "model/network.h"
#include "model/view.h"

namespace zonecast::access {

/// What of a zone decides who sees it. Borrowed.
struct ZoneFacts {
  std::string name;                                     // as views list it
  const std::vector<std::int64_t>* networks = nullptr;  // null: network 0 alone
};

/// Whether a client sees a zone, and through what.
struct Sight {
  enum class Kind : std::uint8_t {
    in_no_view,      // seen: a zone in no view is everybody's
    in_view,         // seen: a read ACL of `view` matches
    other_network,   // not seen: the zone is not served on the address that was asked
    no_view_admits,  // not seen: no read ACL of its views matches
  };
  Kind kind = Kind::in_no_view;
  const std::string* view = nullptr;  // of in_view; lives as long as the Views
  bool by_key = false;                // of in_view: a read ACL that matches lists the client's key
  /// Among zones of one FQDN the lowest is served: the view of the first preference, and last the
  /// zone in no view.
  std::uint32_t rank = rank_of_no_view;

  static constexpr std::uint32_t rank_of_no_view = UINT32_MAX;
  bool is_seen() const { return kind == Kind::in_no_view || kind == Kind::in_view; }
};

/// Immutable.
class Views {
 public:
  Views() = default;
  /// An ACL that a view names and that is not there matches nobody.
  Views(const std::vector<model::Acl>& acls, std::vector<model::View> views,
        const std::vector<model::Network>& networks);
  // Views point to their ACLs.
  Views(const Views&) = delete;
  Views& operator=(const Views&) = delete;

  /// Every zone of network 0 is seen by everybody, wherever it is asked for.
  bool hide_nothing() const { return members_.empty() && listen_.empty(); }
  Sight see(const ZoneFacts& zone, const Client& client) const;
  /// Names of the views that a zone is in, in order of preference.
  std::vector<std::string> views_of(std::string_view zone) const;
  /// The network that has a listen address; 0 has those that no other names.
  std::int64_t network_of(const base::SocketAddress& local) const;
  /// Null when there is none of this name.
  const AccessList* acl(std::string_view name) const;

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  template <typename T>
  using ByName = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;
  struct View {
    std::string name;
    std::vector<const AccessList*> read_acls;
    std::vector<std::int64_t> networks;  // empty: all
  };
  struct ListenAddress {
    base::SocketAddress address;  // an unspecified address and port 0 stand for any
    std::int64_t network;
  };

  ByName<AccessList> acls_;
  std::vector<View> views_;                     // by preference
  ByName<std::vector<std::uint32_t>> members_;  // zone name → its views, ascending
  std::vector<ListenAddress> listen_;
  std::vector<std::int64_t> without_views_;  // networks
};

/// Of `count` zones of one FQDN the one that a client sees: that of the view of the first
/// preference, else the one in no view; -1 when it sees none. `facts_of(i)` gives ZoneFacts;
/// `sight` is that of the zone, or of the last one hidden.
template <typename FactsOf>
int choose(const Views& views, const Client& client, std::size_t count, FactsOf facts_of,
           Sight& sight) {
  int chosen = -1;
  for (std::size_t i = 0; i < count; ++i) {
    const Sight seen = views.see(facts_of(i), client);
    if (chosen >= 0 && (!seen.is_seen() || seen.rank >= sight.rank)) continue;
    sight = seen;
    if (seen.is_seen()) chosen = static_cast<int>(i);
  }
  return chosen;
}

}  // namespace zonecast::access
