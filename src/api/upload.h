// SPDX-License-Identifier: GPL-3.0-or-later
// Uploads that are answered without being looked at.
#pragma once

#include <memory>

#include "http/http_server.h"

namespace zonecast::api {

enum class Remainder { unread, drained };
/// Gives `response`, at once or after the whole body has come.
std::unique_ptr<http::BodyReceiver> settled_upload(http::Response response, Remainder remainder);

}  // namespace zonecast::api
