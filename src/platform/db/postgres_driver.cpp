#include "platform/db/postgres_driver.hpp"

#include <algorithm>
#include <chrono>

#include "platform/core/random.hpp"
#include "platform/db/migration_runner.hpp"

namespace intersession::db {
namespace {

using Use = PostgresConnection::Use;

constexpr std::chrono::seconds kReaderPatience{5};
constexpr int kMostRuns = 6;

bool is_schema_name(std::string_view name) {
  return not name.empty() and name.size() <= 63 and (name[0] < '0' or name[0] > '9') and
         std::ranges::all_of(
             name, [](char c) { return (c >= 'a' and c <= 'z') or (c >= '0' and c <= '9') or c == '_'; });
}

/// Whether work that met this error may simply run again: nothing of it was kept, for certain.
bool may_run_again(const DatabaseError& error, int runs) {
  if (error.fault() == Fault::kSerialization) return runs < kMostRuns;
  return error.fault() == Fault::kLostConnection and error.state() != kUnknownOutcome and runs < 2;
}

void pause(int runs) {
  core::SystemRandom random;
  const std::uint32_t most = 2000U << static_cast<unsigned>(runs);
  std::this_thread::sleep_for(std::chrono::microseconds(random.below(most)));
}

/// libpq's messages have lines; an operator's log gets one.
std::string in_one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c != '\n' and c != '\t') {
      line.push_back(c);
    } else if (not line.empty() and line.back() != ' ') {
      line.push_back(' ');
    }
  }
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

}  // namespace

core::Result<std::unique_ptr<Driver>> PostgresDriver::open(const Options& options) {
  if (not is_schema_name(options.schema)) {
    return core::fail(core::ErrorCode::kStorage, "The schema's name must be small letters, digits and _.",
                      "schema");
  }
  std::unique_ptr<PostgresDriver> driver(new PostgresDriver(options));
  try {
    driver->make_schema();
  } catch (const DatabaseError& error) {
    return core::fail(core::ErrorCode::kStorage,
                      in_one_line(std::string("Cannot use the PostgreSQL database: ") + error.what()),
                      "open");
  }
  for (std::size_t i = 0; i < std::max<std::size_t>(options.writers, 1); ++i) {
    driver->threads_.emplace_back([&driver = *driver] { driver.write_until_closed(); });
  }
  return driver;
}

PostgresDriver::PostgresDriver(const Options& options)
    : options_(options),
      fatal_(options.on_fatal),
      readers_(std::max<std::size_t>(options.readers, 1)),
      queue_(WriteQueue::Lanes::kPerPractice, options.queue_limit,
             std::max<std::size_t>(options.batch_limit, 1)) {}

void PostgresDriver::make_schema() {
  PostgresConnection connection(options_.target, options_.schema, Use::kWrite);
  connection.begin_write(core::Id{});
  connection.script("CREATE SCHEMA IF NOT EXISTS \"" + options_.schema + "\"");
  connection.commit();
}

PostgresConnection& PostgresDriver::connected(Place& place, Use use) const {
  if (not place or not place->usable()) {
    place.reset();
    place = std::make_unique<PostgresConnection>(options_.target, options_.schema, use);
  }
  return *place;
}

core::Result<void> PostgresDriver::read(Statements statements, const Work& work) {
  Inside::refuse(this);
  if (fatal_.tripped()) return std::unexpected(fatal_.error());
  const auto lease = readers_.lease(kReaderPatience);
  if (not lease) return std::unexpected(lease.error());
  Place& place = **lease;
  for (int runs = 1;; ++runs) {
    Outcome outcome;
    try {
      PostgresConnection& connection = connected(place, Use::kRead);
      if (statements == Statements::kAny) connection.begin_read();
      const Inside inside(this);
      outcome = attempt_read(connection, statements, work);
      connection.end_read();
    } catch (const DatabaseError& error) {
      outcome.database = error;
    }
    if (outcome.thrown) std::rethrow_exception(outcome.thrown);
    if (not outcome.database) return outcome.result;
    if (outcome.database->fault() == Fault::kSerialization)
      place.reset();  // a fresh one knows no stale plans
    if (not may_run_again(*outcome.database, runs)) return std::unexpected(fatal_.meet(*outcome.database));
  }
}

core::Result<void> PostgresDriver::write(const core::Id& practice, const Question& question,
                                         const Work& work) {
  Inside::refuse(this);
  if (fatal_.tripped()) return std::unexpected(fatal_.error());
  return queue_.submit(practice, question, work);
}

void PostgresDriver::write_until_closed() {
  Place place;
  while (auto batch = queue_.next()) {
    run_batch(place, *batch);
    queue_.finish(*batch);
  }
}

void PostgresDriver::run_batch(Place& place, Batch& batch) {
  for (int runs = 1;; ++runs) {
    if (fatal_.tripped()) return batch.fail(fatal_.error());
    try {
      PostgresConnection& connection = connected(place, Use::kWrite);
      const Inside inside(this);
      return transact(connection, batch);
    } catch (const DatabaseError& error) {
      if (place) place->rollback();
      if (error.state() == "0A000" or error.state() == "26000") place.reset();
      if (not may_run_again(error, runs)) return batch.fail(fatal_.meet(error));
      if (error.fault() == Fault::kSerialization) pause(runs);
    } catch (const std::exception&) {  // out of memory
      place.reset();
      return batch.fail(
          {core::ErrorCode::kUnavailable, "The service is short of memory. Please try again.", {}, "memory"});
    }
  }
}

core::Result<void> PostgresDriver::migrate(std::span<const Migration> migrations, core::Instant now) {
  Inside::refuse(this);
  if (fatal_.tripped()) return std::unexpected(fatal_.error());
  try {
    PostgresConnection connection(options_.target, options_.schema, Use::kWrite);
    connection.take_your_time();
    return apply_migrations(connection, migrations, now);
  } catch (const DatabaseError& error) {
    return std::unexpected(fatal_.meet(error));
  }
}

void PostgresDriver::close() {
  const std::lock_guard closing(close_mutex_);
  if (closed_) return;
  closed_ = true;
  queue_.close();
  for (std::thread& thread : threads_) thread.join();
  readers_.close();
}

}  // namespace intersession::db
