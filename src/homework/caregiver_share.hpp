// What a caregiver may look at and records: an assignment that the therapist has shared, field by field.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/activity.hpp"
#include "homework/assignment_record.hpp"
#include "homework/entry.hpp"

namespace intersession::homework {

/// A caregiver may look at one assignment, from when to when. Entries first received before that stay closed:
/// they were written when nobody else was to read them.
struct CaregiverShare {
  core::Id caregiver;
  core::Id assignment;
  core::Instant from{};
};

/// What a caregiver recorded of the own part. Never changed; more is another entry.
struct CaregiverEntry {
  core::Id id;
  core::Id caregiver;
  core::Id assignment;
  core::LocalTime occurred_at;
  std::string zone;
  int offset_minutes = 0;
  core::json::array answers;
  core::Instant received_at{};
};
/// Reads CaregiverEntryInput.
[[nodiscard]] CaregiverEntry decode_caregiver_entry(core::Decoder& in);
/// Places that are not right: answers against the worksheet, and to fields that are not the caregiver's own.
[[nodiscard]] std::vector<core::FieldError> check_caregiver_entry(const CaregiverEntry& entry,
                                                                  const catalogue::Activity& activity);
[[nodiscard]] core::json::object to_json(const CaregiverEntry& entry);
/// The sealed part.
[[nodiscard]] std::string pack(const CaregiverEntry& entry);
[[nodiscard]] core::Result<void> unpack(std::string_view text, CaregiverEntry& entry);

/// The fields of one part as a Questionnaire; nothing where the worksheet has none. A variant keeps its
/// fields.
[[nodiscard]] std::optional<core::json::value> part_of_worksheet(const catalogue::Activity& activity,
                                                                 std::string_view variant,
                                                                 catalogue::CaregiverPart part);

/// An assignment as the caregiver sees it: its name, what was agreed to do, where and when, the fields that
/// may be seen of `entries`, the form of the own part and what was recorded on it. Not a word of anything
/// else: an entry without a field that may be seen is left out, and nothing says how many there are.
[[nodiscard]] core::json::object caregiver_view(const AssignmentRecord& record,
                                                const catalogue::Activity& activity,
                                                const std::vector<Entry>& entries,
                                                const std::vector<CaregiverEntry>& own);

}  // namespace intersession::homework
