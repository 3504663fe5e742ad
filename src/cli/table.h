// SPDX-License-Identifier: GPL-3.0-or-later
// Columns for people: each as wide as its widest cell, two blanks apart.
#pragma once

#include <string>
#include <vector>

namespace zonecast::cli {

class Table {
 public:
  explicit Table(std::vector<std::string> heads);
  void add(std::vector<std::string> cells);  // as many as there are heads
  std::string to_text() const;               // lines, without a final line end

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace zonecast::cli
