// A caregiver: another person with an own account, linked to one client from when to when.
#pragma once

#include <optional>
#include <string>

#include "platform/core/id.hpp"
#include "platform/core/time.hpp"

namespace intersession::access {

struct Caregiver {
  core::Id id;
  std::string name;
  std::string relationship;  ///< in the therapist's words, such as "mother"; may be empty
  core::Instant from{};
  std::optional<core::Instant> until;  ///< when the link was ended
};

}  // namespace intersession::access
