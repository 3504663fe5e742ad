// SPDX-License-Identifier: GPL-3.0-or-later
// Conditional requests (RFC 9110 section 13): ETag, If-Match, If-None-Match. Every configuration
// object goes through here.
//
// An ETag is the object's tag, as the use cases compare it, then "-" and what tells this
// representation of the object from others (whole or without records, with secrets or without).
// A precondition looks at the first part only.
#pragma once

#include <string_view>

#include "control/precondition.h"
#include "http/http_server.h"

namespace zonecast::api {

/// What the request demands. A use case that is handed it checks it where it makes the change;
/// requester() puts it into every control::Request.
control::Precondition precondition_of(const http::Request& request);

/// Gives a successful answer that shows the object its ETag; answers a GET 304 when the client has
/// it.
void tag_object(const http::Request& request, http::Response& response, std::string_view tag);

/// 412, with the object as it is now. `current` is the answer to GET, tagged.
http::Response precondition_failed(http::Response current);

}  // namespace zonecast::api
