// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <optional>
#include <string_view>

#include <CLI/CLI.hpp>

#include "app/serve.h"
#include "cli/cli.h"
#include "cli/usage_error.h"

namespace {

using zonecast::app::Config;

struct ServeOptions {
  std::string config_file, data;
  std::vector<std::string> dns, api, api_tls;
  std::string tls_certificate, tls_key, secrets_key, log_level;
  bool insecure_http = false;
};

int wrong(const std::string& message, int code) {
  std::fprintf(stderr, "zonecast: %s\n", message.c_str());
  return code;
}

/// The first address that cannot be read is the error.
zonecast::base::Result<void> override_addresses(const char* option,
                                                const std::vector<std::string>& texts,
                                                std::vector<zonecast::base::SocketAddress>& out) {
  if (!texts.empty()) out.clear();
  for (const auto& text : texts) {
    const auto address = zonecast::base::SocketAddress::parse(text);
    if (!address) {
      return zonecast::base::failure(std::string(option) + " " + text +
                                     ": not ADDRESS:PORT (IPv6 as [::1]:5300)");
    }
    out.push_back(*address);
  }
  return {};
}

int run_server(const ServeOptions& options) {
  using zonecast::cli::failed;
  using zonecast::cli::wrong_usage;
  Config config;
  if (!options.config_file.empty()) {
    auto read = zonecast::app::read_config(options.config_file);
    if (!read) return wrong(read.error().message, failed);
    config = std::move(*read);
  }
  if (!options.data.empty()) config.data_directory = options.data;
  if (!options.tls_certificate.empty()) config.tls_certificate = options.tls_certificate;
  if (!options.tls_key.empty()) config.tls_key = options.tls_key;
  if (!options.secrets_key.empty()) config.secrets_key_file = options.secrets_key;
  if (options.insecure_http) config.insecure_http = true;
  using Level = zonecast::base::LogLevel;
  if (options.log_level == "debug") config.log_level = Level::debug;
  if (options.log_level == "info") config.log_level = Level::info;
  if (options.log_level == "warning") config.log_level = Level::warning;
  if (options.log_level == "error") config.log_level = Level::error;
  for (const auto& overridden : {override_addresses("--dns", options.dns, config.dns),
                                 override_addresses("--api", options.api, config.api),
                                 override_addresses("--api-tls", options.api_tls, config.api_tls),
                                 zonecast::app::check_config(config)}) {
    if (!overridden) return wrong(overridden.error().message, wrong_usage);
  }
  const auto served = zonecast::app::serve(config, ZC_VERSION);
  return served ? 0 : wrong(served.error().message, failed);
}

/// What to serve with, or nothing when that was not asked for: then the exit code is set.
std::optional<ServeOptions> parse(int argc, char** argv, int& exit_code) {
  CLI::App app("zonecast: an authoritative DNS primary that shows what its secondaries have.",
               "zonecast");
  app.set_version_flag("--version", "zonecast " ZC_VERSION);
  app.require_subcommand(1);
  app.failure_message(zonecast::cli::usage_error);

  ServeOptions options;
  auto* serve = app.add_subcommand("serve", "Run the server");
  serve->add_option("--config", options.config_file, "TOML file; options given beside it win")
      ->type_name("FILE");
  serve->add_option("--data", options.data, "Data directory, made when absent")->type_name("DIR");
  serve
      ->add_option("--dns", options.dns,
                   "Answer DNS here, UDP and TCP; may repeat; port 0 takes a free one")
      ->type_name("ADDR:PORT")
      ->take_all();
  serve->add_option("--api", options.api, "REST API over HTTP; may repeat")
      ->type_name("ADDR:PORT")
      ->take_all();
  serve->add_option("--api-tls", options.api_tls, "REST API over HTTPS; may repeat")
      ->type_name("ADDR:PORT")
      ->take_all();
  serve
      ->add_option("--tls-cert", options.tls_certificate,
                   "PEM chain; without it a self-signed one is made")
      ->type_name("FILE");
  serve->add_option("--tls-key", options.tls_key, "PEM private key")->type_name("FILE");
  serve
      ->add_option("--secrets-key", options.secrets_key,
                   "Key that TSIG secrets are sealed with, made when absent (DIR/secrets.key)")
      ->type_name("FILE");
  serve->add_option("--log-level", options.log_level, "How much is logged")
      ->check(CLI::IsMember({"debug", "info", "warning", "error"}));
  serve->add_flag("--insecure-http", options.insecure_http,
                  "Allow --api beyond loopback without TLS");

  // A server has no use for the client's options, which are many.
  if (argc < 2 || std::string_view(argv[1]) != "serve") zonecast::cli::add_commands(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    exit_code = app.exit(error) == 0 ? 0 : zonecast::cli::wrong_usage;
    return std::nullopt;
  }
  return serve->parsed() ? std::optional(options) : std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  int exit_code = 0;
  const auto options = parse(argc, argv, exit_code);
  return options ? run_server(*options) : exit_code;
}
