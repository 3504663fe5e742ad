// SPDX-License-Identifier: GPL-3.0-or-later
// Text that is a name is read back from its own text; two names order as their sort keys do.
#include "dns/name.h"

#include "base/assert.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace zonecast;
  using namespace zonecast::dns;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t half = text.find('\n');
  const auto first = Name::from_text(text.substr(0, half));
  if (!first) return 0;
  const auto again = Name::from_text(to_text(*first));
  ZC_ASSERT(again.has_value() && again->view().same_spelling(*first));
  ZC_ASSERT(NameView::parse_prefix(first->wire())->size() == first->size());
  const auto second = Name::from_text(half == text.npos ? "." : text.substr(half + 1));
  if (!second) return 0;
  std::string x;
  std::string y;
  append_sort_key(x, *first, NameView());
  append_sort_key(y, *second, NameView());
  ZC_ASSERT((x <=> y) == compare(*first, *second));
  ZC_ASSERT(equal(*first, *second) == (x == y));
  ZC_ASSERT(!equal(*first, *second) || hash_value(*first) == hash_value(*second));
  if (first->view().is_within(*second)) {
    ZC_ASSERT(first->view().suffix(second->view().label_count()) == second->view());
  }
  return 0;
}
