// SPDX-License-Identifier: GPL-3.0-or-later
// Decisions are logged once, where they are made: one event name, fields beside it.
#pragma once

#include <concepts>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

namespace zonecast::base {

/// One member of a log line. Never give it a secret.
struct LogField {
  std::string_view name;
  std::string value;

  LogField(std::string_view n, std::string v) : name(n), value(std::move(v)) {}
  LogField(std::string_view n, std::string_view v) : name(n), value(v) {}
  LogField(std::string_view n, const char* v) : name(n), value(v) {}
  LogField(std::string_view n, bool v) : name(n), value(v ? "true" : "false") {}
  template <std::integral N>
    requires(!std::same_as<N, bool>)
  LogField(std::string_view n, N v) : name(n), value(std::to_string(v)) {}
};

enum class LogLevel { debug, info, warning, error, off };

/// Thread-safe. Writes to standard error: time, level, event, name=value….
class Log {
 public:
  explicit Log(LogLevel least = LogLevel::info);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  using Fields = std::initializer_list<LogField>;
  void debug(std::string_view event, Fields fields = {}) { write(LogLevel::debug, event, fields); }
  void info(std::string_view event, Fields fields = {}) { write(LogLevel::info, event, fields); }
  void warning(std::string_view event, Fields fields = {}) {
    write(LogLevel::warning, event, fields);
  }
  void error(std::string_view event, Fields fields = {}) { write(LogLevel::error, event, fields); }
  bool enabled(LogLevel level) const { return level >= least_; }

 private:
  void write(LogLevel level, std::string_view event, Fields fields);

  LogLevel least_;
  struct Sink;
  std::unique_ptr<Sink> sink_;
};

}  // namespace zonecast::base
