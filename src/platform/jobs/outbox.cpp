#include "platform/jobs/outbox.hpp"

#include <algorithm>

namespace intersession::jobs {
namespace {

// One statement each, so that two workers never hold the same job. SQLite has one writer; on PostgreSQL a row
// that another worker is just taking is skipped instead of waited for.
constexpr std::string_view kClaim =
    "WITH due AS MATERIALIZED (SELECT practice_id, job_id FROM job WHERE dead = 0 AND due_at <= ?1"
    " AND (lease_until IS NULL OR lease_until <= ?1) ORDER BY due_at LIMIT ?3)"
    " UPDATE job SET lease_until = ?2, lease_token = lease_token + 1, attempts = attempts + 1 FROM due"
    " WHERE job.practice_id = due.practice_id AND job.job_id = due.job_id"
    " RETURNING job.practice_id, job.job_id, kind, due_at, payload, lease_token, attempts";
constexpr std::string_view kClaimSkippingLocked =
    "WITH due AS MATERIALIZED (SELECT practice_id, job_id FROM job WHERE dead = 0 AND due_at <= ?1"
    " AND (lease_until IS NULL OR lease_until <= ?1) ORDER BY due_at LIMIT ?3 FOR UPDATE SKIP LOCKED)"
    " UPDATE job SET lease_until = ?2, lease_token = lease_token + 1, attempts = attempts + 1 FROM due"
    " WHERE job.practice_id = due.practice_id AND job.job_id = due.job_id"
    " RETURNING job.practice_id, job.job_id, kind, due_at, payload, lease_token, attempts";

void bury_abandoned(db::Connection& connection, core::Instant now, const Policy& policy) {
  connection.execute(
      "UPDATE job SET dead = 1, reason = 'abandoned', lease_until = NULL, lease_token = lease_token + 1"
      " WHERE dead = 0 AND due_at <= ?1 AND lease_until <= ?1 AND attempts >= ?2",
      now, policy.most_attempts);
}

}  // namespace

std::chrono::seconds delay_after(int attempts, const Policy& policy) {
  std::chrono::seconds delay = policy.first_delay;
  for (int i = 1; i < attempts and delay < policy.longest_delay; ++i) delay *= 2;
  return std::min(delay, policy.longest_delay);
}

bool enqueue(db::Connection& connection, const NewJob& job) {
  return connection.execute(
             "INSERT INTO job (practice_id, job_id, kind, due_at, lease_token, attempts, payload, dead)"
             " VALUES (?1, ?2, ?3, ?4, 0, 0, ?5, 0) ON CONFLICT (practice_id, job_id) DO NOTHING",
             job.practice, job.id, job.kind, job.due, job.payload) == 1;
}

bool cancel(db::Connection& connection, const core::Id& practice, const core::Id& id) {
  return connection.execute("DELETE FROM job WHERE practice_id = ?1 AND job_id = ?2", practice, id) == 1;
}

bool holds(db::Connection& connection, const Job& job, core::Instant now) {
  return not connection
                 .query(
                     "SELECT 1 FROM job WHERE practice_id = ?1 AND job_id = ?2 AND lease_token = ?3"
                     " AND lease_until > ?4",
                     job.practice, job.id, job.token, now)
                 .empty();
}

bool complete(db::Connection& connection, const Job& job) {
  return connection.execute("DELETE FROM job WHERE practice_id = ?1 AND job_id = ?2 AND lease_token = ?3",
                            job.practice, job.id, job.token) == 1;
}

core::Result<std::vector<Job>> Outbox::claim(std::size_t limit) {
  return database_->write(worker_, [&](db::Connection& connection) {
    const core::Instant now = clock_->now();
    const core::Instant until = now + policy_.lease;
    bury_abandoned(connection, now, policy_);
    std::vector<Job> jobs;
    const auto sql = connection.engine() == db::Engine::kPostgres ? kClaimSkippingLocked : kClaim;
    for (const db::Row& row : connection.query(sql, now, until, limit)) {
      jobs.push_back({row.id(0), row.id(1), row.text(2), row.instant(3), row.bytes(4), until, row.integer(5),
                      static_cast<int>(row.integer(6))});
    }
    std::ranges::sort(jobs, {}, &Job::due);
    return jobs;
  });
}

core::Result<bool> Outbox::complete(const Job& job) {
  return database_->write(job.practice,
                          [&](db::Connection& connection) { return jobs::complete(connection, job); });
}

core::Result<bool> Outbox::retry(const Job& job, std::string_view reason) {
  return database_->write(job.practice, [&](db::Connection& connection) {
    const bool last = job.attempts >= policy_.most_attempts;
    return connection.execute(
               "UPDATE job SET due_at = ?4, lease_until = NULL, dead = ?5, reason = ?6"
               " WHERE practice_id = ?1 AND job_id = ?2 AND lease_token = ?3 AND lease_until IS NOT NULL",
               job.practice, job.id, job.token, clock_->now() + delay_after(job.attempts, policy_), last,
               reason) == 1;
  });
}

core::Result<bool> Outbox::release(const Job& job) {
  return database_->write(job.practice, [&](db::Connection& connection) {
    return connection.execute(
               "UPDATE job SET lease_until = NULL, attempts = attempts - 1"
               " WHERE practice_id = ?1 AND job_id = ?2 AND lease_token = ?3 AND lease_until IS NOT NULL",
               job.practice, job.id, job.token) == 1;
  });
}

core::Result<std::vector<DeadJob>> Outbox::dead(const core::Id& practice) {
  return database_->read([&](db::Connection& connection) {
    std::vector<DeadJob> jobs;
    for (const db::Row& row :
         connection.query("SELECT practice_id, job_id, kind, due_at, attempts, reason FROM job"
                          " WHERE practice_id = ?1 AND dead = 1 ORDER BY due_at DESC LIMIT 100",
                          practice)) {
      jobs.push_back({row.id(0), row.id(1), row.text(2), row.instant(3), static_cast<int>(row.integer(4)),
                      row.text_or_null(5).value_or("")});
    }
    return jobs;
  });
}

core::Result<bool> Outbox::revive(const core::Id& practice, const core::Id& id) {
  return database_->write(practice, [&](db::Connection& connection) {
    return connection.execute(
               "UPDATE job SET dead = 0, attempts = 0, due_at = ?3, lease_until = NULL"
               " WHERE practice_id = ?1 AND job_id = ?2 AND dead = 1",
               practice, id, clock_->now()) == 1;
  });
}

}  // namespace intersession::jobs
