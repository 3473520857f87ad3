// Rows of caregivers. Name and relationship are sealed with the client's key.
#pragma once

#include <vector>

#include "access/caregiver.hpp"
#include "access/scope.hpp"
#include "platform/core/result.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::access::store {

/// True where the caregiver's sign-in session lives and the link to the client is open at `now`.
[[nodiscard]] bool cares_now(db::Connection& connection, const Principal& caregiver, core::Instant now);

/// Whether somebody of this id is or was a caregiver in the practice.
[[nodiscard]] bool is_caregiver(db::Connection& connection, const core::Id& practice, const core::Id& id);

/// All of the client's, earliest first, ended links too.
[[nodiscard]] core::Result<std::vector<Caregiver>> caregivers(db::Connection& connection,
                                                              const ClientAccess& access,
                                                              const vault::SealingKey& key);
/// False where there is such a caregiver already, of this or of another client.
[[nodiscard]] bool add_caregiver(db::Connection& connection, const ClientAccess& access,
                                 const vault::SealingKey& key, const Caregiver& caregiver);
/// False where no open link was there to end.
[[nodiscard]] bool end_caregiver(db::Connection& connection, const ClientAccess& access,
                                 const core::Id& caregiver);

}  // namespace intersession::access::store
