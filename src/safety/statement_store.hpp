// The SQL of what a client has confirmed having read: nobody watches round the clock.
#pragma once

#include <optional>

#include "access/scope.hpp"

namespace intersession::safety::store {

/// Nothing where the client never has.
[[nodiscard]] std::optional<core::Instant> statement_confirmed_at(db::Connection& connection,
                                                                  const access::ClientAccess& access);
void confirm_statement(db::Connection& connection, const access::ClientAccess& access);

}  // namespace intersession::safety::store
