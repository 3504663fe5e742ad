// SPDX-License-Identifier: GPL-3.0-or-later
// Configuration objects of one kind, as the model has them. Creating, changing and deleting go the
// same steps for every kind; its own rules come in between.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "control/config_service.h"

namespace zonecast::control {

/// An object and the position of the commit that wrote it.
template <typename Object>
struct Versioned {
  Object object;
  store::Position version = 0;
};

/// Its tag, by which preconditions tell its states apart.
inline std::string version_tag(store::Position version) { return std::to_string(version); }

/// What NS1's clients are told.
inline std::unexpected<Problem> no_such_object() {
  return problem(ProblemKind::not_found, "Resource not found");
}
inline std::unexpected<Problem> object_exists() {
  return problem(ProblemKind::conflict, "conflicts with existing resource");
}
/// 409 with the users: "ACL office is used by view inside, zone example.org". `users` is not empty.
std::unexpected<Problem> object_in_use(std::string_view what,
                                       const std::vector<std::string>& users);
/// 400 with every field that is wrong.
std::unexpected<Problem> invalid_fields(std::vector<FieldProblem> fields);

/// Renders the answer to keep under the request's Idempotency-Key.
template <typename Object>
using RenderObject = std::function<std::string(const Versioned<Object>&)>;

/// Thread-safe; calls that change block on the disk. What a rule is given belongs to the writer's
/// thread.
template <typename Object>
class ConfigKind {
 public:
  struct Codec {
    std::string_view kind;
    std::string (*to_json)(const Object&);
    base::Result<Object> (*from_json)(std::string_view id, std::string_view text);
  };
  /// Checks and completes the object; may add to what is written with it.
  using Rule = std::function<Result<void>(Object&, Heads&, ConfigChange&)>;

  ConfigKind(const base::Clock& clock, ConfigService& configs, Codec codec)
      : clock_(clock), configs_(configs), codec_(codec) {}

  /// By id, ascending.
  std::vector<Versioned<Object>> list() const {
    std::vector<Versioned<Object>> out;
    for (const auto& ref : configs_.directory().list(codec_.kind)) out.push_back(read(ref));
    return out;
  }
  Result<Versioned<Object>> get(const std::string& id) const {
    const auto ref = configs_.directory().find(codec_.kind, id);
    if (!ref) return no_such_object();
    return read(ref);
  }
  /// As the commands before leave them.
  std::vector<Object> list(const Heads& heads) const {
    std::vector<Object> out;
    for (const auto& ref : heads.configs(codec_.kind)) out.push_back(read(ref).object);
    return out;
  }
  std::optional<Object> find(const Heads& heads, const std::string& id) const {
    const auto ref = heads.config(codec_.kind, id);
    if (!ref) return std::nullopt;
    return read(ref).object;
  }

  Result<Versioned<Object>> create(const std::string& id, const Object& made,
                                   const Request& request, const RenderObject<Object>& render,
                                   const Rule& rule) {
    return create(
        [&](Heads&, Object& object) {
          object = made;
          return id;
        },
        request, render, rule);
  }
  /// `begin` makes the object and gives its id, which may hang on those that are there.
  Result<Versioned<Object>> create(const std::function<std::string(Heads&, Object&)>& begin,
                                   const Request& request, const RenderObject<Object>& render,
                                   const Rule& rule) {
    Versioned<Object> made;
    auto done = configs_.change(request, [&](Heads& heads) -> Result<std::optional<ConfigChange>> {
      const auto id = begin(heads, made.object);
      const auto there = heads.config(codec_.kind, id);
      if (auto met = meets(request, there); !met) return std::unexpected(std::move(met.error()));
      if (there) return object_exists();
      made.object.created_at = clock_.unix_seconds();
      return written(heads, id, made, request, render, rule);
    });
    if (!done) return std::unexpected(std::move(done.error()));
    return made;
  }

  Result<Versioned<Object>> update(const std::string& id, const Request& request,
                                   const RenderObject<Object>& render, const Rule& rule) {
    Versioned<Object> now;
    auto done = configs_.change(request, [&](Heads& heads) -> Result<std::optional<ConfigChange>> {
      const auto there = heads.config(codec_.kind, id);
      if (auto met = meets(request, there); !met) return std::unexpected(std::move(met.error()));
      if (!there) return no_such_object();
      const auto before = read(there);
      now = before;
      auto change = written(heads, id, now, request, render, rule);
      if (!change) return std::unexpected(std::move(change.error()));
      auto compared = now.object;
      compared.updated_at = before.object.updated_at;
      // Nothing has changed: no commit, no new version.
      if (compared == before.object && (*change)->puts.size() == 1 && (*change)->keys.empty() &&
          request.request_id.empty()) {
        now = before;
        return std::optional<ConfigChange>{};
      }
      return change;
    });
    if (!done) return std::unexpected(std::move(done.error()));
    return now;
  }

  /// `rule` refuses what is in use.
  Result<void> remove(const std::string& id, const Request& request, const Rule& rule) {
    auto done = configs_.change(request, [&](Heads& heads) -> Result<std::optional<ConfigChange>> {
      const auto there = heads.config(codec_.kind, id);
      if (auto met = meets(request, there); !met) return std::unexpected(std::move(met.error()));
      if (!there) return no_such_object();
      auto object = read(there).object;
      ConfigChange change;
      if (auto allowed = rule(object, heads, change); !allowed)
        return std::unexpected(std::move(allowed.error()));
      change.puts.push_back({std::string(codec_.kind), id, {}});
      return change;
    });
    if (!done) return std::unexpected(std::move(done.error()));
    return {};
  }

  /// For a change that another service makes.
  store::PutConfig put(const std::string& id, const Object& object) const {
    return {std::string(codec_.kind), id, codec_.to_json(object)};
  }

 private:
  Versioned<Object> read(const ConfigRef& ref) const {
    auto object = codec_.from_json(ref->id, ref->body);
    // Read when the server started, and written by nobody but us since.
    ZC_ASSERT(object);
    return {std::move(*object), ref->version};
  }

  static Result<void> meets(const Request& request, const ConfigRef& there) {
    return request.precondition.check(there ? std::optional(version_tag(there->version))
                                            : std::nullopt);
  }

  Result<std::optional<ConfigChange>> written(Heads& heads, const std::string& id,
                                              Versioned<Object>& object, const Request& request,
                                              const RenderObject<Object>& render,
                                              const Rule& rule) const {
    ConfigChange change;
    if (auto allowed = rule(object.object, heads, change); !allowed)
      return std::unexpected(std::move(allowed.error()));
    object.object.updated_at = clock_.unix_seconds();
    object.version = heads.position();
    change.puts.push_back(put(id, object.object));
    if (!request.request_id.empty() && render) change.result = render(object);
    return change;
  }

  const base::Clock& clock_;
  ConfigService& configs_;
  Codec codec_;
};

}  // namespace zonecast::control
