// SQL inside one transaction.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "platform/db/error.hpp"
#include "platform/db/row.hpp"
#include "platform/db/value.hpp"

namespace intersession::db {

enum class Engine { kSqlite, kPostgres };

/// Exists only inside Database::read() and Database::write(), and only for the thread that runs them.
///
/// SQL is the subset that both engines share (INSERT … ON CONFLICT … DO UPDATE … RETURNING, CTEs, FILTER,
/// window functions). Parameters are ?1, ?2, …; every one must be given. Statements are prepared once per
/// connection and kept by their text, so write constant text and bind what changes. Traps:
///  - NULLs sort first in SQLite and last in PostgreSQL: say NULLS FIRST or NULLS LAST.
///  - there are no booleans: store 0 and 1 in an INT and write `WHERE flag = 1`.
///  - LIKE ignores case in SQLite only: do without it.
///  - `for (… : *database.read(…))` walks over a Result that is gone already: name it first.
///  - text sorts by bytes on both engines (columns get COLLATE "C" in PostgreSQL).
///
/// Whatever fails throws DatabaseError. After that the transaction is lost on PostgreSQL, so it is on SQLite
/// too: every later statement in the same read() or write() throws the same fault again, and the write is
/// rolled back even where the caller swallowed the exception. To allow for a row that may exist already, use
/// ON CONFLICT DO NOTHING and look at the number of rows changed.
class Connection {
 public:
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs one statement; the number of rows it inserted, changed or deleted.
  template <Bindable... Args>
  std::int64_t execute(std::string_view sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{Value(args)...};
    return execute_values(sql, values);
  }

  /// Runs one statement whose number of rows nobody asks for. SQLite runs it at once; PostgreSQL sends it
  /// without waiting, so what it failed of may be thrown by any later statement of the same write, or at its
  /// end. Everything that follows sees what it did.
  template <Bindable... Args>
  void send(std::string_view sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{Value(args)...};
    send_values(sql, values);
  }

  /// Runs one statement and reads all its rows: `for (const Row& row : connection.query("SELECT …", id))`.
  template <Bindable... Args>
  [[nodiscard]] Rows query(std::string_view sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{Value(args)...};
    return query_values(sql, values);
  }

  /// The one row of a query, or nothing. More than one is a bug and throws.
  template <Bindable... Args>
  [[nodiscard]] std::optional<Row> query_one(std::string_view sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{Value(args)...};
    return only_row(query_values(sql, values));
  }

  /// The same with arguments collected at run time (predicates of a scope).
  std::int64_t execute_values(std::string_view sql, Values values);
  void send_values(std::string_view sql, Values values);
  [[nodiscard]] Rows query_values(std::string_view sql, Values values);

  [[nodiscard]] virtual Engine engine() const = 0;

 protected:
  Connection() = default;

  /// The driver's part: runs the statement, fills `table` where one is given, returns the rows changed.
  virtual std::int64_t run(std::string_view sql, Values values, Table* table) = 0;
  /// The same without an answer, for drivers that need not wait for one.
  virtual void run_unanswered(std::string_view sql, Values values) { run(sql, values, nullptr); }

  /// Forgets an earlier failure; for drivers, after a rollback.
  void clear_failure() { failure_.reset(); }

 private:
  friend class Attempt;

  [[nodiscard]] static std::optional<Row> only_row(const Rows& rows);
  template <class Act>
  void guarded(const Act& act);

  std::optional<DatabaseError> failure_;
  bool wrote_ = false;  ///< something may have changed since Attempt looked
};

}  // namespace intersession::db
