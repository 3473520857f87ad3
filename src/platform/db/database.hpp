// The database: consistent reads, durable writes, one contract over SQLite and PostgreSQL.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "platform/core/id.hpp"
#include "platform/core/result.hpp"
#include "platform/core/time.hpp"
#include "platform/db/connection.hpp"
#include "platform/db/migration.hpp"

namespace intersession::db {

struct Options {
  /// A file for SQLite (made where it does not exist; its folder must), or
  /// "postgresql://user@host:port/database".
  std::string target;
  std::size_t readers = 4;              ///< reads that run at the same time
  std::size_t writers = 4;              ///< PostgreSQL: practices that are written at the same time
  std::size_t batch_limit = 64;         ///< writes that share one commit
  std::size_t queue_limit = 1024;       ///< writes that may wait; one more is answered kUnavailable at once
  std::string schema = "intersession";  ///< PostgreSQL: the schema everything lives in, [a-z_][a-z0-9_]*
  /// Called once, from whichever thread met it, when storage failed. The process should leave with exit
  /// status 70; the database acknowledges nothing any more. Must not call the Database.
  std::function<void(const core::Error&)> on_fatal;
  std::string vfs;                                ///< SQLite, for tests: another file layer
  std::chrono::milliseconds busy_patience{5000};  ///< SQLite: how long an outsider's lock is waited for
  int checkpoint_pages = 1000;  ///< SQLite: pages of log after which they are moved into the file
  bool unsafe_no_sync = false;  ///< SQLite, for control runs of tests only: synchronous=OFF
};

namespace detail {
template <class T>
struct Unwrapped {
  using type = T;
};
template <class T>
struct Unwrapped<core::Result<T>> {
  using type = T;
};
template <class F>
using ResultOf = core::Result<typename Unwrapped<std::invoke_result_t<F&, Connection&>>::type>;

/// Calls f and makes a Result of whatever it returns.
template <class F>
ResultOf<F> call(F& f, Connection& connection) {
  if constexpr (std::is_void_v<std::invoke_result_t<F&, Connection&>>) {
    f(connection);
    return {};
  } else {
    return f(connection);
  }
}
}  // namespace detail

/// Work on one transaction, without its type: an error rolls back.
using Work = std::function<core::Result<void>(Connection&)>;
/// What a write asks before it works; empty where nothing.
using Question = std::function<void(Connection&)>;

/// How many statements a read runs.
enum class Statements { kAny, kOne };

/// What a driver does. Database is the class that callers see.
class Driver {
 public:
  virtual ~Driver() = default;
  virtual core::Result<void> read(Statements statements, const Work& work) = 0;
  virtual core::Result<void> write(const core::Id& practice, const Question& question, const Work& work) = 0;
  virtual core::Result<void> migrate(std::span<const Migration> migrations, core::Instant now) = 0;
  [[nodiscard]] virtual Engine engine() const = 0;
  [[nodiscard]] virtual bool failed() const = 0;
  [[nodiscard]] virtual bool checked_integrity() const = 0;
  virtual void close() = 0;
};

/// Thread-safe. Work handed to read() or write() must not call read() or write() of the same Database again:
/// that is a bug and throws std::logic_error (another Database is fine).
///
/// Errors: kUnavailable (reason "busy", "overloaded", "closed", "serialization", "lost-connection"), kNoSpace
/// (nothing of the batch was kept; service goes on), kStorage (the storage failed: this and everything after
/// it is refused), kConflict (reason "unique" or "foreign-key"), kInternal (a bug: wrong SQL, wrong column
/// type). kUnavailable with reason "unknown-outcome": PostgreSQL went away during COMMIT, so the write may be
/// there or not; look the idempotency key up, in a write of the same practice, before answering.
class Database {
 public:
  /// SQLite: refuses a library older than 3.51.3, a file that another process has open, a network file
  /// system, and (after an unclean stop) a file that does not pass quick_check. Message: a plain sentence for
  /// an operator.
  [[nodiscard]] static core::Result<std::unique_ptr<Database>> open(const Options& options);

