// Group commit, snapshots and limits, on both engines.
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "platform/db/test_database.hpp"

namespace intersession::db {
namespace {

constexpr Migration kSchema[] = {
    {1, "chain",
     "CREATE TABLE chain (practice_id ID NOT NULL, place INT NOT NULL, note TEXT,"
     " PRIMARY KEY (practice_id, place)) STRICT;"}};

core::Id practice(int number) {
  return core::Id{{9, static_cast<unsigned char>(number)}};
}

const char* const kAddLink = "INSERT INTO chain (practice_id, place) VALUES (?1, ?2)";

/// Adds the next link, as the audit does: reads the head and writes one more.
std::int64_t add_link(Connection& connection, const core::Id& chain) {
  const std::int64_t next =
      connection.query("SELECT coalesce(max(place), 0) + 1 FROM chain WHERE practice_id = ?1", chain)[0]
          .integer(0);
  connection.send(kAddLink, chain, next);
  return next;
}

class Transaction : public test::OnBothEngines {
 protected:
  void SetUp() override { ASSERT_TRUE(database().migrate(kSchema, core::Instant{})); }
  std::int64_t length(const core::Id& chain) {
    return *database().read([&](Connection& connection) {
      return connection.query("SELECT count(*) FROM chain WHERE practice_id = ?1", chain)[0].integer(0);
    });
  }
};

void in_threads(int count, const std::function<void(int)>& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
}

TEST_P(Transaction, WritesOfOnePracticeSeeEachOther) {
  std::atomic<int> written = 0;
  in_threads(16, [&](int) {
    for (int i = 0; i < 25; ++i) {
      written +=
          database().write(practice(1), [](Connection& c) { return add_link(c, practice(1)); }).has_value();
    }
  });
  EXPECT_EQ(written, 400);
  EXPECT_EQ(length(practice(1)), 400);
}

TEST_P(Transaction, TwoServersTakeTurnsAtOnePractice) {
  if (GetParam() == Engine::kSqlite) {
    EXPECT_FALSE(Database::open(test_database().options()));  // there is only ever one process
    return;
  }
  auto other = Database::open(test_database().options());
  ASSERT_TRUE(other);
  std::atomic<int> written = 0;
  in_threads(8, [&](int thread) {
    Database& server = thread % 2 == 0 ? database() : **other;
    for (int i = 0; i < 25; ++i) {
      written +=
          server.write(practice(1), [](Connection& c) { return add_link(c, practice(1)); }).has_value();
    }
  });
  EXPECT_EQ(written, 200);
  EXPECT_EQ(length(practice(1)), 200);
}

TEST_P(Transaction, EveryAnswerOfABatchIsItsOwn) {
  struct Odd {};
  std::atomic<int> kept = 0, refused = 0, thrown = 0, unique = 0;
  in_threads(12, [&](int thread) {
    for (int i = 0; i < 24; ++i) {
      const int kind = (thread + i) % 6;
      try {
        const auto written =
            database().write(practice(1), [&](Connection& connection) -> core::Result<std::int64_t> {
              if (kind == 5) return core::fail(core::ErrorCode::kConflict, "No.", "own");
              const std::int64_t place = add_link(connection, practice(1));
              if (kind == 1) return core::fail(core::ErrorCode::kConflict, "No.", "own");
              if (kind == 2) throw Odd{};
              if (kind == 3) connection.execute(kAddLink, practice(1), place);
              if (kind == 4) connection.send(kAddLink, practice(1), place);
              return place;
            });
        if (written) {
          ++kept;
        } else if (written.error().reason == "own") {
          ++refused;
        } else if (written.error().reason == "unique") {
          ++unique;
        }
      } catch (const Odd&) {
        ++thrown;
      }
    }
  });
  EXPECT_EQ(kept, 48);
  EXPECT_EQ(refused, 96);
  EXPECT_EQ(thrown, 48);
  EXPECT_EQ(unique, 96);
  EXPECT_EQ(length(practice(1)), 48);
}

TEST_P(Transaction, WhatIsSentIsSeenByWhatFollowsAndItsFailureFailsTheWrite) {
  const auto seen = database().write(practice(1), [](Connection& connection) {
    for (int place = 1; place <= 250; ++place) connection.send(kAddLink, practice(1), place);
    return connection.query("SELECT count(*) FROM chain WHERE practice_id = ?1", practice(1))[0].integer(0);
  });
  ASSERT_TRUE(seen);
  EXPECT_EQ(*seen, 250);
  for (const bool asks_afterwards : {false, true}) {
    const auto failed = database().write(practice(1), [&](Connection& connection) {
      connection.send(kAddLink, practice(1), 251);
      connection.send(kAddLink, practice(1), 7);
      connection.send("INSERT INTO chain (practice_id, place) VALUES (?1, ?2 + 1000)", practice(1), 1);
      if (asks_afterwards) connection.execute(kAddLink, practice(1), 252);
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().reason, "unique");
    EXPECT_EQ(length(practice(1)), 250);
  }
  ASSERT_TRUE(database().write(practice(1), [](Connection& connection) {
    connection.send("INSERT INTO chain (practice_id, place) VALUES (?1, ?2 + 1000)", practice(1), 1);
  }));
  EXPECT_EQ(length(practice(1)), 251);
}

TEST_P(Transaction, AReadSeesOneMoment) {
  ASSERT_TRUE(database().write(practice(1), [](Connection& c) { add_link(c, practice(1)); }));
  const auto counts = database().read([&](Connection& connection) {
    const auto count = [&] { return connection.query("SELECT count(*) FROM chain")[0].integer(0); };
    const std::int64_t before = count();
    std::thread([&] {
      EXPECT_TRUE(database().write(practice(1), [](Connection& c) { add_link(c, practice(1)); }));
    }).join();
    return std::pair(before, count());
  });
  EXPECT_EQ(counts->first, 1);
  EXPECT_EQ(counts->second, 1);
  EXPECT_EQ(length(practice(1)), 2);
}

TEST_P(Transaction, ReadersNeverSeeHalfAWrite) {
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; i < 100; ++i) {
      EXPECT_TRUE(database().write(practice(1), [](Connection& c) {
        add_link(c, practice(1));
        add_link(c, practice(1));
      }));
    }
    done = true;
  });
  in_threads(2, [&](int) {
    while (not done) EXPECT_EQ(length(practice(1)) % 2, 0);
  });
  writer.join();
}

