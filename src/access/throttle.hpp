// How fast somebody may guess. Rules only; rows in throttle_store.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/core/time.hpp"

namespace intersession::access {

/// Tries of one account, one network or one known device. Five are free; after failure n the next try may
/// come 2^(n-5) seconds later, at most 15 minutes.
struct ThrottleState {
  std::int64_t failures = 0;
  core::Instant last_at{};
  core::Instant free_at{};

  bool operator==(const ThrottleState&) const = default;
};

/// How failures fade while nobody tries.
enum class ThrottleKind {
  kAccount,  ///< one an hour; all at a success
  kNetwork   ///< one a minute; the success itself does not count
};

constexpr std::int64_t kFreeTries = 5;
constexpr std::chrono::seconds kLongestDelay{15 * 60};

/// How long the next try must wait; zero: it may come now. A clock that was set back costs kLongestDelay at
/// most.
[[nodiscard]] std::chrono::seconds wait_before_try(const ThrottleState& state, core::Instant now);
/// The state with one more try that failed, or that is not known to have succeeded yet.
[[nodiscard]] ThrottleState after_try(const ThrottleState& state, ThrottleKind kind, core::Instant now);

/// The part of an address that throttles share: IPv4 /24, IPv6 /56 (of an IPv4-mapped address, its /24).
/// What is no address stands for itself.
[[nodiscard]] std::string network_prefix(std::string_view address);

}  // namespace intersession::access
