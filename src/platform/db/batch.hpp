// Several writes in one transaction.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <semaphore>
#include <vector>

#include "platform/core/id.hpp"
#include "platform/db/database.hpp"
#include "platform/db/driver_connection.hpp"

namespace intersession::db {

/// How one piece of work ended.
struct Outcome {
  core::Result<void> result;
  std::exception_ptr thrown{};              ///< an exception of the work's own
  std::optional<DatabaseError> database{};  ///< the fault behind `result`, where a statement failed

  [[nodiscard]] bool succeeded() const { return result.has_value() and not thrown; }
};

/// Runs the work and catches whatever it throws. Work that swallowed a DatabaseError has failed all the same.
[[nodiscard]] Outcome attempt(DriverConnection& connection, const Work& work);

/// One write that a thread waits for.
struct Waiting {
  const Work* work = nullptr;
  Outcome outcome{};
  std::binary_semaphore done{0};
};

struct Batch {
  core::Id practice;
  std::vector<std::shared_ptr<Waiting>> writes;

  /// Gives every write the same error: whatever each saw may have come from others that are undone now.
  void fail(const core::Error& error);
};

/// Runs all writes of a batch in one transaction and commits those that succeeded. Throws DatabaseError where
/// the transaction as a whole failed; then the caller must roll back, and no outcome counts.
void transact(DriverConnection& connection, Batch& batch);

}  // namespace intersession::db
