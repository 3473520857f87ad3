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

/// What a connection knows of the work that ran on it.
class Attempt {
 public:
  /// A failure, even one that the work swallowed.
  static const std::optional<DatabaseError>& failure(const Connection& connection) {
    return connection.failure_;
  }
  static void begin(Connection& connection) { connection.wrote_ = false; }
  static bool wrote(const Connection& connection) { return connection.wrote_; }
};

Outcome attempt(DriverConnection& connection, const Work& work, Answers answers) {
  Outcome outcome;
  try {
    outcome.result = work(connection);
  } catch (const DatabaseError& error) {
    outcome.database = error;
  } catch (...) {
    outcome.thrown = std::current_exception();
  }
  if (const auto& failure = Attempt::failure(connection)) outcome.database = failure;
  if (answers == Answers::kAll and not outcome.database) {
    try {
      connection.settle();
    } catch (const DatabaseError& error) {
      outcome.database = error;
    }
  }
  if (outcome.database and not outcome.thrown) outcome.result = std::unexpected(to_error(*outcome.database));
  return outcome;
}

void Batch::fail(const core::Error& error) {
  for (const auto& write : writes) write->outcome = Outcome{std::unexpected(error)};
}

namespace {

void end(DriverConnection& connection, const Batch& batch) {
  if (std::ranges::any_of(batch.writes, [](const auto& write) { return write->outcome.succeeded(); })) {
    connection.commit();
  } else {
    connection.rollback();
  }
}

/// Without marks, which cost as much as a statement each. False where a write failed that has to be undone,
/// or that nobody knows which it was: nothing is kept then.
bool transact_unmarked(DriverConnection& connection, Batch& batch) {
  const bool alone = batch.writes.size() == 1;
  for (const auto& write : batch.writes) {
    Attempt::begin(connection);
    write->outcome = attempt(connection, *write->work, alone ? Answers::kAll : Answers::kLater);
    const auto& fault = write->outcome.database;
    if (fault and (dooms_all(fault->fault()) or (alone and not connection.in_transaction())))
      throw DatabaseError(*fault);
    if (alone or write->outcome.succeeded() or not(fault or Attempt::wrote(connection))) continue;
    connection.rollback();
    return false;
  }
  try {
    end(connection, batch);
    return true;
  } catch (const DatabaseError& error) {
    if (alone or dooms_all(error.fault())) throw;
    connection.rollback();
    return false;
  }
}

void transact_marked(DriverConnection& connection, Batch& batch) {
  connection.begin_write(batch.practice);
  for (const auto& write : batch.writes) {
    connection.mark();
    write->outcome = attempt(connection, *write->work, Answers::kAll);
    const auto& fault = write->outcome.database;
    if (fault and (dooms_all(fault->fault()) or not connection.in_transaction())) throw DatabaseError(*fault);
    if (write->outcome.succeeded()) {
      connection.keep();
    } else {
      connection.undo();
    }
  }
  end(connection, batch);
}

}  // namespace

void transact(DriverConnection& connection, Batch& batch) {
  connection.begin_write(batch.practice);
  if (not transact_unmarked(connection, batch)) transact_marked(connection, batch);
}

}  // namespace intersession::db
