// Reads over the tables of all rooms; writes none.
#pragma once

#include <string>
#include <vector>

#include "access/scope.hpp"
#include "caseload/client_file.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::caseload::store {

/// Everything of one client, with entries that happened on `first_day` or later.
[[nodiscard]] core::Result<ClientFile> file(db::Connection& connection, const access::ClientAccess& access,
                                            const vault::SealingKey& key, core::LocalDate first_day);

/// "signed-in" where a phone is connected, "invited" where an invitation is open, else "none".
[[nodiscard]] std::string phone_access(db::Connection& connection, const access::ClientAccess& access);

/// The member who treats the client now; nil where nobody does.
[[nodiscard]] core::Id therapist(db::Connection& connection, const access::ClientAccess& access);

}  // namespace intersession::caseload::store
