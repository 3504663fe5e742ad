// SPDX-License-Identifier: GPL-3.0-or-later
// The same for test programs, with their frameworks.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <standard_library.h>
