// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/openapi.h"

// The assembler copies the file into the program, as it does with the console.
__asm__(
    ".section .rodata.zc_openapi,\"a\"\n"
    ".global zc_openapi\n"
    ".global zc_openapi_end\n"
    "zc_openapi:\n"
    ".incbin \"" ZC_OPENAPI_FILE
    "\"\n"
    "zc_openapi_end:\n"
    ".byte 0\n"
    ".previous\n");
extern "C" const char zc_openapi[];
extern "C" const char zc_openapi_end[];

namespace zonecast::api {

std::string_view openapi_text() {
  return {zc_openapi, static_cast<std::size_t>(zc_openapi_end - zc_openapi)};
}

}  // namespace zonecast::api