  explicit Database(std::unique_ptr<Driver> driver) : driver_(std::move(driver)) {}
  /// As close().
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Runs f(Connection&) on one consistent snapshot, on the calling thread; f returns T, core::Result<T> or
  /// nothing. Writing in it fails. An exception of f's own passes through.
  template <std::invocable<Connection&> F>
  [[nodiscard]] detail::ResultOf<F> read(F&& f) {
    return read_some(Statements::kAny, f);
  }

  /// As read(), for f that runs one statement; a second one throws DatabaseError. PostgreSQL needs no
  /// transaction around it.
  template <std::invocable<Connection&> F>
  [[nodiscard]] detail::ResultOf<F> look_up(F&& f) {
    return read_some(Statements::kOne, f);
  }

  /// Runs f(Connection&) on a writer's thread, together with other writes of the practice, and returns when
  /// all it wrote is durable. An error that f returns, a DatabaseError, or an exception of f's own (which
  /// passes through to the caller) undoes this write only. f may run more than once (PostgreSQL asks for that
  /// after a deadlock), so it must start afresh each time.
  /// Writes of one practice run one after the other, on every server; each sees what those before it wrote.
  /// Use the nil Id for what belongs to no practice, and let unique keys decide what two practices could both
  /// do.
  template <std::invocable<Connection&> F>
  [[nodiscard]] detail::ResultOf<F> write(const core::Id& practice, F&& f) {
    return write(practice, Question{}, std::forward<F>(f));
  }

  /// The same after a question: `question` calls Connection::ask(), f calls Connection::answer(). The
  /// questions of a batch are asked together before the first of its writes, and so answered for the price of
  /// one. Where a write of the batch calls Connection::outdate_questions(), those after it are asked anew.
  template <std::invocable<Connection&> F>
  [[nodiscard]] detail::ResultOf<F> write(const core::Id& practice, const Question& question, F&& f) {
    std::optional<detail::ResultOf<F>> result;
    const auto done = driver_->write(practice, question,
                                     [&](Connection& connection) { return keep(result, f, connection); });
    if (not done) return std::unexpected(done.error());
    return *std::move(result);
  }

  /// Brings the schema to the last of `migrations`, each in its own transaction, and stores number, name,
  /// SHA-256 and `now`. Refuses a database that is newer than the program, and one whose past migrations read
  /// differently.
  [[nodiscard]] core::Result<void> migrate(std::span<const Migration> migrations, core::Instant now) {
    return driver_->migrate(migrations, now);
  }

  [[nodiscard]] Engine engine() const { return driver_->engine(); }
  /// True once storage has failed; see Options::on_fatal.
  [[nodiscard]] bool failed() const { return driver_->failed(); }
  /// True where opening found an unclean stop and checked the whole file.
  [[nodiscard]] bool checked_integrity() const { return driver_->checked_integrity(); }

  /// Finishes the waiting writes, refuses new ones with kUnavailable ("closed"), and leaves the file clean.
  /// Must not be called from inside read() or write().
  void close() { driver_->close(); }

 private:
  template <class F>
  [[nodiscard]] detail::ResultOf<F> read_some(Statements statements, F& f) {
    std::optional<detail::ResultOf<F>> result;
    const auto done =
        driver_->read(statements, [&](Connection& connection) { return keep(result, f, connection); });
    if (not done) return std::unexpected(done.error());
    return *std::move(result);
  }

  template <class R, class F>
  static core::Result<void> keep(std::optional<R>& result, F& f, Connection& connection) {
    result.emplace(detail::call(f, connection));
    if (not *result) return std::unexpected(result->error());
    return {};
  }

  std::unique_ptr<Driver> driver_;
};

}  // namespace intersession::db
