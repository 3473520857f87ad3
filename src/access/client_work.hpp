// Transaction, scope and audit around work with clients' records: the way of a request.
#pragma once

#include <chrono>
#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "access/audit.hpp"
#include "access/scope.hpp"
#include "platform/db/database.hpp"

namespace intersession::access {

/// How long one audit row stands for a member's reads of one client for one purpose.
inline constexpr std::chrono::minutes kReadWindow{15};

/// True where the scope's reads of the client (nil: of the caseload) need no new audit row. A client's reads
/// of the own record never do; a caregiver's do as a member's.
[[nodiscard]] bool read_is_noted(db::Connection& connection, const Scope& scope, const core::Id& client);
/// Writes the audit row of a window; returns when it is durable. Does nothing where somebody just did.
[[nodiscard]] core::Result<void> note_read(db::Database& database, const Scope& scope,
                                           const core::Id& client);

/// The circle's clients whose record the scope may see and whose reads need a new audit row.
[[nodiscard]] std::vector<core::Id> unnoted_clients(db::Connection& connection, const Scope& scope,
                                                    const CircleAccess& circle);

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
  std::optional<ClientQuestion> question;
  return database.write(
      scope.practice(),
      [&](db::Connection& connection) { question.emplace(scope.ask_client(connection, client)); },
      [&](db::Connection& connection) -> core::Result<Value> {
        auto access = question->answer_to_write(connection);
        if (not access) return std::unexpected(access.error());
        return detail::call(f, connection, std::as_const(*access));
      });
}

/// Runs f(Connection&, const CircleAccess&) on one snapshot, for the views of a group or couple; noted as a
/// read of each of its clients' records that the scope may see.
template <std::invocable<db::Connection&, const CircleAccess&> F>
[[nodiscard]] auto read_circle(db::Database& database, const Scope& scope, const core::Id& circle, F&& f) {
  using Value = detail::ValueOf<F, db::Connection&, const CircleAccess&>;
  std::vector<core::Id> to_note;
  auto result = database.read([&](db::Connection& connection) -> core::Result<Value> {
    auto access = scope.require_circle(connection, circle);
    if (not access) return std::unexpected(access.error());
    to_note = unnoted_clients(connection, scope, *access);
    return detail::call(f, connection, std::as_const(*access));
  });
  for (const auto& client : to_note) {
    if (not result) break;
    if (auto note = note_read(database, scope, client); not note) result = std::unexpected(note.error());
  }
  return result;
}

/// Runs f(Connection&, const CircleAccess&) in one write.
template <std::invocable<db::Connection&, const CircleAccess&> F>
[[nodiscard]] auto write_circle(db::Database& database, const Scope& scope, const core::Id& circle, F&& f) {
  using Value = detail::ValueOf<F, db::Connection&, const CircleAccess&>;
  return database.write(scope.practice(), [&](db::Connection& connection) -> core::Result<Value> {
    auto access = scope.require_circle(connection, circle);
    if (not access) return std::unexpected(access.error());
    return detail::call(f, connection, std::as_const(*access));
  });
}

/// As read_client() and write_client(), for a caregiver and the client whom the caregiver is linked to.
template <std::invocable<db::Connection&, const ClientAccess&> F>
[[nodiscard]] auto read_ward(db::Database& database, const Scope& scope, F&& f) {
  using Value = detail::ValueOf<F, db::Connection&, const ClientAccess&>;
  const auto& client = scope.principal().ward();
  bool noted = false;
  auto result = database.read([&](db::Connection& connection) -> core::Result<Value> {
    auto access = scope.require_ward(connection);
    if (not access) return std::unexpected(access.error());
    noted = read_is_noted(connection, scope, client);
    return detail::call(f, connection, std::as_const(*access));
  });
  if (result and not noted) {
    if (auto note = note_read(database, scope, client); not note) result = std::unexpected(note.error());
  }
  return result;
}
template <std::invocable<db::Connection&, const ClientAccess&> F>
[[nodiscard]] auto write_ward(db::Database& database, const Scope& scope, F&& f) {
  using Value = detail::ValueOf<F, db::Connection&, const ClientAccess&>;
  return database.write(scope.practice(), [&](db::Connection& connection) -> core::Result<Value> {
    auto access = scope.require_ward(connection);
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
