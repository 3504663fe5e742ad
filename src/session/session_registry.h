// SPDX-License-Identifier: GPL-3.0-or-later
// Who is signed in to the console. A session is known by a token that only the browser keeps; here
// and on disk there is only its digest, so that neither a copy of the file nor of the memory signs
// anybody in.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"

namespace zonecast::session {

/// For whom a session speaks.
struct Principal {
  std::string actor;  // as the API names callers: "admin", "apikey:5e9f…"
  std::string name;   // as people do
  friend bool operator==(const Principal&, const Principal&) = default;
};

struct Session {
  std::string id;  // to name it with; no secret
  Principal principal;
  std::string address, agent;  // from where it was opened
  base::WallTime created{}, seen{};
};

struct OpenedSession {
  std::string token;  // the cookie's value
  Session session;
};

struct SessionLimits {
  std::chrono::seconds idle = std::chrono::minutes(30);
  std::chrono::seconds absolute = std::chrono::hours(12);
  std::size_t sessions_max = 1000;  // the one unused longest goes first
};

/// Whether somebody did something, or the page only asks again what it shows: that is no use, else
/// a page left open would keep its session alive.
enum class Use { by_person, in_background };

/// Thread-safe.
class SessionRegistry {
 public:
  /// `file` keeps sessions over a restart; empty keeps none. One that cannot be read is begun anew,
  /// which signs everybody out and hurts nobody.
  SessionRegistry(const base::Clock& clock, base::Random& random, base::Log& log, std::string file,
                  SessionLimits limits = {});

  OpenedSession open(Principal principal, std::string address, std::string agent);
  /// The session of a token; use by a person marks it as seen.
  std::optional<Session> use(std::string_view token, Use use = Use::by_person);
  /// The id of a token's session, without marking it as seen; empty when there is none.
  std::string id_of(std::string_view token);
  /// True when there was one.
  bool end(std::string_view id);
  void end_all_of(std::string_view actor);
  std::vector<Session> list();
  const SessionLimits& limits() const { return limits_; }
  /// When it ends if it is not used any more.
  base::WallTime expiry_of(const Session& session) const;
  /// When it ends in any case.
  base::WallTime end_of(const Session& session) const { return session.created + limits_.absolute; }

 private:
  using ByDigest = std::map<std::string, Session, std::less<>>;
  void forget_expired();
  void read();
  void write();

  const base::Clock& clock_;
  base::Random& random_;
  base::Log& log_;
  const std::string file_;
  const SessionLimits limits_;
  std::mutex mutex_;
  ByDigest sessions_;
  base::WallTime written_{};
};

/// What a page must send along with each change: known to whoever could read the answer that told
/// it, which a page of another site could not.
std::string csrf_token_of(std::string_view token);

/// 64 hex digits of SHA-256.
std::string digest_of(std::string_view text);

}  // namespace zonecast::session
