// Rows of what partners were asked alone, and of what one gave to the other.
#pragma once

#include <optional>
#include <vector>

#include "access/scope.hpp"
#include "homework/couple.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::homework::store {

/// The newest answers of one of the circle's clients; nothing where nobody asked. `key`: the client's.
[[nodiscard]] core::Result<std::optional<JointCheck>> newest_check(db::Connection& connection,
                                                                   const access::CircleAccess& circle,
                                                                   const access::ClientAccess& client,
                                                                   const vault::SealingKey& key);
/// False where there is a check of this id already.
[[nodiscard]] bool insert(db::Connection& connection, const access::CircleAccess& circle,
                          const access::ClientAccess& client, const vault::SealingKey& key,
                          const JointCheck& check);

/// What this client has received, newest first. `key`: the client's own.
[[nodiscard]] core::Result<std::vector<PartnerNote>> partner_notes(db::Connection& connection,
                                                                   const access::ClientAccess& access,
                                                                   const vault::SealingKey& key,
                                                                   const core::Id& partner);
/// What this client has given: the entry, its revision, the fields.
struct Given {
  core::Id entry;
  std::int64_t revision = 0;
  std::vector<std::string> fields;
};
[[nodiscard]] core::Result<std::vector<Given>> given_notes(db::Connection& connection,
                                                           const access::ClientAccess& access,
                                                           const vault::SealingKey& key,
                                                           const core::Id& partner);
/// Gives a note to the partner, over one that was made of the same entry before.
void give(db::Connection& connection, const access::ClientAccess& giver, const vault::SealingKey& own,
          const core::Id& partner, const vault::SealingKey& partners, const PartnerNote& note,
          const std::vector<std::string>& fields);
/// Takes it back; the partner's app shows it no more.
void take_back(db::Connection& connection, const access::ClientAccess& giver, const core::Id& partner,
               const core::Id& entry);

}  // namespace intersession::homework::store
