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
  static void set_hopeful(Connection& connection, bool hopeful) {
    connection.hopeful_ = hopeful;
    connection.outdated_ = false;
  }
  static void allow(Connection& connection, Statements statements) {
    connection.only_one_ = statements == Statements::kOne;
    connection.ran_ = false;
  }
  static bool wrote(const Connection& connection) { return connection.wrote_; }
  static void hand_in(Connection& connection) { connection.hand_in(); }
  static void forget(Connection& connection) noexcept { connection.handovers_.clear(); }
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
      if (outcome.succeeded()) Attempt::hand_in(connection);
      connection.settle();
    } catch (const DatabaseError& error) {
      outcome.database = error;
    }
  }
  if (outcome.database and not outcome.thrown) outcome.result = std::unexpected(to_error(*outcome.database));
  return outcome;
}

Outcome attempt_read(DriverConnection& connection, Statements statements, const Work& work) {
  Attempt::allow(connection, statements);
  Outcome outcome = attempt(connection, work);
  Attempt::allow(connection, Statements::kAny);
  return outcome;
}

void Batch::fail(const core::Error& error) {
  for (const auto& write : writes) write->outcome = Outcome{std::unexpected(error)};
}

namespace {

/// However the transaction ends, nothing of it is handed on to the next.
class Transaction {
 public:
  Transaction(Connection& connection, bool hopeful) : connection_(connection) {
    Attempt::set_hopeful(connection_, hopeful);
  }
  ~Transaction() {
    Attempt::set_hopeful(connection_, false);
    Attempt::forget(connection_);
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

 private:
  Connection& connection_;
};

void ask(DriverConnection& connection, const Waiting& write) {
  if (*write.question) (*write.question)(connection);
}

/// False where one failed, and then nobody has an answer.
bool ask_all(DriverConnection& connection, const Batch& batch) {
  try {
    for (const auto& write : batch.writes) ask(connection, *write);
    return true;
  } catch (const DatabaseError& error) {
    if (dooms_all(error.fault())) throw;
    return false;
  }
}

/// The write with its own question before it.
Outcome ask_and_attempt(DriverConnection& connection, const Waiting& write) {
  return attempt(connection, [&](Connection& inside) {
    ask(connection, write);
    return (*write.work)(inside);
  });
}

void end(DriverConnection& connection, const Batch& batch) {
  if (std::ranges::any_of(batch.writes, [](const auto& write) { return write->outcome.succeeded(); })) {
    Attempt::hand_in(connection);
    connection.commit();
  } else {
    connection.rollback();
  }
}

/// Without marks, which cost as much as a statement each. False where a write failed that has to be undone,
/// or that nobody knows which it was: the caller rolls back.
bool transact_unmarked(DriverConnection& connection, Batch& batch) {
  const Transaction transaction(connection, true);
  connection.begin_write(batch.practice);
  if (not ask_all(connection, batch)) return false;
  for (const auto& write : batch.writes) {
    Attempt::begin(connection);
    write->outcome = attempt(connection, *write->work, Answers::kLater);
    const auto& fault = write->outcome.database;
    if (fault and dooms_all(fault->fault())) throw DatabaseError(*fault);
    if (not write->outcome.succeeded() and (fault or Attempt::wrote(connection))) return false;
  }
  try {
    end(connection, batch);
    return true;
  } catch (const DatabaseError& error) {
    if (dooms_all(error.fault())) throw;
    return false;
  }
}

/// Each write with its own question and answers, and behind a mark where there are others to keep.
void transact_carefully(DriverConnection& connection, Batch& batch) {
  const Transaction transaction(connection, false);
  const bool alone = batch.writes.size() == 1;
  connection.begin_write(batch.practice);
  for (const auto& write : batch.writes) {
    if (not alone) connection.mark();
    write->outcome = ask_and_attempt(connection, *write);
    const auto& fault = write->outcome.database;
    if (fault and (dooms_all(fault->fault()) or not connection.in_transaction())) throw DatabaseError(*fault);
    if (alone) break;
    if (write->outcome.succeeded()) {
      connection.keep();
    } else {
      connection.undo();
      Attempt::forget(connection);
    }
  }
  end(connection, batch);
}

}  // namespace

void transact(DriverConnection& connection, Batch& batch) {
  if (batch.writes.size() > 1) {
    if (transact_unmarked(connection, batch)) return;
    connection.rollback();
  }
  transact_carefully(connection, batch);
}

}  // namespace intersession::db
