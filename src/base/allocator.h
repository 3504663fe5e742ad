// SPDX-License-Identifier: GPL-3.0-or-later
// What the program tells the C library's allocator. All of it is about cost: with another allocator
// these do nothing.
#pragma once

#include <cstddef>

namespace zonecast::base {

/// To be called before there are threads. One arena instead of eight a core: small pieces come from
/// each thread's own cache anyway, and what one thread frees another can use. The heap grows in
/// large steps; it shrinks in return_free_memory() only.
void set_up_allocator();

/// So many octets will be needed soon, in pieces: the heap grows at once, of large pages where the
/// system gives them on request. Nothing is resident before it is used.
void expect_memory(std::size_t octets);

/// Gives memory that is free back to the system, when there is so much of it that this is worth
/// while: a start or an import needs much for a moment. Any thread.
void return_free_memory();

}  // namespace zonecast::base
