// SPDX-License-Identifier: GPL-3.0-or-later
// The wiring: parts from the most general to the most particular, each given what it depends on.
#include "app/serve.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <thread>

#include "api/api.h"
#include "app/admin_key.h"
#include "app/front_door.h"
#include "app/metrics_text.h"
#include "base/allocator.h"
#include "control/access_publisher.h"
#include "control/account_service.h"
#include "control/activity_service.h"
#include "control/copy_service.h"
#include "control/derived_keeper.h"
#include "control/history_service.h"
#include "control/import_service.h"
#include "control/jobs.h"
#include "control/key_rolls.h"
#include "control/last_accesses.h"
#include "control/published_access.h"
#include "control/query_statistics.h"
#include "control/replication_service.h"
#include "control/start_up.h"
#include "control/upkeep.h"
#include "control/zone_links.h"
#include "control/zone_service.h"
#include "server/server.h"
#include "store/store.h"

namespace zonecast::app {

namespace {

/// SIGTERM and SIGINT, blocked in every thread made from here on; wait() takes the first.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
  }
  int wait() {
    int number = 0;
    while (::sigwait(&set_, &number) != 0) {
    }
    return number;
  }

 private:
  sigset_t set_;
};

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

base::Result<void> ensure_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0) return {};
  struct stat status{};
  if (errno == EEXIST && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return {};
  return base::failure("data directory " + path + ": " +
                       std::strerror(errno == EEXIST ? ENOTDIR : errno));
}

notify::NotifierSettings notifier_settings(const Config& config) {
  notify::NotifierSettings out;
  out.policy = config.notify;
  for (const auto& listen : config.dns) {
    if (listen.address.is_unspecified()) continue;
    auto& source = listen.address.is_v4() ? out.source_v4 : out.source_v6;
    if (!source) source = listen.address;
  }
  return out;
}

base::Result<http::HttpServerSettings> http_settings(const Config& config) {
  http::HttpServerSettings out;
  out.listen = config.api;
  out.listen_tls = config.api_tls;
  if (config.api_tls.empty()) return out;
  if (!config.tls_certificate.empty()) {
    out.tls = http::TlsSettings{config.tls_certificate, config.tls_key};
    return out;
  }
  out.tls =
      http::TlsSettings{config.data_directory + "/tls.crt", config.data_directory + "/tls.key"};
  if (const auto made = http::ensure_self_signed(*out.tls, {}); !made)
    return std::unexpected(made.error());
  return out;
}

store::EmbeddedStoreSettings store_settings(const Config& config) {
  store::EmbeddedStoreSettings out;
  out.directory = config.data_directory;
  out.secrets_key_file = config.secrets_key_file;
  out.history = config.history;
  out.activity_kept_s = std::int64_t{config.activity_kept_days} * 24 * 60 * 60;
  return out;
}

std::string joined(const std::vector<base::SocketAddress>& addresses, const char* scheme) {
  std::string out;
  for (const auto& address : addresses) {
    if (!out.empty()) out += ',';
    out += scheme;
    out += address.to_text();
  }
  return out;
}

std::string first_of(const std::string& list) { return list.substr(0, list.find(',')); }

}  // namespace

