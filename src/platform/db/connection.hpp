// SQL inside one transaction.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/db/error.hpp"
#include "platform/db/row.hpp"
#include "platform/db/value.hpp"

namespace intersession::db {

enum class Engine { kSqlite, kPostgres };

class Connection;

/// What the writes of one transaction hand on to each other, so that it is read and stored once for all of
/// them and not once for each: the end of a chain, say. See Connection::handover().
class Handover {
 public:
  Handover() = default;
  virtual ~Handover() = default;
  Handover(const Handover&) = delete;
  Handover& operator=(const Handover&) = delete;

  /// Stores it, after the writes and before the transaction is kept. May throw DatabaseError.
  virtual void store(Connection& connection) = 0;
};

/// A query whose rows are read later; see Connection::ask().
class Asked {
 public:
  explicit Asked(std::shared_ptr<const Table> table) : table_(std::move(table)) {}

 private:
  friend class Connection;
  std::shared_ptr<const Table> table_;
};

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

  /// Asks a query that answer() gives the rows of. SQLite runs it at once; PostgreSQL sends it, so that many
  /// questions are answered together. For the question that comes before a write (Database::write).
  template <Bindable... Args>
  [[nodiscard]] Asked ask(std::string_view sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{Value(args)...};
    return ask_values(sql, values);
  }
  /// The rows of a query of this transaction.
  [[nodiscard]] Rows answer(const Asked& asked);
  /// Called by a write after which questions asked before it might be answered otherwise. Writes of the same
  /// batch that come after it are then undone with it and run again, each asking for itself.
  void outdate_questions() { outdated_ = true; }

  /// Runs one statement that nearly always changes one row; whether it did. Among several writes on
  /// PostgreSQL that is taken for granted without waiting, and where it turns out wrong all of them are
  /// undone and run again, with the true answer. Where the caller reads true, what follows must be right for
  /// that.
  template <Bindable... Args>
  [[nodiscard]] bool changes_one(std::string_view sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{Value(args)...};
    return changes_one_values(sql, values);
  }

  /// The same with arguments collected at run time (predicates of a scope).
  std::int64_t execute_values(std::string_view sql, Values values);
  void send_values(std::string_view sql, Values values);
  [[nodiscard]] Rows query_values(std::string_view sql, Values values);
  [[nodiscard]] Asked ask_values(std::string_view sql, Values values);
  [[nodiscard]] bool changes_one_values(std::string_view sql, Values values);

  /// The one T of the writes that are kept or undone together, made where it is first asked for. Statements
  /// see nothing of it until it is stored at the end; where the writes are undone it is forgotten. For writes
  /// only.
  template <std::derived_from<Handover> T>
  [[nodiscard]] T& handover() {
    for (const auto& held : handovers_) {
      if (auto* found = dynamic_cast<T*>(held.get())) return *found;
    }
    auto made = std::make_unique<T>();
    T& handed = *made;
    handovers_.push_back(std::move(made));
    return handed;
  }

  [[nodiscard]] virtual Engine engine() const = 0;

 protected:
  Connection() = default;

  /// The driver's part: runs the statement, fills `table` where one is given, returns the rows changed.
  virtual std::int64_t run(std::string_view sql, Values values, Table* table) = 0;
  /// The same without an answer, for drivers that need not wait for one.
  virtual void run_unanswered(std::string_view sql, Values values) { run(sql, values, nullptr); }

  /// Fills `table` at the latest when answered(*table) is called.
  virtual void run_asked(std::string_view sql, Values values, const std::shared_ptr<Table>& table) {
    run(sql, values, table.get());
  }
  virtual void answered(const Table& /*table*/) {}
  /// Whether one row was changed, or true and a failure later.
  virtual bool run_hopefully(std::string_view sql, Values values) { return run(sql, values, nullptr) == 1; }

  /// Stores what the writes have handed on, at their end.
  void hand_in();

  /// Forgets an earlier failure; for drivers, after a rollback.
  void clear_failure() { failure_.reset(); }

 private:
  friend class Attempt;

  [[nodiscard]] static std::optional<Row> only_row(const Rows& rows);
  template <class Act>
  void guarded(const Act& act);
  /// Before each statement; throws DatabaseError.
  void admit(Values values);

  std::vector<std::unique_ptr<Handover>> handovers_;
  std::optional<DatabaseError> failure_;
  bool wrote_ = false;     ///< something may have changed since Attempt looked
  bool hopeful_ = false;   ///< one of several writes, which run again where a hope is disappointed
  bool only_one_ = false;  ///< the transaction may run one statement
  bool ran_ = false;       ///< and has run it
  bool outdated_ = false;  ///< questions asked before this may be answered otherwise now
};

}  // namespace intersession::db
