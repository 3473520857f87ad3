#include "access/policy.hpp"

#include <algorithm>

namespace intersession::access {

std::string_view word_of(Policy policy) {
  return std::ranges::find(kPolicies, policy, &PolicyWord::policy)->word;
}

std::optional<Policy> policy_of(std::string_view word) {
  const auto* const found = std::ranges::find(kPolicies, word, &PolicyWord::word);
  if (found == kPolicies.end()) return std::nullopt;
  return found->policy;
}

bool allows(Policy policy, const Roles& roles) {
  switch (policy) {
    case Policy::kPublic:
      return true;
    case Policy::kSignedIn:
      return not roles.empty();
    case Policy::kMember:
      return roles.any(&RoleRule::member);
    case Policy::kOwner:
      return roles.any(&RoleRule::runs_practice);
    case Policy::kTherapist:
      return roles.any(&RoleRule::treats);
    case Policy::kClient:
      return roles.has(Role::kClient);
    case Policy::kTherapistOrClient:
      return roles.any(&RoleRule::treats) or roles.has(Role::kClient);
    case Policy::kCaregiver:
      return roles.has(Role::kCaregiver);
  }
  return false;
}

}  // namespace intersession::access
