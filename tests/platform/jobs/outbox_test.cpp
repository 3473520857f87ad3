#include "platform/jobs/outbox.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <set>
#include <thread>

#include "platform/db/test_database.hpp"
#include "platform/jobs/runner.hpp"

namespace intersession::jobs {
namespace {

using std::chrono::seconds;

constexpr db::Migration kMigrations[] = {{1, "jobs", kSchema}};
const core::Id kPractice{{4}};
const core::Instant kStart = core::from_micros(1'800'000'000'000'000);

core::Id id(int number) {
  return core::Id{{1, static_cast<unsigned char>(number), static_cast<unsigned char>(number >> 8)}};
}

class OutboxOn : public test::OnBothEngines {
 protected:
  void SetUp() override { ASSERT_TRUE(database().migrate(kMigrations, kStart)); }

  void add(int number, core::Instant due = kStart, std::string kind = "remind") {
    const auto added = database().write(kPractice, [&](db::Connection& connection) {
      return enqueue(connection,
                     {kPractice, id(number), kind, due, {1, 2, static_cast<unsigned char>(number)}});
    });
    ASSERT_TRUE(added) << added.error().message;
    ASSERT_TRUE(*added);
  }
  std::vector<Job> claim(std::size_t limit = 10) {
    auto jobs = outbox_.claim(limit);
    if (not jobs) throw std::runtime_error(jobs.error().message);
    return *jobs;
  }

  core::FixedClock clock_{kStart};
  Outbox outbox_{database(), clock_, core::Id{{99}}};
};

TEST_P(OutboxOn, GivesAJobToOneWorkerOnce) {
  add(7);
  const auto jobs = claim();
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].practice, kPractice);
  EXPECT_EQ(jobs[0].id, id(7));
  EXPECT_EQ(jobs[0].kind, "remind");
  EXPECT_EQ(jobs[0].due, kStart);
  EXPECT_EQ(jobs[0].payload, (core::Bytes{1, 2, 7}));
  EXPECT_EQ(jobs[0].lease_until, kStart + seconds(60));
  EXPECT_EQ(jobs[0].attempts, 1);
  EXPECT_TRUE(claim().empty());
  EXPECT_TRUE(*outbox_.complete(jobs[0]));
  clock_.advance(std::chrono::hours(24));
  EXPECT_TRUE(claim().empty());
}

TEST_P(OutboxOn, WaitsUntilAJobIsDueAndTakesTheLongestDueFirst) {
  add(1, kStart + seconds(30));
  add(2, kStart + seconds(10));
  add(3, kStart + seconds(20));
  EXPECT_TRUE(claim().empty());
  clock_.advance(seconds(25));
  const auto jobs = claim();
  ASSERT_EQ(jobs.size(), 2U);
  EXPECT_EQ(jobs[0].id, id(2));
  EXPECT_EQ(jobs[1].id, id(3));
  clock_.advance(seconds(5));
  EXPECT_EQ(claim(1).at(0).id, id(1));
}

TEST_P(OutboxOn, EnqueuingTwiceIsOnce) {
  add(1);
  const auto again = database().write(
      kPractice, [&](db::Connection& c) { return enqueue(c, {kPractice, id(1), "other", kStart, {}}); });
  EXPECT_FALSE(*again);
  EXPECT_EQ(claim().size(), 1U);
}

TEST_P(OutboxOn, AJobGoesWithItsTransaction) {
  const auto failed = database().write(kPractice, [&](db::Connection& connection) -> core::Result<void> {
    enqueue(connection, {kPractice, id(1), "remind", kStart, {}});
    return core::fail(core::ErrorCode::kConflict, "No.");
  });
  EXPECT_FALSE(failed);
  EXPECT_TRUE(claim().empty());
}

TEST_P(OutboxOn, ACancelledJobIsGone) {
  add(1);
  const auto cancelled = [&] {
    return *database().write(kPractice, [&](db::Connection& c) { return cancel(c, kPractice, id(1)); });
  };
  EXPECT_TRUE(cancelled());
  EXPECT_FALSE(cancelled());
  EXPECT_TRUE(claim().empty());
}

TEST_P(OutboxOn, ALeaseThatRanOutFencesItsFirstHolder) {
  add(1);
  const Job first = claim().at(0);
  clock_.advance(seconds(59));
  EXPECT_TRUE(claim().empty());
  clock_.advance(seconds(1));
  const Job second = claim().at(0);
  EXPECT_GT(second.token, first.token);
  EXPECT_EQ(second.attempts, 2);
  const auto holds_now = [&](const Job& job) {
    return *database().read([&](db::Connection& c) { return holds(c, job, clock_.now()); });
  };
  EXPECT_FALSE(holds_now(first));
  EXPECT_TRUE(holds_now(second));
  EXPECT_FALSE(*outbox_.complete(first));
  EXPECT_FALSE(*outbox_.retry(first, "late"));
  EXPECT_FALSE(*outbox_.release(first));
  EXPECT_TRUE(holds_now(second));
  clock_.advance(seconds(60));
  EXPECT_FALSE(holds_now(second));
  EXPECT_TRUE(*outbox_.complete(second));  // nobody else took it meanwhile
}

TEST_P(OutboxOn, AFailedJobWaitsLongerEachTimeAndIsGivenUpInTheEnd) {
  add(1);
  int attempt = 0;
  for (const int wait : {60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 21600, 21600}) {
    const Job job = claim().at(0);
    EXPECT_EQ(job.attempts, ++attempt);
    EXPECT_TRUE(*outbox_.retry(job, "smtp-451"));
    EXPECT_FALSE(*outbox_.retry(job, "twice"));
    clock_.advance(seconds(wait - 1));
    EXPECT_TRUE(claim().empty()) << "after attempt " << attempt;
    clock_.advance(seconds(1));
  }
  EXPECT_TRUE(*outbox_.retry(claim().at(0), "smtp-451"));
  clock_.advance(std::chrono::hours(1000));
  EXPECT_TRUE(claim().empty());
  const auto dead = *outbox_.dead(kPractice);
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].id, id(1));
  EXPECT_EQ(dead[0].attempts, 12);
  EXPECT_EQ(dead[0].reason, "smtp-451");
  EXPECT_TRUE(outbox_.dead(core::Id{{5}})->empty());

  EXPECT_TRUE(*outbox_.revive(kPractice, id(1)));
  EXPECT_FALSE(*outbox_.revive(kPractice, id(1)));
  EXPECT_EQ(claim().at(0).attempts, 1);
}

