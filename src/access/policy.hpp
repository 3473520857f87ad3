// Who may call a route at all; what they then see is the scope's.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "access/principal.hpp"

namespace intersession::access {

/// Every route names one of these; there is no default.
enum class Policy {
  kPublic,             ///< nobody need be signed in
  kSignedIn,           ///< any account
  kMember,             ///< anybody who works for the practice
  kOwner,              ///< who runs the practice
  kTherapist,          ///< who treats clients
  kClient,             ///< the person in therapy
  kTherapistOrClient,  ///< both sides of one record
  kCaregiver           ///< another person with an own account, linked to one client
};

struct PolicyWord {
  Policy policy;
  std::string_view word;
};
/// The words of the route table.
inline constexpr std::array kPolicies{
    PolicyWord{Policy::kPublic, "public"},
    PolicyWord{Policy::kSignedIn, "signed-in"},
    PolicyWord{Policy::kMember, "member"},
    PolicyWord{Policy::kOwner, "owner"},
    PolicyWord{Policy::kTherapist, "therapist"},
    PolicyWord{Policy::kClient, "client"},
    PolicyWord{Policy::kTherapistOrClient, "therapist-or-client"},
    PolicyWord{Policy::kCaregiver, "caregiver"},
};

[[nodiscard]] std::string_view word_of(Policy policy);
[[nodiscard]] std::optional<Policy> policy_of(std::string_view word);

/// True where an account with these roles may call a route of this policy. kPublic allows everybody.
[[nodiscard]] bool allows(Policy policy, const Roles& roles);

}  // namespace intersession::access
