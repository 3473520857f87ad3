#include "access/throttle.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "platform/core/bytes.hpp"

namespace intersession::access {

namespace {

std::chrono::seconds delay_after(std::int64_t failures) {
  if (failures <= kFreeTries) return std::chrono::seconds(0);
  const std::int64_t doublings = std::min<std::int64_t>(failures - kFreeTries, 10);
  return std::min(std::chrono::seconds(std::int64_t{1} << doublings), kLongestDelay);
}

}  // namespace

std::chrono::seconds wait_before_try(const ThrottleState& state, core::Instant now) {
  if (now >= state.free_at) return std::chrono::seconds(0);
  return std::min(std::chrono::ceil<std::chrono::seconds>(state.free_at - now), kLongestDelay);
}

ThrottleState after_try(const ThrottleState& state, ThrottleKind kind, core::Instant now) {
  const std::chrono::microseconds fades =
      kind == ThrottleKind::kAccount ? std::chrono::hours(1) : std::chrono::minutes(1);
  const std::int64_t faded = now > state.last_at ? (now - state.last_at) / fades : 0;
  ThrottleState next;
  next.failures = std::max<std::int64_t>(0, state.failures - faded) + 1;
  next.last_at = now;
  next.free_at = now + delay_after(next.failures);
  return next;
}

std::string network_prefix(std::string_view address) {
  const std::string text(address.substr(0, address.find('%')));
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1)
    return core::to_hex(core::ByteView(bytes).first(3));
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(kMapped.begin(), kMapped.end(), bytes.begin()))
    return core::to_hex(core::ByteView(bytes).subspan(12, 3));
  return core::to_hex(core::ByteView(bytes).first(7));
}

}  // namespace intersession::access
