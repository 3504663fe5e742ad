// SPDX-License-Identifier: GPL-3.0-or-later
// What the codec accepts, it writes and reads again to the same text.
#include <cstdlib>

#include "store/sql/document_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace zonecast;
  const auto text = base::as_text({data, size});
  model::ZoneSettings settings;
  if (store::settings_from_json(text, settings)) {
    const auto once = store::settings_to_json(settings);
    model::ZoneSettings again;
    if (!store::settings_from_json(once, again) || store::settings_to_json(again) != once)
      std::abort();
  }
  if (const auto document = store::document_from_json(text)) {
    const auto once = store::document_to_json(*document);
    const auto again = store::document_from_json(once);
    if (!again || store::document_to_json(*again) != once) std::abort();
  }
  base::SeededRandom random(1);
  const store::SecretSeal seal(store::SecretSeal::Key{}, random);
  if (const auto key = store::key_from_json(text, seal)) {
    const auto again = store::key_from_json(store::key_to_json(*key, seal), seal);
    if (!again || *again != *key) std::abort();
  }
  (void)store::fingerprint_of_key_json(text);
  return 0;
}
