// Work that must happen after a write: kept with the write, done at least once.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/bytes.hpp"
#include "platform/core/id.hpp"
#include "platform/core/result.hpp"
#include "platform/core/time.hpp"
#include "platform/db/database.hpp"

namespace intersession::jobs {

/// The table, as part of a migration (see db::Migration).
inline constexpr std::string_view kSchema =
    "CREATE TABLE job (\n"
    "  practice_id ID NOT NULL,\n"
    "  job_id ID NOT NULL,\n"
    "  kind TEXT NOT NULL,\n"
    "  due_at INT NOT NULL,\n"
    "  lease_until INT,\n"           // nothing: nobody works on it
    "  lease_token INT NOT NULL,\n"  // rises with every claim
    "  attempts INT NOT NULL,\n"     // claims so far
    "  payload BYTES NOT NULL,\n"    // sealed
    "  dead INT NOT NULL,\n"         // 1: given up; somebody must look
    "  reason TEXT,\n"               // machine word of the last failure
    "  PRIMARY KEY (practice_id, job_id)\n"
    ") STRICT;\n"
    "CREATE INDEX job_due ON job (dead, due_at);\n";

/// Something to do.
struct NewJob {
  core::Id practice;
  core::Id id;  ///< also the idempotency key: enqueuing it twice does nothing the second time
  std::string kind;
  core::Instant due;
  core::Bytes
      payload;  ///< sealed by the caller (practice's or client's key); the table's owner cannot read it
};

/// Something a worker has taken on. The lease fences: once it ran out and another worker took the job, the
/// token is worthless and complete(), retry() and release() answer false.
struct Job {
  core::Id practice;
  core::Id id;
  std::string kind;
  core::Instant due;
  core::Bytes payload;
  core::Instant lease_until;
  std::int64_t token = 0;
  int attempts = 0;  ///< claims so far, with this one
};

/// A job that was given up.
struct DeadJob {
  core::Id practice;
  core::Id id;
  std::string kind;
  core::Instant due;
  int attempts = 0;
  std::string reason;
};

struct Policy {
  std::chrono::seconds lease{60};
  std::chrono::seconds first_delay{60};  ///< after the first failure; doubles
  std::chrono::seconds longest_delay{6 * 3600};
  int most_attempts = 12;  ///< then it is dead
};

/// How long to wait after this many failed attempts (at least 1).
[[nodiscard]] std::chrono::seconds delay_after(int attempts, const Policy& policy);

/// Puts a job into the outbox, in the transaction that makes it necessary. False where it was there already.
bool enqueue(db::Connection& connection, const NewJob& job);
/// Takes a job back that nobody has done yet. False where there is none.
bool cancel(db::Connection& connection, const core::Id& practice, const core::Id& id);
/// True while the lease is still this worker's; the last look before an effect that cannot be undone.
[[nodiscard]] bool holds(db::Connection& connection, const Job& job, core::Instant now);
/// Removes a job in the transaction that did it. False where the lease was lost: then the caller's
/// transaction should fail too.
bool complete(db::Connection& connection, const Job& job);

/// The outbox as workers see it. Thread-safe.
class Outbox {
 public:
  /// `worker` names this process; claims of different workers do not wait for each other (PostgreSQL).
  Outbox(db::Database& database, const core::Clock& clock, const core::Id& worker, Policy policy = {})
      : database_(&database), clock_(&clock), worker_(worker), policy_(policy) {}

  /// Takes on at most `limit` jobs that are due and that nobody holds, the longest due first. A job whose
  /// last allowed attempt ended without a word becomes dead ("abandoned").
  [[nodiscard]] core::Result<std::vector<Job>> claim(std::size_t limit);
  /// Removes a finished job; false where the lease was lost (somebody else will do it, or did).
  [[nodiscard]] core::Result<bool> complete(const Job& job);
  /// Puts a job off after a failure, or gives it up after the last attempt. `reason` is a machine word.
  [[nodiscard]] core::Result<bool> retry(const Job& job, std::string_view reason);
  /// Gives a job back that was not begun (shutting down); the claim does not count as an attempt.
  [[nodiscard]] core::Result<bool> release(const Job& job);

  /// What was given up in a practice, the latest due first; at most 100.
  [[nodiscard]] core::Result<std::vector<DeadJob>> dead(const core::Id& practice);
  /// Tries a dead job again from the start. False where there is none.
  [[nodiscard]] core::Result<bool> revive(const core::Id& practice, const core::Id& id);

  [[nodiscard]] const Policy& policy() const { return policy_; }

 private:
  db::Database* database_;
  const core::Clock* clock_;
  core::Id worker_;
  Policy policy_;
};

}  // namespace intersession::jobs
