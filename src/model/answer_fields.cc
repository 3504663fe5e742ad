// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/answer_fields.h"

#include <algorithm>
#include <array>

namespace zonecast::model {
namespace {

using enum AnswerField;
using dns::RrType;

constexpr std::array one_name{name};
constexpr std::array two_names{name, name};
constexpr std::array number_name{token, name};
constexpr std::array number_two_names{token, name, name};
constexpr std::array srv{token, token, token, name};
constexpr std::array naptr{token, token, text, text, text, name};
constexpr std::array caa{token, token, text};
constexpr std::array uri{token, token, quoted};
constexpr std::array gateway_fourth{token, token, token, gateway};
constexpr std::array signer_eighth{token, token, token, token, token, token, token, name};

// Types that the code mentions nowhere else.
constexpr RrType nsap_ptr{23}, ninfo{56}, talink{58}, lp{107}, avc{258}, amtrelay{260},
    resinfo{261}, wallet{262}, cla{263};

struct FieldsRow {
  RrType type;
  AnswerFields fields;
};
constexpr FieldsRow fields_table[] = {
    {RrType::ns, {one_name}},
    {RrType::md, {one_name}},
    {RrType::mf, {one_name}},
    {RrType::cname, {one_name}},
    {RrType::mb, {one_name}},
    {RrType::mg, {one_name}},
    {RrType::mr, {one_name}},
    {RrType::ptr, {one_name}},
    {RrType::dname, {one_name}},
    {nsap_ptr, {one_name}},
    {RrType::minfo, {two_names}},
    {RrType::rp, {two_names}},
    {talink, {two_names}},
    {RrType::mx, {number_name}},
    {RrType::afsdb, {number_name}},
    {RrType::rt, {number_name}},
    {RrType::kx, {number_name}},
    {lp, {number_name}},
    {RrType::px, {number_two_names}},
    {RrType::srv, {srv}},
    {RrType::naptr, {naptr}},
    {RrType::caa, {caa}},
    {RrType::uri, {uri}},
    {RrType::soa, {two_names, true}},
    {RrType::svcb, {number_name, true}},
    {RrType::https, {number_name, true}},
    {RrType::nxt, {one_name, true}},
    {RrType::nsec, {one_name, true}},
    {RrType::ipseckey, {gateway_fourth, true}},
    {amtrelay, {gateway_fourth}},
    {RrType::sig, {signer_eighth, true}},
    {RrType::rrsig, {signer_eighth, true}},
};

struct StringsRow {
  RrType type;
  CharacterStrings strings;
};
constexpr CharacterStrings text_strings{1, SIZE_MAX, true};
constexpr StringsRow strings_table[] = {
    {RrType::txt, text_strings}, {RrType::spf, text_strings}, {ninfo, text_strings},
    {avc, text_strings},         {resinfo, text_strings},     {wallet, text_strings},
    {cla, text_strings},         {RrType::hinfo, {2, 2}},     {RrType::gpos, {3, 3}},
    {RrType::x25, {1, 1}},       {RrType::isdn, {1, 2}},
};

}  // namespace

AnswerFields answer_fields(RrType type) {
  const auto row = std::ranges::find(fields_table, type, &FieldsRow::type);
  return row != std::end(fields_table) ? row->fields : AnswerFields{{}, true};
}

CharacterStrings character_strings(RrType type) {
  const auto row = std::ranges::find(strings_table, type, &StringsRow::type);
  return row != std::end(strings_table) ? row->strings : CharacterStrings{};
}

}  // namespace zonecast::model
