// What can go wrong with a statement, the same words for both engines.
#pragma once

#include <stdexcept>
#include <string>

#include "platform/core/result.hpp"

namespace intersession::db {

enum class Fault {
  kUnique,          ///< a unique or primary key exists already
  kForeignKey,      ///< a row that is referred to does not exist, or is still referred to
  kCheck,           ///< a CHECK, NOT NULL or column type refused the value
  kBusy,            ///< somebody else held a lock for too long, or the statement ran out of time
  kSerialization,   ///< PostgreSQL asks to run the transaction again (40001, 40P01)
  kLostConnection,  ///< PostgreSQL went away
  kNoSpace,         ///< the disk is full
  kIo,              ///< reading, writing or syncing failed: nothing may be acknowledged any more
  kCorrupt,         ///< the file is damaged or no database: nothing may be acknowledged any more
  kOther            ///< wrong SQL, wrong use
};

/// The state of a kLostConnection that came during COMMIT: what was written may be there or not.
inline constexpr const char* kUnknownOutcome = "unknown-outcome";

/// Thrown by Connection and Row, caught by Database::read() and write(): it never leaves them.
class DatabaseError : public std::runtime_error {
 public:
  /// `detail` is the engine's own sentence and is for logs; `state` its code ("19" or "23505").
  DatabaseError(Fault fault, std::string state, const std::string& detail)
      : std::runtime_error(detail), fault_(fault), state_(std::move(state)) {}

  [[nodiscard]] Fault fault() const { return fault_; }
  [[nodiscard]] const std::string& state() const { return state_; }

 private:
  Fault fault_;
  std::string state_;
};

/// The error that callers of Database see. `reason` is one of "unique", "foreign-key", "check", "busy",
/// "serialization", "lost-connection", "unknown-outcome", "no-space", "io", "corrupt", "sql".
[[nodiscard]] core::Error to_error(const DatabaseError& error);

/// True for faults after which the process must stop acknowledging.
[[nodiscard]] bool is_fatal(Fault fault);

}  // namespace intersession::db
