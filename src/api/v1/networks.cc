// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/networks.h"

#include "api/answer.h"

namespace zonecast::api::v1 {

// There is one network: this server. Clients look up number 0.
http::Response list_networks() {
  return json_answer(R"([{"network_id":0,"name":"zonecast","label":"zonecast"}])");
}

}  // namespace zonecast::api::v1
