// What the room throws away by itself, once nobody can need it any more.
#pragma once

#include <cstdint>

#include "access/access.hpp"

namespace intersession::access {

/// Tries that nobody repeated for so long have faded, however many they were in a day.
inline constexpr std::chrono::days kThrottleMemory{30};

struct SweptRows {
  std::int64_t sign_ins = 0;   ///< sessions that died of age; find() refuses them already
  std::int64_t throttles = 0;  ///< untouched for kThrottleMemory

  bool operator==(const SweptRows&) const = default;
};

/// Deletes expired sign-in sessions and faded throttle rows of every practice. Nothing of it is audited:
/// whoever it concerned lost nothing. For the process itself, not for a request.
[[nodiscard]] core::Result<SweptRows> sweep_expired(Access& access);

}  // namespace intersession::access
