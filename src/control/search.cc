// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/search.h"

#include <algorithm>

#include "control/record_walk.h"

namespace zonecast::control {
namespace {

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
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

/// A zone to look into. Holds the version, so that nobody waits while it is looked through.
struct Searched {
  std::string name;
  zone::ZoneVersionRef contents;
};

/// Counts every hit and keeps those of the page.
class Page {
 public:
  Page(const ZoneDirectory& directory, const SearchQuery& query, SearchResult& result)
      : directory_(directory), query_(query), result_(result) {}

  void add(const std::string& zone, std::optional<RecordPosition> record) {
    if (query_.is_seen && !query_.is_seen(zone, record ? &record->owner : nullptr,
                                          record ? record->type : dns::RrType{}))
      return;
    const auto number = result_.total++;
    if (number < query_.skip || number - query_.skip >= query_.count_max) return;
    // One that was deleted a moment ago is left out.
    if (const auto head = directory_.find(zone)) {
      result_.hits.push_back(
          {ZoneState{head->settings, head->contents, head->version, head->unservable},
           std::move(record)});
    }
  }

 private:
  const ZoneDirectory& directory_;
  const SearchQuery& query_;
  SearchResult& result_;
};

/// The RRsets of the owners that have `part` in their name, the SOA left out. Expands no record.
void add_owners(const Searched& zone, const std::string& part, Page& page) {
  for (auto cursor = zone.contents->seek(zone.contents->apex()); !cursor.at_end();
       cursor.advance()) {
    if (!contains(dns::to_text_undotted(cursor.owner()), part)) continue;
    for_each_type(cursor, [&](dns::RrType type) {
      page.add(zone.name, RecordPosition{dns::Name(cursor.owner()), type});
      return true;
    });
  }
}

/// The RRsets with `part` in an answer, or, when owners are looked at too, in their name.
void add_answers(const Searched& zone, const SearchQuery& query, const std::string& part,
                 Page& page) {
  for_each_rrset(*zone.contents, {}, [&](const std::vector<dns::Record>& rrset) {
    const auto& first = rrset.front();
    if (answers_contain(rrset, part) ||
        (query.owners && contains(dns::to_text_undotted(first.owner), part)))
      page.add(zone.name, RecordPosition{first.owner, first.type});
    return true;
  });
}

}  // namespace

SearchResult search(const ZoneDirectory& directory, const SearchQuery& query) {
  SearchResult result;
  Page page(directory, query, result);
  auto part = lower(query.text);
  // Names are shown without the final dot, and may be asked for with it.
  if (part.size() > 1 && part.ends_with('.')) part.pop_back();
  std::vector<Searched> zones;
  zones.reserve(directory.count());
  directory.for_each(
      [&](const ZoneDirectory::Listed& zone) { zones.push_back({zone.name, zone.contents}); });
  for (const auto& zone : zones) {
    if (query.zones &&
        (contains(zone.name, part) || contains(dns::to_text_undotted(zone.contents->apex()), part)))
      page.add(zone.name, std::nullopt);
  }
  for (const auto& zone : zones) {
    if (query.answers)
      add_answers(zone, query, part, page);
    else if (query.owners)
      add_owners(zone, part, page);
  }
  return result;
}

}  // namespace zonecast::control
