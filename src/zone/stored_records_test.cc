// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/stored_records.h"

#include <gtest/gtest.h>

#include "zone/sample_zones.h"

namespace zonecast::zone {
namespace {

/// Every record, read the other way.
std::vector<dns::Record> records_of(const OwnerCursor& cursor) {
  std::vector<dns::Record> records;
  for (std::size_t part = 0;; ++part) {
    StoredRecords stored = cursor.stored_records(part);
    if (stored.empty()) return records;
    while (stored.next()) {
      StoredRecords::RdataBuffer buffer;
      const base::ByteView rdata = stored.has_names()
                                       ? base::ByteView(buffer).first(stored.expand_rdata(buffer))
                                       : stored.stored_rdata();
      records.emplace_back(dns::Name(cursor.owner()), stored.type(), stored.ttl(),
                           base::Bytes(rdata.begin(), rdata.end()));
    }
  }
}

void expect_the_same_records(const ZoneVersion& version) {
  std::size_t count = 0;
  for (OwnerCursor cursor = version.seek(version.apex()); !cursor.at_end(); cursor.advance()) {
    const std::vector<dns::Record> records = records_of(cursor);
    std::size_t i = 0;
    cursor.for_each_record([&](const dns::RecordView& record) {
      EXPECT_LT(i, records.size());
      EXPECT_TRUE(i < records.size() && dns::identical(records[i].view(), record));
      ++i;
      return true;
    });
    EXPECT_EQ(i, records.size());
    count += records.size();
  }
  EXPECT_EQ(count, version.record_count());
}

TEST(StoredRecords, are_those_of_the_cursor) {
  for (const char* file : {"example.org.zone", "example.org.nsec.zone", "example.org.nsec3.zone"}) {
    expect_the_same_records(sample_zone(file));
  }
}

TEST(StoredRecords, go_on_in_the_next_block) {
  std::string text = "@ SOA ns.example.net. host 1 2 3 4 5\n@ NS ns.example.net.\n";
  const std::string filler(200, 'x');
  for (int i = 0; i < 250; ++i) {
    text += "big TXT \"" + std::to_string(i) + filler + "\"\n";
    text += "big SPF \"" + std::to_string(i) + filler + "\"\n";
    text += "big MX " + std::to_string(i) + " mail" + std::to_string(i) + "\n";
  }
  const ZoneVersion version = zone_from_text("example.org.", text + "z A 192.0.2.1\n");
  ASSERT_GE(version.block_count(), 3U);
  expect_the_same_records(version);
}

}  // namespace
}  // namespace zonecast::zone
