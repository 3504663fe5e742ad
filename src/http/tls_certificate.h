// SPDX-License-Identifier: GPL-3.0-or-later
// A self-signed certificate for the first run, so that clients which only speak https can be
// pointed here.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace zonecast::http {

struct TlsSettings {
  std::string certificate_file;  // PEM chain
  std::string key_file;          // PEM
};
/// Makes a self-signed certificate for localhost, its addresses and `names`, unless the files are
/// there.
base::Result<void> ensure_self_signed(const TlsSettings& files,
                                      const std::vector<std::string>& names);

}  // namespace zonecast::http
