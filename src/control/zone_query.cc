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

/// Names of zones are lower case; the FQDN only counts where the name is another.
bool has_words(const ZoneHead& head, const std::vector<std::string>& words) {
  const auto& name = head.settings->name;
  std::string fqdn;
  return std::ranges::all_of(words, [&](const std::string& word) {
    if (name.find(word) != std::string::npos) return true;
    if (fqdn.empty()) fqdn = lower(dns::to_text_undotted(head.settings->apex));
    return fqdn.find(word) != std::string::npos;
  });
}

std::uint64_t key_of(const ZoneHead& head, ZoneOrder order) {
  switch (order) {
    case ZoneOrder::name:
      return 0;
    case ZoneOrder::serial:
      return head.contents->serial().value();
    case ZoneOrder::records:
      return head.contents->record_count();
    case ZoneOrder::created_at:
      return static_cast<std::uint64_t>(head.settings->created_at);
    case ZoneOrder::updated_at:
      return static_cast<std::uint64_t>(head.settings->updated_at);
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

std::string text_of_place(const ZoneHead& head, ZoneOrder order) {
  const auto& name = head.settings->name;
  return order == ZoneOrder::name ? name : std::to_string(key_of(head, order)) + "," + name;
}

}  // namespace

FoundZones find_zones(const ZoneDirectory& directory, const ZoneQuery& query) {
  FoundZones found;
  const auto words = words_of(query.words);
  auto heads = directory.select([&](const ZoneHead& head) { return has_words(head, words); });
  if (query.is_seen) {
    std::erase_if(heads,
                  [&](const ZoneHeadRef& head) { return !query.is_seen(head->settings->name); });
  }
  found.total = heads.size();

  struct Row {
    std::uint64_t key;
    const ZoneHeadRef* head;
  };
  const auto precedes = [&](std::uint64_t a, const std::string& a_name, std::uint64_t b,
                            const std::string& b_name) {
    return query.descending ? std::tie(a, a_name) > std::tie(b, b_name)
                            : std::tie(a, a_name) < std::tie(b, b_name);
  };
  std::vector<Row> rows;
  const auto after = place_of_text(query.after, query.order);
  for (const auto& head : heads) {
    const auto key = key_of(*head, query.order);
    if (!query.after.empty() && !precedes(after.key, after.name, key, head->settings->name))
      continue;
    rows.push_back({key, &head});
  }
  const auto count = std::min(query.count_max, rows.size());
  const auto page_end = rows.begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(rows.begin(), page_end, rows.end(), [&](const Row& a, const Row& b) {
    return precedes(a.key, (*a.head)->settings->name, b.key, (*b.head)->settings->name);
  });
  for (auto row = rows.begin(); row != page_end; ++row) found.heads.push_back(*row->head);
  if (count < rows.size() && count > 0)
    found.next = text_of_place(*found.heads.back(), query.order);
  return found;
}

}  // namespace zonecast::control
