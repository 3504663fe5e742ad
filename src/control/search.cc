// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/search.h"

#include <algorithm>

#include "control/record_walk.h"

namespace zonecast::control {
namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return text;
}

bool contains(std::string text, const std::string& part) {
  return lower(std::move(text)).find(part) != std::string::npos;
}

bool answers_contain(const std::vector<dns::Record>& rrset, const std::string& part) {
  return std::ranges::any_of(rrset, [&](const dns::Record& record) {
    std::string text;
    for (const auto& piece : model::answer_of_rdata(record.type, record.rdata)) {
      if (!text.empty()) text += ' ';
      text += piece;
    }
    return contains(std::move(text), part);
  });
}

/// Counts every hit and keeps those of the page.
class Page {
 public:
  Page(const SearchQuery& query, SearchResult& result) : query_(query), result_(result) {}
  void add(const ZoneState& zone, std::optional<RecordPosition> record) {
    if (query_.is_seen && !query_.is_seen(zone.settings->name, record ? &record->owner : nullptr,
                                          record ? record->type : dns::RrType{}))
      return;
    const auto number = result_.total++;
    if (number < query_.skip || number - query_.skip >= query_.count_max) return;
    result_.hits.push_back({zone, std::move(record)});
  }

 private:
  const SearchQuery& query_;
  SearchResult& result_;
};

}  // namespace

SearchResult search(const ZoneDirectory& directory, const SearchQuery& query) {
  SearchResult result;
  Page page(query, result);
  auto part = lower(query.text);
  // Names are shown without the final dot, and may be asked for with it.
  if (part.size() > 1 && part.ends_with('.')) part.pop_back();
  const auto for_each_zone = [&directory](const auto& receive) {
    constexpr std::size_t page_size = 1000;
    std::string after;
    while (true) {
      const auto heads = directory.list(after, page_size);
      for (const auto& head : heads)
        receive(ZoneState{head->settings, head->contents, head->version, head->unservable});
      if (heads.size() < page_size) return;
      after = heads.back()->settings->name;
    }
  };
  if (query.zones) {
    for_each_zone([&](const ZoneState& zone) {
      const auto& settings = *zone.settings;
      if (contains(settings.name, part) || contains(dns::to_text_undotted(settings.apex), part))
        page.add(zone, std::nullopt);
    });
  }
  if (!query.owners && !query.answers) return result;
  for_each_zone([&](const ZoneState& zone) {
    for_each_rrset(*zone.contents, {}, [&](const std::vector<dns::Record>& rrset) {
      const auto& first = rrset.front();
      if ((query.owners && contains(dns::to_text_undotted(first.owner), part)) ||
          (query.answers && answers_contain(rrset, part))) {
        page.add(zone, RecordPosition{first.owner, first.type});
      }
      return true;
    });
  });
  return result;
}

}  // namespace zonecast::control
