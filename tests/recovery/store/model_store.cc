// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/model_store.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

namespace zonecast::store::recovery {

namespace {

using testing::Hosts;

/// The differences lead, one after the other, from contents that were once there to those that are.
std::optional<std::string> wrong_history(const StoredZone& stored, const ModelZone& zone) {
  for (std::size_t i = 0; i < stored.history.size(); ++i) {
    const auto& difference = *stored.history[i];
    const auto from = zone.past.find(difference.from().value());
    const auto to = zone.past.find(difference.to().value());
    if (from == zone.past.end() || to == zone.past.end()) {
      return fmt::format("history has a difference from {} to {} that never was",
                         difference.from().value(), difference.to().value());
    }
    if (i != 0 && stored.history[i - 1]->to() != difference.from())
      return "history does not connect";
    if (!difference.to().follows(difference.from())) return "serials do not rise";
    Hosts deleted;
    Hosts added;
    const auto number_of = [](const dns::RecordView& record) {
      return std::uint32_t{record.rdata[1]} << 16 | std::uint32_t{record.rdata[2]} << 8 |
             record.rdata[3];
    };
    difference.for_each_deletion([&](const auto& record) { deleted.insert(number_of(record)); });
    difference.for_each_addition([&](const auto& record) { added.insert(number_of(record)); });
    auto hosts = from->second;
    for (const auto number : deleted) {
      if (hosts.erase(number) == 0)
        return fmt::format("a difference deletes host {} that was not there", number);
    }
    for (const auto number : added) {
      if (!hosts.insert(number).second)
        return fmt::format("a difference adds host {} again", number);
    }
    if (hosts != to->second) {
      return fmt::format("the difference from {} to {} is another", difference.from().value(),
                         difference.to().value());
    }
  }
  if (!stored.history.empty() && stored.history.back()->to() != stored.contents->serial()) {
    return "history does not end at the contents";
  }
  return std::nullopt;
}

std::optional<std::string> wrong_documents(Store& store, const ModelZone& zone) {
  std::size_t count = 0;
  if (const auto read = store.record_documents(zone.id, [&](const auto&) { ++count; }); !read) {
    return read.error().message;
  }
  if (count != zone.documents.size()) {
    return fmt::format("{} documents instead of {}", count, zone.documents.size());
  }
  return std::nullopt;
}

std::optional<std::string> wrong_zone(Store& store, const StoredZone& stored,
                                      const ModelZone& zone) {
  if (stored.settings.id != zone.id)
    return fmt::format("id {} instead of {}", stored.settings.id, zone.id);
  if (stored.version != zone.version) {
    return fmt::format("version {} instead of {}", stored.version, zone.version);
  }
  if (stored.settings.updated_at != zone.updated_at) return "other settings";
  if (stored.contents->serial() != dns::Serial(zone.serial)) {
    return fmt::format("serial {} instead of {}", stored.contents->serial().value(), zone.serial);
  }
  const auto expected = testing::contents(stored.settings.apex, zone.serial, zone.hosts);
  if (testing::records(*stored.contents) != testing::records(*expected)) return "other contents";
  for (const auto& [number, text] : zone.documents) {
    const auto host = testing::host(stored.settings.apex, number);
    const auto found = store.record_document(zone.id, host.owner, host.type);
    if (!found) return found.error().message;
    if (!*found || (*found)->echoed.at("note") != text) {
      return fmt::format("the document of host {} is missing or another", number);
    }
  }
  if (auto wrong = wrong_documents(store, zone)) return wrong;
  return wrong_history(stored, zone);
}

/// Positions are dense up to the head, versions of a zone rise by one, serials rise.
std::optional<std::string> wrong_log(Store& store, const ModelStore& model) {
  const auto entries = store.changes_after(0, 1'000'000);
  if (!entries) return entries.error().message;
  if (store.head() != model.head)
    return fmt::format("head {} instead of {}", store.head(), model.head);
  if (entries->empty())
    return model.head == 0 ? std::nullopt : std::optional<std::string>("the log is empty");
  if (entries->back().position != model.head) return "the log does not end at the head";
  std::map<ZoneId, ChangeEntry> last;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const auto& entry = (*entries)[i];
    if (i != 0 && entry.position != (*entries)[i - 1].position + 1) return "the log has a gap";
    if (entry.zone == 0) continue;
    if (const auto before = last.find(entry.zone); before != last.end()) {
      if (entry.version != before->second.version + 1) return "a zone's versions have a gap";
    }
    if (entry.kind == "change" && !entry.serial_to->follows(*entry.serial_from))
      return "a serial does not rise";
    last[entry.zone] = entry;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> difference_to_model(Store& store, const ModelStore& model) {
  if (auto wrong = wrong_log(store, model)) return wrong;
  std::map<std::string, StoredZone> zones;
  const auto loaded = store.load_zones([](std::uint64_t) { return std::size_t{1} << 30; },
                                       [&](StoredZone zone) {
                                         auto name = zone.settings.name;
                                         zones.emplace(std::move(name), std::move(zone));
                                       });
  if (!loaded) return loaded.error().message;
  if (zones.size() != model.zones.size()) {
    return fmt::format("{} zones instead of {}", zones.size(), model.zones.size());
  }
  for (const auto& [name, zone] : model.zones) {
    const auto stored = zones.find(name);
    if (stored == zones.end()) return fmt::format("zone {} is missing", name);
    if (auto wrong = wrong_zone(store, stored->second, zone))
      return fmt::format("zone {}: {}", name, *wrong);
  }
  for (const auto& [id, result] : model.requests) {
    const auto found = store.request_result(id);
    if (!found) return found.error().message;
    if (*found != result) return fmt::format("the result of request {} is missing or another", id);
  }
  const auto keys = store.load_keys();
  if (!keys) return keys.error().message;
  std::map<std::string, base::Bytes> secrets;
  for (const auto& key : *keys) secrets[dns::to_text(key.name)] = key.secret;
  if (secrets != model.keys) return "other keys";
  return std::nullopt;
}

}  // namespace zonecast::store::recovery
