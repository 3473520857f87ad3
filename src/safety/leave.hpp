// When a member is away, and who is told of alerts in the meantime. There is no leave without cover.
#pragma once

#include <optional>
#include <vector>

#include "platform/core/json.hpp"

namespace intersession::safety {

struct Leave {
  core::Id id;
  std::int64_t version = 0;
  core::Id member;
  core::Id cover;
  core::LocalDate from{};                   ///< the first day away, where the practice is
  core::LocalDate until{};                  ///< the last day away
  std::optional<core::Instant> ended_at{};  ///< taken back: as if it had never been, from then on

  [[nodiscard]] bool is_on(core::LocalDate day) const {
    return not ended_at and from <= day and day <= until;
  }
  [[nodiscard]] bool overlaps(const Leave& other) const {
    return not ended_at and not other.ended_at and from <= other.until and other.from <= until;
  }
};

/// Reads LeaveInput without its version; the caller finishes the decoder.
[[nodiscard]] Leave decode_leave(core::Decoder& in);
/// Leave of the API.
[[nodiscard]] core::json::object to_json(const Leave& leave);

/// Nothing where `wanted` can stand beside the others: it ends today or later and after it begins, lasts at
/// most a year, whoever stands in is somebody else and there all the time, and nobody counts on the member
/// then. So cover never hands on to further cover.
[[nodiscard]] std::optional<core::Error> problem_with(const Leave& wanted, const std::vector<Leave>& all,
                                                      core::LocalDate today);

/// Who is there for the member on a day: the member, or the cover.
[[nodiscard]] core::Id there_for(const core::Id& member, const std::vector<Leave>& all, core::LocalDate day);

}  // namespace intersession::safety
