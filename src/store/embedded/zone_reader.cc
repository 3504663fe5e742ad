// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/zone_reader.h"

#include <fmt/core.h>

#include <algorithm>

#include "store/embedded/change_kind.h"
#include "store/embedded/image_rows.h"
#include "store/sql/document_json.h"
#include "store/sql/net_difference.h"
#include "zone/revise.h"

namespace zonecast::store {

namespace {

constexpr const char* zone_range =
    "SELECT zone.id, zone.name, zone.public_id, zone.apex, zone.version, zone.serial, "
    "zone.pending_octets, zone.history_octets, zone.created_at, zone.updated_at, zone.settings, "
    "zone_image.version, zone_image.generation, zone_image.chunk_count, zone_image.image "
    "FROM zone JOIN zone_image ON zone_image.zone = zone.id WHERE zone.id > ?1 AND zone.id <= ?2 "
    "ORDER BY zone.id";
constexpr const char* one_zone =
    "SELECT zone.id, zone.name, zone.public_id, zone.apex, zone.version, zone.serial, "
    "zone.pending_octets, zone.history_octets, zone.created_at, zone.updated_at, zone.settings, "
    "zone_image.version, zone_image.generation, zone_image.chunk_count, zone_image.image "
    "FROM zone JOIN zone_image ON zone_image.zone = zone.id WHERE zone.id = ?1";

/// The newest differences of a zone, oldest first.
struct Tail {
  std::vector<zone::DifferenceRef> differences;
  std::size_t pending = 0;  // how many at the end are not in the image
  std::size_t history = 0;  // how many at the end fit the history
};

/// Goes back through the zone's log: as far as the image needs, and further as long as history has
/// room and no gap. History ends where contents were created or replaced, or where trimming has
/// been.
base::Result<Tail> read_tail(Connection& connection, ZoneId zone, std::uint64_t image_version,
                             std::size_t history_octets_max) {
  Tail tail;
  std::size_t octets = 0;
  bool history_goes_on = true;
  auto row = connection.query(
      // That of a replacement is for history alone, and may be large.
      "SELECT version, kind, octets, CASE kind WHEN 3 THEN NULL ELSE difference END FROM "
      "change_log "
      "WHERE zone = ?1 ORDER BY zone DESC, position DESC");
  row.bind(zone);
  while (row.next()) {
    const auto version = row.number(0);
    const auto kind = static_cast<ChangeKind>(row.integer(1));
    const bool is_pending = version > image_version;
    if (kind == ChangeKind::settings) continue;
    if (kind != ChangeKind::change || row.is_null(3)) {
      if (is_pending) {
        return base::failure(fmt::format("the change to version {} has no difference", version));
      }
      break;
    }
    octets += row.number(2);
    history_goes_on = history_goes_on && octets <= history_octets_max;
    if (!is_pending && !history_goes_on) break;
    const auto encoded = row.octets(3);
    auto difference = zone::Difference::decode({encoded.begin(), encoded.end()});
    if (!difference) {
      return base::failure(
          fmt::format("the difference of version {}: {}", version, difference.error().message));
    }
    tail.differences.push_back(std::make_shared<const zone::Difference>(std::move(*difference)));
    if (is_pending) ++tail.pending;
    if (history_goes_on) ++tail.history;
  }
  std::reverse(tail.differences.begin(), tail.differences.end());
  return tail;
}

bool connects(std::span<const zone::DifferenceRef> differences) {
  for (std::size_t i = 1; i < differences.size(); ++i) {
    if (differences[i]->from() != differences[i - 1]->to()) return false;
  }
  return true;
}

/// Settings of neighbours are mostly the same text: then it is read once.
class SettingsReader {
 public:
  base::Result<model::ZoneSettings> read(const Query& row) {
    const auto text = row.text(10);
    if (!known_ || text != text_) {
      model::ZoneSettings settings;
      if (auto parsed = settings_from_json(text, settings); !parsed) {
        return std::unexpected(parsed.error());
      }
      last_ = std::move(settings);
      text_ = text;
      known_ = true;
    }
    auto settings = last_;
    settings.id = row.number(0);
    settings.name = row.text(1);
    settings.public_id = row.text(2);
    const auto apex = dns::NameView::parse_prefix(row.octets(3));
    if (!apex) return base::failure("apex: " + apex.error().message);
    settings.apex = dns::Name(*apex);
    settings.created_at = row.integer(8);
    settings.updated_at = row.integer(9);
    return settings;
  }

