// Moving or leaving out one occurrence, without a new agreement.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "homework/assignment_record.hpp"
#include "homework/occurrence.hpp"

namespace intersession::homework {

enum class ChangeKind {
  kMove,    ///< to another day, at the same time of day
  kSkip,    ///< left out this once
  kRestore  ///< as agreed again
};
inline constexpr core::Word<ChangeKind> kChangeKindTable[] = {
    {"move", ChangeKind::kMove}, {"skip", ChangeKind::kSkip}, {"restore", ChangeKind::kRestore}};
inline constexpr std::span<const core::Word<ChangeKind>> kChangeKinds{kChangeKindTable};

/// How far an occurrence can be moved.
inline constexpr std::chrono::days kFurthestMove{31};

struct ChangeInput {
  ChangeKind kind = ChangeKind::kSkip;
  std::optional<core::LocalDate> to;  ///< for kMove
};
/// Reads the contract's OccurrenceChangeInput.
[[nodiscard]] ChangeInput decode_change(core::Decoder& in);

/// The change of one occurrence out of `all` (those of the assignment around now); nothing for kRestore.
/// not-found where there is no such occurrence; kConflict ("not-open") where it is over or recorded, or the
/// assignment is not active; kInvalid at "/to" where the day is past or too far, or the occurrence is not
/// bound to one day and so needs no move.
[[nodiscard]] core::Result<std::optional<OccurrenceChange>> change_occurrence(const AssignmentRecord& record,
                                                                              std::span<const Occurrence> all,
                                                                              const core::Id& occurrence,
                                                                              const ChangeInput& input,
                                                                              core::LocalDate today);

/// The sealed part: where it was and where it is.
[[nodiscard]] std::string pack(const OccurrenceChange& change);
[[nodiscard]] core::Result<OccurrenceChange> unpack_change(std::string_view text);

}  // namespace intersession::homework