TEST_P(OutboxOn, AJobThatKillsItsWorkersIsGivenUpToo) {
  add(1);
  for (int attempt = 1; attempt <= 12; ++attempt) {
    ASSERT_EQ(claim().size(), 1U);
    clock_.advance(seconds(60));
  }
  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(outbox_.dead(kPractice)->at(0).reason, "abandoned");
}

TEST_P(OutboxOn, AReleasedJobIsThereAtOnceAndNothingCounts) {
  add(1);
  EXPECT_TRUE(*outbox_.release(claim().at(0)));
  EXPECT_EQ(claim().at(0).attempts, 1);
}

TEST_P(OutboxOn, CompletingBelongsToTheTransactionThatDidTheWork) {
  add(1);
  const Job job = claim().at(0);
  const auto failed = database().write(kPractice, [&](db::Connection& connection) -> core::Result<void> {
    EXPECT_TRUE(complete(connection, job));
    return core::fail(core::ErrorCode::kConflict, "No.");
  });
  EXPECT_FALSE(failed);
  EXPECT_TRUE(*database().read([&](db::Connection& c) { return holds(c, job, clock_.now()); }));
  EXPECT_TRUE(*outbox_.complete(job));
}

TEST_P(OutboxOn, ManyWorkersShareTheWorkAndNoneIsDoneTwice) {
  constexpr int kJobs = 120;
  for (int i = 0; i < kJobs; ++i) add(i);
  std::atomic<int> done = 0;
  std::mutex mutex;
  std::multiset<core::Id> seen;
  std::vector<std::thread> threads;
  for (int worker = 0; worker < 4; ++worker) {
    threads.emplace_back([&, worker] {
      Outbox own(database(), clock_, core::Id{{99, static_cast<unsigned char>(worker)}});
      while (done < kJobs) {
        const auto jobs = own.claim(7);
        ASSERT_TRUE(jobs) << jobs.error().message;
        for (const Job& job : *jobs) {
          EXPECT_TRUE(*own.complete(job));
          ++done;
          const std::lock_guard lock(mutex);
          seen.insert(job.id);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(kJobs));
  EXPECT_EQ(std::set<core::Id>(seen.begin(), seen.end()).size(), static_cast<std::size_t>(kJobs));
}

TEST_P(OutboxOn, ARunnerDoesWhatIsDue) {
  add(1, kStart, "good");
  add(2, kStart, "bad");
  add(3, kStart, "throws");
  add(4, kStart, "unknown");
  add(5, kStart + seconds(1000), "good");
  int good = 0;
  Runner runner(outbox_,
                {{"good", [&](const Job&) -> core::Result<void> { return ++good, core::Result<void>{}; }},
                 {"bad",
                  [](const Job&) {
                    return core::Result<void>(core::fail(core::ErrorCode::kUnavailable, "No.", "smtp-421"));
                  }},
                 {"throws", [](const Job&) -> core::Result<void> { throw std::runtime_error("bug"); }}});
  EXPECT_EQ(*runner.run_due(), 1U);
  EXPECT_EQ(good, 1);
  EXPECT_EQ(*runner.run_due(), 0U);
  for (int attempt = 2; attempt <= 12; ++attempt) {
    clock_.advance(std::chrono::hours(6));
    EXPECT_EQ(*runner.run_due(), attempt == 2 ? 1U : 0U);
  }
  std::set<std::string> reasons;
  const auto given_up = outbox_.dead(kPractice);
  for (const DeadJob& dead : *given_up) reasons.insert(dead.reason);
  EXPECT_EQ(reasons, (std::set<std::string>{"smtp-421", "exception", "no-handler"}));
}

TEST_P(OutboxOn, ARunnerInTheBackgroundIsNudgedAndStops) {
  std::latch ran(3);
  Runner runner(outbox_, {{"remind", [&](const Job&) { return ran.count_down(), core::Result<void>{}; }}});
  runner.start(std::chrono::hours(1));
  for (int i = 0; i < 3; ++i) {
    add(i);
    runner.nudge();
  }
  ran.wait();
  runner.stop();
  EXPECT_TRUE(claim().empty());
}

TEST_P(OutboxOn, AStoppedRunnerGivesBackWhatItDidNotBegin) {
  for (int i = 0; i < 3; ++i) add(i);
  Runner runner(outbox_, {{"remind", [](const Job&) { return core::Result<void>{}; }}});
  runner.stop();
  EXPECT_EQ(*runner.run_due(), 0U);
  const auto jobs = claim();
  ASSERT_EQ(jobs.size(), 3U);
  EXPECT_EQ(jobs[0].attempts, 1);
}

INTERSESSION_ON_BOTH_ENGINES(OutboxOn);

}  // namespace
}  // namespace intersession::jobs
