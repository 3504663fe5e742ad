// SPDX-License-Identifier: GPL-3.0-or-later
// Text taken as RDATA is well formed and read back from its own text. Octets taken as RDATA are
// too, when they are well formed. The first two octets of the input are the type.
#include "base/assert.h"
#include "dns/presentation.h"
#include "dns/rdata.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace zonecast;
  using namespace zonecast::dns;
  if (size < 2 || size > 2 + 65'535) return 0;
  // Mostly the types that have a shape of their own.
  const std::uint16_t number = base::load_u16(data);
  const auto type = static_cast<RrType>(number % 4 == 3 ? number : number % 270);
  const base::ByteView rest(data + 2, size - 2);
  const auto check_round_trip = [type](base::ByteView rdata) {
    ZC_ASSERT(check_rdata(type, rdata).has_value());
    const auto again = rdata_from_text(type, rdata_to_text(type, rdata), NameView());
    ZC_ASSERT(again.has_value() && base::equal(*again, rdata));
    ZC_ASSERT(std::is_eq(compare_rdata(type, rdata, *again)));
  };
  if (const auto rdata = rdata_from_text(type, base::as_text(rest), NameView()))
    check_round_trip(*rdata);
  if (!is_meta(type) && check_rdata(type, rest)) check_round_trip(rest);
  rdata_target(type, rest);
  rdata_to_text(type, rest);
  return 0;
}
