// Answers that were computed before and are still true.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "caseload/row.hpp"
#include "caseload/validity.hpp"
#include "homework/entry_head.hpp"
#include "measures/range_seen.hpp"
#include "platform/core/compressed.hpp"
#include "platform/core/kept.hpp"

namespace intersession::caseload {

/// Whose record an answer was computed from.
struct RecordName {
  core::Id practice;
  core::Id client;
  bool operator==(const RecordName&) const = default;
};
struct RecordNameHash {
  std::size_t operator()(const RecordName& name) const noexcept { return std::hash<core::Id>{}(name.client); }
};

/// A row as one member sees it, with everything it depends on.
struct RowName {
  RecordName record;
  core::Id member;  ///< nil where rows look the same to every member
  bool operator==(const RowName&) const = default;
};
struct RowNameHash {
  std::size_t operator()(const RowName& name) const noexcept {
    return std::hash<core::Id>{}(name.record.client) ^ (std::hash<core::Id>{}(name.member) << 1);
  }
};
struct KeptRow {
  std::int64_t version = 0;  ///< of the record
  std::string access;        ///< of the phone
  OpenAlerts alerts;
  std::shared_ptr<const measures::RangesSeen> ranges;
  Validity validity;
  Need need;
  std::string json;
};
/// Entries of a record without what was written in them: most of what a row costs.
struct KeptEntries {
  std::int64_t version = 0;  ///< of the record
  core::LocalDate first_day{};
  std::shared_ptr<const std::vector<homework::EntryHead>> entries;
};
/// A Today with everything it depends on.
struct KeptToday {
  core::Bytes stamp;  ///< as store::today_stamp()
  Validity validity;
  core::Compressed json;
};

/// What is kept lies unsealed in memory, within the bounds below. It decides nothing about who may see it:
/// whoever takes something out has checked scope and key in the same transaction that gave version or stamp,
/// so another server's write, an ended relation or an erased key is seen by the next request. Thread-safe.
struct KeptViews {
  core::Kept<RowName, std::shared_ptr<const KeptRow>, RowNameHash> rows{std::size_t{8} * 1024 * 1024};
  core::Kept<RecordName, std::shared_ptr<const KeptEntries>, RecordNameHash> entries{std::size_t{8} * 1024 *
                                                                                     1024};
  core::Kept<RecordName, std::shared_ptr<const KeptToday>, RecordNameHash> todays{std::size_t{24} * 1024 *
                                                                                  1024};
};

}  // namespace intersession::caseload
