// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/changes.h"

#include "api/answer.h"
#include "api/v1/jobs.h"
#include "api/v1/preview.h"
#include "api/v1/record_json.h"
#include "api/v1/zones.h"

namespace zonecast::api::v1 {
namespace {

using control::BatchItem;

void read_owner_and_type(const Services& services, const control::ZoneState& zone,
                         const json::Fields& item, control::RecordDraft& draft) {
  if (const auto domain = item.string("domain")) {
    const auto owner = services.zones.owner_from_text(zone, *domain);
    if (owner) {
      draft.owner = *owner;
    } else {
      item.wrong("domain", "invalid_name", owner.error().message);
    }
  } else if (item.find("domain") == nullptr) {
    item.wrong("domain", "required", "Must be given");
  }
  if (const auto text = item.string("type")) {
    const auto type = writable_type(*text);
    if (type) {
      draft.type = *type;
    } else {
      item.wrong("type", "unsupported_type", type.error().message);
    }
  } else if (item.find("type") == nullptr) {
    item.wrong("type", "required", "Must be given");
  }
}

BatchItem read_item(const Services& services, const control::ZoneState& zone,
                    const json::Fields& fields) {
  BatchItem item;
  const auto op = fields.string("op");
  if (op == "delete") {
    item.op = BatchItem::Op::remove;
  } else if (op && *op != "put") {
    fields.wrong("op", "unknown_op", "Must be put or delete");
  } else if (fields.find("op") == nullptr) {
    fields.wrong("op", "required", "Must be put or delete");
  }
  const std::size_t wrong_before = fields.problems().size();
  read_owner_and_type(services, zone, fields, item.record);
  // Without its type an answer cannot be read.
  if (item.op == BatchItem::Op::put && fields.problems().size() == wrong_before) {
    read_record(fields, item.record);
    require_answers(fields, item.record);
  }
  return item;
}

std::vector<BatchItem> read_items(const Services& services, const control::ZoneState& zone,
                                  const json::Fields& body) {
  std::vector<BatchItem> items;
  const auto* records = body.array("records");
  if (records == nullptr) {
    if (body.find("records") == nullptr) body.wrong("records", "required", "Must be given");
    return items;
  }
  if (records->size() > batch_records_max) {
    body.wrong("records", "too_many",
               "At most " + std::to_string(batch_records_max) + " records in one change");
    return items;
  }
  items.reserve(records->size());
  for (std::size_t i = 0; i < records->size(); ++i) {
    const std::string path = json::path_of(body.path("records"), i);
    const auto* members = (*records)[i].object();
    if (members == nullptr) {
      body.problems().add(path, "wrong_type",
                          "Must be an object, not " + std::string((*records)[i].kind()));
      continue;
    }
    items.push_back(read_item(services, zone, json::Fields(*members, path, body.problems())));
  }
  return items;
}

}  // namespace

std::string change_text(const control::Change& change) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("id", change.id).member("zone", change.zone);
  writer.member("serial", change.serial.value()).member("added", change.added);
  writer.member("deleted", change.deleted).end_object();
  return out;
}

http::Response change_records(const Services& services, const http::Request& request,
                              const Route& route) {
  const auto zone = services.zones.get(route.zone);
  if (!zone) return problem_answer(zone.error());
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  const auto items = read_items(services, *zone, body);
  const auto comment = body.string("comment").value_or("");
  if (!problems.empty()) return problem_answer(problems.take());
  for (const auto& item : items) {
    const auto denied = services.denial({model::Right::manage_zones, model::Extent::record,
                                         route.zone, item.record.owner, item.record.type});
    if (denied) return problem_answer(*denied);
  }

  auto asked = requester(services, request, comment);
  asked.render = [](const control::RequestOutcome& outcome) { return change_text(outcome.change); };
  if (is_async(request)) {
    asked.render = nullptr;
    return answer_with_job(services, "changes",
                           [zones = &services.zones, name = route.zone, items,
                            asked](control::JobRun& run) -> control::Result<std::string> {
                             run.expect(items.size());
                             const auto change = zones->change(name, items, asked);
                             if (!change) return std::unexpected(change.error());
                             run.advance(items.size());
                             return change_text(*change);
                           });
  }
  const auto change = services.zones.change(route.zone, items, asked);
  if (change && asked.preview) return preview_answer(*asked.preview);
  return change ? json_answer(change_text(*change))
                : refused_change(services, request, route.zone, change.error());
}

}  // namespace zonecast::api::v1
