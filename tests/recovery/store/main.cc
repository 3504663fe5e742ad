// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cstring>

#include "store/crash_driver.h"

int main(int argc, char** argv) {
  if (argc == 5 && std::strcmp(argv[1], "--drive") == 0) {
    return zonecast::store::recovery::drive(argv[2], std::strtoull(argv[3], nullptr, 10),
                                            std::atoi(argv[4]));
  }
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
