#include "access/invitation.hpp"

namespace intersession::access {

bool is_open(const Invitation& invitation, core::Instant now) {
  return not invitation.redeemed and not invitation.ended and now < invitation.expires and
         invitation.tries < kCodeTries;
}

std::string make_code(core::Random& random) {
  std::string digits = std::to_string(random.below(1'000'000));
  return std::string(6 - digits.size(), '0') + digits;
}

std::string digits_of(std::string_view typed) {
  std::string digits;
  for (const char c : typed) {
    if (c != ' ' and c != '-') digits += c;
  }
  return digits;
}

core::Error invitation_error() {
  return {core::ErrorCode::kNotFound,
          "This link or code does not work, or not any more. Please ask for a new one.",
          {},
          "invitation"};
}

}  // namespace intersession::access
