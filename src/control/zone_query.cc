// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/zone_query.h"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace zonecast::control {
namespace {

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return text;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back(lower(text.substr(at, end - at)));
    at = end + 1;
  }
  return words;
}

using Listed = ZoneDirectory::Listed;

/// Names of zones are lower case; the FQDN only counts where the name is another.
bool has_words(const Listed& zone, const std::vector<std::string>& words) {
  std::string fqdn;
  return std::ranges::all_of(words, [&](const std::string& word) {
    if (zone.name.find(word) != std::string::npos) return true;
    if (fqdn.empty()) fqdn = lower(dns::to_text_undotted(zone.apex));
    return fqdn.find(word) != std::string::npos;
  });
}

std::uint64_t key_of(const Listed& zone, ZoneOrder order) {
  switch (order) {
    case ZoneOrder::name:
      return 0;
    case ZoneOrder::serial:
      return zone.contents->serial().value();
    case ZoneOrder::records:
      return zone.contents->record_count();
    case ZoneOrder::created_at:
      return static_cast<std::uint64_t>(zone.created_at);
    case ZoneOrder::updated_at:
      return static_cast<std::uint64_t>(zone.updated_at);
  }
  return 0;
}

/// A place in the order, whether or not a zone still stands there.
struct Place {
  std::uint64_t key = 0;
  std::string name;
};

/// "1795348801,example.org", or a name alone where that is the order.
Place place_of_text(const std::string& text, ZoneOrder order) {
  if (order == ZoneOrder::name) return {0, text};
  Place place;
  const auto comma = std::min(text.find(','), text.size());
  std::from_chars(text.data(), text.data() + comma, place.key);
  if (comma < text.size()) place.name = text.substr(comma + 1);
  return place;
}

std::string text_of_place(const Place& place, ZoneOrder order) {
  return order == ZoneOrder::name ? place.name : std::to_string(place.key) + "," + place.name;
}

}  // namespace

FoundZones find_zones(const ZoneDirectory& directory, const ZoneQuery& query) {
  std::vector<Place> places;
  const auto words = words_of(query.words);
  directory.for_each([&](const Listed& zone) {
    if (has_words(zone, words)) places.push_back({key_of(zone, query.order), zone.name});
  });
  if (query.is_seen)
    std::erase_if(places, [&](const Place& place) { return !query.is_seen(place.name); });
  FoundZones found;
  found.total = places.size();

  const auto precedes = [&](const Place& a, const Place& b) {
    return query.descending ? std::tie(a.key, a.name) > std::tie(b.key, b.name)
                            : std::tie(a.key, a.name) < std::tie(b.key, b.name);
  };
  if (!query.after.empty()) {
    const auto after = place_of_text(query.after, query.order);
    std::erase_if(places, [&](const Place& place) { return !precedes(after, place); });
  }
  const auto count = std::min(query.count_max, places.size());
  const auto page_end = places.begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(places.begin(), page_end, places.end(), precedes);
  for (auto place = places.begin(); place != page_end; ++place) {
    // One that was deleted a moment ago is left out.
    if (auto head = directory.find(place->name)) found.heads.push_back(std::move(head));
  }
  if (count < places.size() && count > 0)
    found.next = text_of_place(places[count - 1], query.order);
  return found;
}

}  // namespace zonecast::control
