// SPDX-License-Identifier: GPL-3.0-or-later
//
// The file has a line for each session:
//   digest TAB id TAB actor TAB name TAB address TAB created TAB seen TAB agent
// times in milliseconds since 1970. It is written whole, beside, and put in place at once.
#include "session/session_registry.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/file_descriptor.h"

namespace zonecast::session {
namespace {

constexpr std::size_t token_octets = 32;
constexpr std::size_t id_octets = 8;
constexpr std::size_t agent_octets_max = 300;
constexpr std::size_t columns = 8;
// How old the times of last use in the file may be.
constexpr std::chrono::minutes seen_accuracy{5};

std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return text;
}

std::optional<base::WallTime> time_of(std::string_view text) {
  std::int64_t milliseconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), milliseconds);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return base::WallTime(std::chrono::milliseconds(milliseconds));
}

std::string line_of(const std::string& digest, const Session& session) {
  std::string line = digest;
  for (const auto& part :
       {session.id, session.principal.actor, session.principal.name, session.address,
        std::to_string(session.created.time_since_epoch().count()),
        std::to_string(session.seen.time_since_epoch().count()), session.agent}) {
    line += '\t';
    line += part;
  }
  return line += '\n';
}

std::optional<std::pair<std::string, Session>> session_of(std::string_view line) {
  std::array<std::string, columns> parts;
  for (std::size_t i = 0; i < columns; ++i) {
    const auto tab = line.find('\t');
    if ((tab == std::string_view::npos) != (i + 1 == columns)) return std::nullopt;
    parts[i] = line.substr(0, tab);
    line.remove_prefix(std::min(line.size(), parts[i].size() + 1));
  }
  const auto created = time_of(parts[5]);
  const auto seen = time_of(parts[6]);
  if (!created || !seen) return std::nullopt;
  return std::pair{parts[0],
                   Session{parts[1], {parts[2], parts[3]}, parts[4], parts[7], *created, *seen}};
}

}  // namespace

std::string digest_of(std::string_view text) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const int done =
      EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  ZC_ASSERT(done == 1);
  return base::to_hex({digest.data(), size});
}

std::string csrf_token_of(std::string_view token) {
  return digest_of("csrf " + std::string(token)).substr(0, 32);
}

SessionRegistry::SessionRegistry(const base::Clock& clock, base::Random& random, base::Log& log,
                                 std::string file, SessionLimits limits)
    : clock_(clock), random_(random), log_(log), file_(std::move(file)), limits_(limits) {
  read();
}

OpenedSession SessionRegistry::open(Principal principal, std::string address, std::string agent) {
  const std::lock_guard lock(mutex_);
  forget_expired();
  if (sessions_.size() >= limits_.sessions_max) {
    sessions_.erase(std::ranges::min_element(sessions_, {},
                                             [](const auto& entry) { return entry.second.seen; }));
  }
  std::array<std::uint8_t, token_octets> octets{};
  random_.fill(octets);
  std::array<std::uint8_t, id_octets> id{};
  random_.fill(id);
  agent.resize(std::min(agent.size(), agent_octets_max));
  OpenedSession opened;
  opened.token = base::to_hex(octets);
  opened.session = {base::to_hex(id),
                    {one_line(principal.actor), one_line(principal.name)},
                    one_line(std::move(address)),
                    one_line(std::move(agent)),
                    clock_.wall(),
                    clock_.wall()};
  sessions_[digest_of(opened.token)] = opened.session;
  write();
  return opened;
}

std::optional<Session> SessionRegistry::use(std::string_view token, Use use) {
  const auto digest = digest_of(token);
  const std::lock_guard lock(mutex_);
  forget_expired();
  const auto found = sessions_.find(digest);
  if (found == sessions_.end()) return std::nullopt;
  if (use == Use::in_background) return found->second;
  found->second.seen = clock_.wall();
  if (clock_.wall() - written_ >= seen_accuracy) write();
  return found->second;
}

std::string SessionRegistry::id_of(std::string_view token) {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(digest_of(token));
  return found == sessions_.end() ? std::string() : found->second.id;
}

bool SessionRegistry::end(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto ended =
      std::erase_if(sessions_, [&](const auto& entry) { return entry.second.id == id; });
  if (ended > 0) write();
  return ended > 0;
}

void SessionRegistry::end_all_of(std::string_view actor) {
  const std::lock_guard lock(mutex_);
  if (std::erase_if(sessions_,
                    [&](const auto& entry) { return entry.second.principal.actor == actor; }) > 0) {
    write();
  }
}

std::vector<Session> SessionRegistry::list() {
  const std::lock_guard lock(mutex_);
  forget_expired();
  std::vector<Session> out;
  for (const auto& [digest, session] : sessions_) out.push_back(session);
  std::ranges::sort(out, std::greater<>(), &Session::created);
  return out;
}

base::WallTime SessionRegistry::expiry_of(const Session& session) const {
  return std::min<base::WallTime>(session.seen + limits_.idle, end_of(session));
}

void SessionRegistry::forget_expired() {
  const auto now = clock_.wall();
  std::erase_if(sessions_, [&](const auto& entry) { return expiry_of(entry.second) <= now; });
}

void SessionRegistry::read() {
  if (file_.empty()) return;
  std::ifstream file(file_);
  for (std::string line; std::getline(file, line);) {
    auto session = session_of(line);
    if (!session) {
      log_.warning("sessions not kept", {{"file", file_}, {"reason", "a line cannot be read"}});
      sessions_.clear();
      return;
    }
    sessions_.insert(*std::move(session));
  }
  written_ = clock_.wall();
  forget_expired();
}

void SessionRegistry::write() {
  written_ = clock_.wall();
  if (file_.empty()) return;
  std::string text;
  for (const auto& [digest, session] : sessions_) text += line_of(digest, session);
  const auto beside = file_ + ".new";
  const base::FileDescriptor out(
      ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!out || ::write(out.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      std::rename(beside.c_str(), file_.c_str()) != 0) {
    log_.warning("sessions not kept", {{"file", file_}, {"reason", std::strerror(errno)}});
  }
}

}  // namespace zonecast::session
