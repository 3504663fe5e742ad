// SPDX-License-Identifier: GPL-3.0-or-later
// Names for property tests. Few different octets, so that names often share labels, differ in
// letter case only, and meet the octets that text and sort keys must escape.
#pragma once

#include <rapidcheck.h>

#include <string>

#include "dns/name.h"

namespace zonecast::dns {

inline rc::Gen<std::string> any_label() {
  return rc::gen::mapcat(rc::gen::weightedElement<int>({{40, 2}, {8, 5}, {1, 63}}),
                         [](int longest) {
                           return rc::gen::mapcat(rc::gen::inRange(1, longest + 1), [](int size) {
                             return rc::gen::container<std::string>(
                                 static_cast<std::size_t>(size),
                                 rc::gen::weightedOneOf<char>(
                                     {{8, rc::gen::element('a', 'A', 'b', 'B', 'z', 'Z', '-', '1')},
                                      {3, rc::gen::element('\x00', '\x01', '\x02', '.', '\\', ' ',
                                                           '@', '[', '`', '{', '\xff')},
                                      {1, rc::gen::arbitrary<char>()}}));
                           });
                         });
}

inline rc::Gen<Name> any_name() {
  return rc::gen::map(rc::gen::mapcat(rc::gen::weightedElement<int>({{20, 3}, {4, 6}, {1, 127}}),
                                      [](int labels) {
                                        return rc::gen::mapcat(
                                            rc::gen::inRange(0, labels + 1), [](int count) {
                                              return rc::gen::container<std::vector<std::string>>(
                                                  static_cast<std::size_t>(count), any_label());
                                            });
                                      }),
                      [](const std::vector<std::string>& labels) {
                        base::Bytes wire;
                        for (const auto& label : labels) {
                          if (wire.size() + label.size() + 2 > name_size_max) break;
                          base::append_u8(wire, static_cast<std::uint8_t>(label.size()));
                          base::append(wire, base::as_bytes(label));
                        }
                        base::append_u8(wire, 0);
                        return Name(NameView::trusted(wire));
                      });
}

}  // namespace zonecast::dns

namespace rc {
template <>
struct Arbitrary<zonecast::dns::Name> {
  static Gen<zonecast::dns::Name> arbitrary() { return zonecast::dns::any_name(); }
};
}  // namespace rc
