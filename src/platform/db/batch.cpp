#include "platform/db/batch.hpp"

#include <algorithm>

namespace intersession::db {
namespace {

/// Faults that concern the transaction, not only the write that met them.
bool dooms_all(Fault fault) {
  switch (fault) {
    case Fault::kSerialization:
    case Fault::kLostConnection:
    case Fault::kNoSpace:
    case Fault::kIo:
    case Fault::kCorrupt:
      return true;
    default:
      return false;
  }
}

}  // namespace

/// Knows whether a connection has met a failure, even one that the work swallowed.
class Attempt {
 public:
  static const std::optional<DatabaseError>& failure(const Connection& connection) {
    return connection.failure_;
  }
};

Outcome attempt(DriverConnection& connection, const Work& work) {
  Outcome outcome;
  try {
    outcome.result = work(connection);
  } catch (const DatabaseError& error) {
    outcome.database = error;
  } catch (...) {
    outcome.thrown = std::current_exception();
  }
  if (const auto& failure = Attempt::failure(connection)) outcome.database = failure;
  if (outcome.database and not outcome.thrown) outcome.result = std::unexpected(to_error(*outcome.database));
  return outcome;
}

void Batch::fail(const core::Error& error) {
  for (const auto& write : writes) write->outcome = Outcome{std::unexpected(error)};
}

void transact(DriverConnection& connection, Batch& batch) {
  connection.begin_write(batch.practice);
  const bool alone = batch.writes.size() == 1;
  for (const auto& write : batch.writes) {
    if (not alone) connection.mark();
    write->outcome = attempt(connection, *write->work);
    const auto& fault = write->outcome.database;
    if (fault and (dooms_all(fault->fault()) or not connection.in_transaction())) throw DatabaseError(*fault);
    if (alone) continue;
    if (write->outcome.succeeded()) {
      connection.keep();
    } else {
      connection.undo();
    }
  }
  const bool any =
      std::ranges::any_of(batch.writes, [](const auto& write) { return write->outcome.succeeded(); });
  if (any) {
    connection.commit();
  } else {
    connection.rollback();
  }
}

}  // namespace intersession::db
