// Transaction, scope and audit around work with clients' records: the way of a request.
#pragma once

#include <chrono>
#include <concepts>
#include <type_traits>
#include <utility>

#include "access/audit.hpp"
#include "access/scope.hpp"
#include "platform/db/database.hpp"

namespace intersession::access {

/// How long one audit row stands for a member's reads of one client for one purpose.
inline constexpr std::chrono::minutes kReadWindow{15};

/// True where the scope's reads of the client (nil: of the caseload) need no new audit row. A client's reads
/// of the own record never do.
[[nodiscard]] bool read_is_noted(db::Connection& connection, const Scope& scope, const core::Id& client);
/// Writes the audit row of a window; returns when it is durable. Does nothing where somebody just did.
[[nodiscard]] core::Result<void> note_read(db::Database& database, const Scope& scope,
                                           const core::Id& client);

namespace detail {
template <class F, class... Args>
using ValueOf = typename db::detail::Unwrapped<std::invoke_result_t<F&, Args...>>::type;

/// Calls f and makes a Result of whatever it returns.
template <class F, class... Args>
core::Result<ValueOf<F, Args...>> call(F& f, Args&&... args) {
  if constexpr (std::is_void_v<std::invoke_result_t<F&, Args...>>) {
    f(std::forward<Args>(args)...);
    return {};
  } else {
    return f(std::forward<Args>(args)...);
  }
}
}  // namespace detail

/// Runs f(Connection&, const ClientAccess&) on one snapshot. A member's first read of a window waits for its
/// audit row; without that row nothing is answered.
///
///   return access::read_client(database, scope, client, [&](db::Connection& connection,
///                                                            const access::ClientAccess& access) {
///     return store::assignments(connection, access);
///   });
template <std::invocable<db::Connection&, const ClientAccess&> F>
[[nodiscard]] auto read_client(db::Database& database, const Scope& scope, const core::Id& client, F&& f) {
  using Value = detail::ValueOf<F, db::Connection&, const ClientAccess&>;
  bool noted = false;
  auto result = database.read([&](db::Connection& connection) -> core::Result<Value> {
    auto access = scope.require_client(connection, client);
    if (not access) return std::unexpected(access.error());
    noted = read_is_noted(connection, scope, client);
    return detail::call(f, connection, std::as_const(*access));
  });
  if (result and not noted) {
    if (auto note = note_read(database, scope, client); not note) result = std::unexpected(note.error());
  }
  return result;
}

/// Runs f(Connection&, const ClientAccess&) in one write. f calls record() for what it did.
template <std::invocable<db::Connection&, const ClientAccess&> F>
[[nodiscard]] auto write_client(db::Database& database, const Scope& scope, const core::Id& client, F&& f) {
  using Value = detail::ValueOf<F, db::Connection&, const ClientAccess&>;
  return database.write(scope.practice(), [&](db::Connection& connection) -> core::Result<Value> {
    auto access = scope.require_client_to_write(connection, client);
    if (not access) return std::unexpected(access.error());
    return detail::call(f, connection, std::as_const(*access));
  });
}

/// Runs f(Connection&) on one snapshot, for lists that use Scope::sees_client(); noted as one read of the
/// caseload.
template <std::invocable<db::Connection&> F>
[[nodiscard]] auto read_caseload(db::Database& database, const Scope& scope, F&& f) {
  using Value = detail::ValueOf<F, db::Connection&>;
  bool noted = false;
  auto result = database.read([&](db::Connection& connection) -> core::Result<Value> {
    noted = read_is_noted(connection, scope, core::Id{});
    return detail::call(f, connection);
  });
  if (result and not noted) {
    if (auto note = note_read(database, scope, core::Id{}); not note) result = std::unexpected(note.error());
  }
  return result;
}

}  // namespace intersession::access
