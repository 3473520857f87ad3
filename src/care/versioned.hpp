// The one rule of PUT over a record with versions.
#pragma once

#include <cstdint>
#include <optional>

#include "platform/core/result.hpp"

namespace intersession::care {

enum class Put { kCreate, kChange, kRepeat };

/// What saving does: `stored` is the version in the database, `given` the one the caller changed, `same`
/// whether the content is already what the caller wants. A new record has version 1 and each change adds 1.
/// kConflict ("stale-version") where somebody else changed the record in between.
[[nodiscard]] inline core::Result<Put> decide_put(std::optional<std::int64_t> stored,
                                                  std::optional<std::int64_t> given, bool same) {
  if (not stored) {
    if (given) return core::fail(core::ErrorCode::kNotFound, "This does not exist.", "not-found");
    return Put::kCreate;
  }
  if (same) return Put::kRepeat;
  if (given != stored) {
    return core::fail(core::ErrorCode::kConflict,
                      "This was changed elsewhere in the meantime. Please look at it again.",
                      "stale-version");
  }
  return Put::kChange;
}

}  // namespace intersession::care