TEST_P(Transaction, RefusesToNest) {
  const auto nested_write = [&](Connection&) { (void)database().write(practice(2), [](Connection&) {}); };
  const auto nested_read = [&](Connection&) { (void)database().read([](Connection&) {}); };
  EXPECT_THROW((void)database().write(practice(1), nested_write), std::logic_error);
  EXPECT_THROW((void)database().write(practice(1), nested_read), std::logic_error);
  EXPECT_THROW((void)database().read(nested_write), std::logic_error);
  EXPECT_THROW((void)database().read(nested_read), std::logic_error);
  EXPECT_TRUE(database().write(practice(1), [](Connection& c) { add_link(c, practice(1)); }));
}

TEST_P(Transaction, AnotherDatabaseMayBeUsedInside) {
  test::TestDatabase keys(GetParam());
  const auto outer = database().write(practice(1), [&](Connection& connection) {
    EXPECT_TRUE(keys->write(practice(1), [](Connection& c) { return c.query("SELECT 1").size(); }));
    EXPECT_TRUE(keys->read([](Connection& c) { return c.query("SELECT 1").size(); }));
    add_link(connection, practice(1));
  });
  EXPECT_TRUE(outer);
}

TEST_P(Transaction, TooManyWaitingWritesAreRefusedAtOnce) {
  test_database().close();
  test_database().options().queue_limit = 2;
  test_database().open();
  std::latch running(1), let_go(1);
  std::vector<std::thread> threads;
  threads.emplace_back([&] {
    EXPECT_TRUE(database().write(practice(1), [&](Connection& c) {
      running.count_down();
      let_go.wait();
      add_link(c, practice(1));
    }));
  });
  running.wait();
  std::atomic<int> overloaded = 0, kept = 0;
  std::latch refused(2);
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      const auto written = database().write(practice(1), [](Connection& c) { add_link(c, practice(1)); });
      if (written) {
        ++kept;
      } else if (written.error().code == core::ErrorCode::kUnavailable and
                 written.error().reason == "overloaded") {
        ++overloaded;
        refused.count_down();
      }
    });
  }
  refused.wait();  // while the first is still running
  let_go.count_down();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(overloaded, 2);
  EXPECT_EQ(kept, 1);
  EXPECT_EQ(length(practice(1)), 2);
}

TEST_P(Transaction, ClosingFinishesWhatWaitsAndRefusesTheRest) {
  std::latch running(1);
  std::atomic<int> kept = 0, closed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      for (;;) {
        const auto written =
            database().write(practice(i), [&](Connection& c) { return add_link(c, practice(i)); });
        if (not written) {
          closed +=
              written.error().code == core::ErrorCode::kUnavailable and written.error().reason == "closed";
          return;
        }
        if (++kept == 20) running.count_down();
      }
    });
  }
  running.wait();
  database().close();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(closed, 8);
  EXPECT_EQ(database().read([](Connection&) {}).error().reason, "closed");
  EXPECT_EQ(database().write(practice(1), [](Connection&) {}).error().reason, "closed");
  database().close();
  test_database().close();
  test_database().open();
  EXPECT_FALSE(database().checked_integrity());
  const auto total = database().read(
      [](Connection& connection) { return connection.query("SELECT count(*) FROM chain")[0].integer(0); });
  EXPECT_EQ(*total, kept);
}

INTERSESSION_ON_BOTH_ENGINES(Transaction);

}  // namespace
}  // namespace intersession::db