base::Result<void> serve(const Config& config, const std::string& version) {
  base::set_up_allocator();
  StopSignals signals;
  raise_descriptor_limit();
  if (auto made = ensure_directory(config.data_directory); !made) return made;

  const base::SystemClock clock;
  base::SystemRandom random;
  base::Log log(config.log_level);
  std::error_code unreadable;
  const bool is_fresh = std::filesystem::is_empty(config.data_directory, unreadable);
  const auto key = admin_key(config.data_directory, random);
  if (!key) return std::unexpected(key.error());

  const auto opened = store::open_embedded_store(store_settings(config), clock, log);
  if (!opened) return std::unexpected(opened.error());
  auto& store = **opened;

  publication::ZoneTable zone_table;
  publication::Publisher publisher(zone_table);
  access::KeyRing keys;
  access::PublishedViews views;
  secondaries::StatusBoard board;
  notify::Notifier notifier(clock, random, log, keys, board, notifier_settings(config));
  board.on_fetch(
      [&](const secondaries::Pair& pair, dns::Serial serial) { notifier.fetched(pair, serial); });

  control::ZoneDirectory directory;
  control::ConfigDirectory configs;
  control::CommitFollower follower(directory, configs, publisher, keys, notifier);
  control::AccessPublisher access_publisher(configs, views, notifier, log);
  follower.watch_configs([&](const std::set<std::string>& kinds) {
    access_publisher.configs_changed(kinds);
    if (kinds.contains(control::roll_kind)) keys.set_partners(control::key_partners(configs));
  });
  const control::PublishedAccess access(directory, zone_table, keys, views);
  control::Committer committer(store, directory, configs, follower, notifier, log);
  control::ZoneService zones(clock, random, directory, configs, committer, store, views,
                             config.zones);
  control::ImportService imports(clock, zones, directory, committer);
  control::HistoryService histories(clock, directory, committer, store);
  control::CopyService copies(clock, directory, committer, store);
  control::Jobs jobs(clock, log, static_cast<std::uint32_t>(random.u64()));
  control::ZoneLinks zone_links(directory, imports, log);
  follower.watch_zones([&](const control::ZoneHeadRef& before, const control::ZoneHeadRef& after) {
    zone_links.zone_committed(before, after);
  });
  const alias::Resolver resolver(random, config.alias);
  control::DerivedKeeper derived(clock, directory, configs, committer, resolver, log);
  follower.watch_zones([&](const control::ZoneHeadRef& before, const control::ZoneHeadRef& after) {
    derived.zone_committed(before, after);
  });
  follower.watch_configs(
      [&](const std::set<std::string>& kinds) { derived.configs_changed(kinds); });
  zones.tell_failures([&](const std::string& id) { return derived.failure(id); });
  control::ConfigService config_service(clock, configs, committer);
  control::TsigKeys tsig_keys(clock, random, directory, config_service, keys, notifier, store);
  control::Acls acls(clock, config_service);
  control::Views view_service(clock, config_service);
  control::Networks networks(clock, config_service);
  control::KeyRolls key_rolls(clock, random, directory, config_service, committer, keys, board);
  control::QueryStatistics statistics(clock);
  follower.watch_zones([&](const control::ZoneHeadRef& before, const control::ZoneHeadRef& after) {
    if (!after && before) statistics.forget(before->settings->id);
  });
  control::ReplicationService replication(directory, notifier, board);
  control::Upkeep upkeep(store, notifier, log);

  control::ApiKeyTable api_keys(clock);
  control::AccountService accounts(clock, random, config_service, api_keys);
  control::ActivityService activity(clock, store, log);
  follower.watch_configs([&](const std::set<std::string>& kinds) {
    if (kinds.contains("apikey") || kinds.contains("team")) api_keys.read(configs);
  });
  upkeep.also([&] { control::store_last_accesses(api_keys, store, log); });

  server::ServerSettings server_settings;
  server_settings.listen = config.dns;
  server_settings.threads = config.dns_threads != 0
                                ? config.dns_threads
                                : std::max(1U, std::thread::hardware_concurrency());
  server::Server server(clock, log, zone_table, keys, views, board, server_settings);

  std::atomic<bool> is_ready{false};
  const api::AdminKey admin(*key);
  const api::ApiKeys key_holders(api_keys);
  session::SessionRegistry sessions(clock, random, log, config.data_directory + "/sessions",
                                    config.sessions);
  session::OneTimeTokens one_time_tokens(clock, random);
  session::SignInDelay sign_in_delay(clock);
  const api::SessionCookie cookie(sessions, {&admin, &key_holders});
  api::SignIn sign_in(clock, log, activity, sessions, one_time_tokens, sign_in_delay, cookie,
                      {&admin, &key_holders});
  const auto console = console::Console::open();
  if (!console) return std::unexpected(console.error());

  const auto started_at = clock.wall();
  std::atomic<const http::HttpServer*> http_listeners{nullptr};
  const auto facts = [&] {
    api::ServerFacts out{version, started_at, {}, {}, {}, {}};
    if (is_ready) out.dns = server.addresses();
    if (const auto* listeners = http_listeners.load()) {
      out.api = listeners->addresses();
      out.api_tls = listeners->tls_addresses();
    }
    const auto sources = notifier_settings(config);
    for (const auto& source : {sources.source_v4, sources.source_v6}) {
      if (source) out.notify_sources.push_back(*source);
    }
    return out;
  };

  api::Api api(
      log, {{&admin, &key_holders, &cookie}, version, facts},
      {zones,
       imports,
       replication,
       access,
       histories,
       copies,
       jobs,
       accounts,
       activity,
       {tsig_keys, acls, view_service, networks, key_rolls},
       statistics},
      [&] { return is_ready.load(); },
      [&] { return metrics_text(server.totals(), notifier.totals(), zone_table, store); });
  auto settings = http_settings(config);
  if (!settings) return std::unexpected(settings.error());
  FrontDoor front_door([&](const http::Request& request) { return api.handle(request); },
                       [&](const http::Request& request) { return api.stream(request); }, sign_in,
                       cookie, *console);
  http::HttpServer http(
      log, std::move(*settings),
      [&](const http::Request& request) { return front_door.handle(request); },
      [&](const http::Request& request) { return front_door.stream(request); });

  // /healthz answers 503 while zones are read; no secondary is told REFUSED meanwhile, since DNS
  // opens last.
  if (auto started = http.start(); !started) return started;
  auto http_addresses = http.addresses();
  for (const auto& address : http.tls_addresses()) http_addresses.push_back(address);
  http_listeners = &http;
  front_door.answers_to(http::HostNames(http_addresses, config.names));
  const auto begin = clock.monotonic();
  if (auto read = control::publish_stored(store, follower); !read) return read;
  if (auto read = control::read_last_accesses(api_keys, store); !read) return read;
  if (auto started = server.start(); !started) return started;
  committer.start();
  if (auto started = notifier.start(); !started) return started;
  upkeep.start();
  zone_links.start();
  derived.start();
  jobs.start();
  statistics.start([&] {
    const auto taken = server.take_queries();
    return std::vector<std::pair<std::uint64_t, std::uint64_t>>(taken.begin(), taken.end());
  });
  is_ready = true;

  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(clock.monotonic() - begin);
  log.info("started",
           {{"version", version}, {"zones", zone_table.size()}, {"load_ms", took.count()}});
  auto api_urls = joined(http.addresses(), "http://");
  const auto tls_urls = joined(http.tls_addresses(), "https://");
  if (!api_urls.empty() && !tls_urls.empty()) api_urls += ',';
  std::fprintf(stderr, "ready dns=%s api=%s%s\n", joined(server.addresses(), "").c_str(),
               api_urls.c_str(), tls_urls.c_str());
  if (is_fresh) {
    std::fprintf(stderr, "console %s/#token=%s signs in once, within 15 minutes\n",
                 first_of(tls_urls.empty() ? api_urls : tls_urls).c_str(),
                 one_time_tokens.issue({"admin", "admin key"}).c_str());
  }

  const int number = signals.wait();
  log.info("stopping", {{"signal", number == SIGTERM ? "SIGTERM" : "SIGINT"}});
  is_ready = false;
  http.stop();
  zone_links.stop();
  derived.stop();
  jobs.stop();
  statistics.stop();
  committer.stop();
  server.stop();
  notifier.stop();
  upkeep.stop();
  return {};
}

}  // namespace zonecast::app