 private:
  model::ZoneSettings last_;
  std::string text_;
  bool known_ = false;
};

base::Result<LoadedZone> read_row(
    Connection& connection, const Query& row, SettingsReader& settings_reader,
    const std::function<std::size_t(std::uint64_t)>& history_octets_max) {
  auto settings = settings_reader.read(row);
  if (!settings) return std::unexpected(settings.error());
  LoadedZone loaded{.zone = {.settings = std::move(*settings),
                             .version = row.number(4),
                             .contents = {},
                             .history = {}},
                    .pending_octets = row.number(6),
                    .history_octets = row.number(7)};
  const dns::Serial serial(static_cast<std::uint32_t>(row.number(5)));
  const ImageRow image{.version = row.number(11),
                       .generation = row.number(12),
                       .chunk_count = row.number(13),
                       .inline_image = row.octets(14)};
  auto contents = read_image(connection, image);
  if (!contents) return base::failure("image: " + contents.error().message);
  // Most zones of a large server have never changed since their image was made: no look into the
  // log.
  if (loaded.history_octets != 0) {
    auto tail = read_tail(connection, loaded.zone.settings.id, image.version,
                          history_octets_max(contents->body_octets()));
    if (!tail) return std::unexpected(tail.error());
    auto& differences = tail->differences;
    if (!connects(differences)) return base::failure("the change log does not connect");
    if (tail->pending != 0) {
      const std::span pending(differences.end() - static_cast<std::ptrdiff_t>(tail->pending),
                              differences.end());
      if (pending.front()->from() != contents->serial()) {
        return base::failure("the change log does not start at the image");
      }
      contents = zone::revise(*contents, *net_difference(pending));
    }
    differences.erase(differences.begin(),
                      differences.end() - static_cast<std::ptrdiff_t>(tail->history));
    differences.shrink_to_fit();
    loaded.zone.history = std::move(differences);
    if (!loaded.zone.history.empty() && loaded.zone.history.back()->to() != contents->serial()) {
      return base::failure("history does not end at the contents");
    }
  }
  if (contents->serial() != serial) {
    return base::failure(fmt::format("contents have serial {}, committed was {}",
                                     contents->serial().value(), serial.value()));
  }
  loaded.zone.contents = std::make_shared<const zone::ZoneVersion>(std::move(*contents));
  return loaded;
}

std::unexpected<base::Error> unreadable(const Query& row, const base::Error& error) {
  return base::failure(fmt::format("zone {} (id {}) cannot be read from the store: {}", row.text(1),
                                   row.number(0), error.message));
}

}  // namespace

base::Result<void> read_zones(Connection& connection, ZoneId after, ZoneId last,
                              const std::function<std::size_t(std::uint64_t)>& history_octets_max,
                              const std::function<void(LoadedZone)>& receive) {
  const SqlSnapshot snapshot(connection);
  SettingsReader settings;
  auto row = connection.query(zone_range);
  row.bind(after, last);
  while (row.next()) {
    auto loaded = read_row(connection, row, settings, history_octets_max);
    if (!loaded) return unreadable(row, loaded.error());
    receive(std::move(*loaded));
  }
  return {};
}

base::Result<std::optional<LoadedZone>> read_zone(Connection& connection, ZoneId zone) {
  const SqlSnapshot snapshot(connection);
  SettingsReader settings;
  auto row = connection.query(one_zone);
  row.bind(zone);
  if (!row.next()) return std::nullopt;
  auto loaded = read_row(connection, row, settings, [](std::uint64_t) { return std::size_t{0}; });
  if (!loaded) return unreadable(row, loaded.error());
  return std::move(*loaded);
}

}  // namespace zonecast::store
