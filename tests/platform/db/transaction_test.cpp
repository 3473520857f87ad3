// Group commit, snapshots and limits, on both engines.
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <optional>
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
     " PRIMARY KEY (practice_id, place)) STRICT;"
     "CREATE TABLE chain_end (practice_id ID NOT NULL PRIMARY KEY, place INT NOT NULL,"
     " stored INT NOT NULL) STRICT;"}};

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

struct Odd {};

/// Ends a write that has added the link `place`: well, by an error or an exception of its own, or by a
/// statement that fails at once or when it is answered.
core::Result<std::int64_t> end_link(Connection& connection, int kind, std::int64_t place) {
  if (kind == 1) return core::fail(core::ErrorCode::kConflict, "No.", "own");
  if (kind == 2) throw Odd{};
  if (kind == 3) connection.execute(kAddLink, practice(1), place);
  if (kind == 4) connection.send(kAddLink, practice(1), place);
  return place;
}

TEST_P(Transaction, EveryAnswerOfABatchIsItsOwn) {
  std::atomic<int> kept = 0, refused = 0, thrown = 0, unique = 0;
  in_threads(12, [&](int thread) {
    for (int i = 0; i < 24; ++i) {
      const int kind = (thread + i) % 6;
      try {
        const auto written =
            database().write(practice(1), [&](Connection& connection) -> core::Result<std::int64_t> {
              if (kind == 5) return core::fail(core::ErrorCode::kConflict, "No.", "own");
              return end_link(connection, kind, add_link(connection, practice(1)));
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

/// The end of practice(1)'s chain, counting how often it was stored.
class ChainEnd final : public Handover {
 public:
  std::int64_t next(Connection& connection) {
    if (not place_) {
      const auto row =
          connection.query_one("SELECT place FROM chain_end WHERE practice_id = ?1", practice(1));
      place_ = row ? row->integer(0) : 0;
    }
    return ++*place_;
  }
  /// Storing will fail.
  void spoil() { spoilt_ = true; }

  void store(Connection& connection) override {
    if (spoilt_) place_.reset();  // the column takes no NULL
    connection.send(
        "INSERT INTO chain_end (practice_id, place, stored) VALUES (?1, ?2, 1) ON CONFLICT (practice_id) "
        "DO UPDATE SET place = excluded.place, stored = chain_end.stored + 1",
        practice(1), place_);
  }

 private:
  std::optional<std::int64_t> place_;
  bool spoilt_ = false;
};

std::int64_t add_at_end(Connection& connection) {
  const std::int64_t place = connection.handover<ChainEnd>().next(connection);
  connection.send(kAddLink, practice(1), place);
  return place;
}

TEST_P(Transaction, WritesOfABatchHandOnWhatIsStoredOnce) {
  std::latch held(1), holding(1);
  std::thread holder([&] {
    EXPECT_TRUE(database().write(practice(1), [&](Connection& connection) {
      holding.count_down();
      held.wait();
      return add_at_end(connection);
    }));
  });
  holding.wait();
  std::thread waiting(
      [&] { in_threads(12, [&](int) { EXPECT_TRUE(database().write(practice(1), add_at_end)); }); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  held.count_down();
  holder.join();
  waiting.join();
  const auto end = database().read([](Connection& connection) {
    const auto row = connection.query("SELECT place, stored FROM chain_end")[0];
    return std::pair(row.integer(0), row.integer(1));
  });
  ASSERT_TRUE(end);
  EXPECT_EQ(end->first, 13);
  EXPECT_EQ(length(practice(1)), 13);
  // The first alone, the others in one batch; more where a slow machine started their threads too late.
  EXPECT_LT(end->second, 13);
}

TEST_P(Transaction, WhatAnUndoneWriteHandedOnIsForgotten) {
  std::atomic<int> kept = 0, lost = 0;
  in_threads(12, [&](int thread) {
    for (int i = 0; i < 24; ++i) {
      const int kind = (thread + i) % 6;
      try {
        const auto written =
            database().write(practice(1), [&](Connection& connection) -> core::Result<std::int64_t> {
              const std::int64_t place = add_at_end(connection);
              if (kind == 5) connection.handover<ChainEnd>().spoil();
              return end_link(connection, kind, place);
            });
        ++(written ? kept : lost);
      } catch (const Odd&) {
        ++lost;
      }
    }
  });
  EXPECT_EQ(kept, 48);
  EXPECT_EQ(lost, 240);
  EXPECT_EQ(length(practice(1)), 48);
  const auto end = database().read(
      [](Connection& connection) { return connection.query("SELECT place FROM chain_end")[0].integer(0); });
  ASSERT_TRUE(end);
  EXPECT_EQ(*end, 48) << "no place was left out";
}

// Some writes take a permission away or give it back; the others ask for it first, and look again.
TEST_P(Transaction, AQuestionIsAskedAnewAfterAWriteThatOutdatesIt) {
  constexpr std::string_view kPermitted = "SELECT 1 FROM chain WHERE practice_id = ?1 AND place = 1";
  const auto toggle = [&](Connection& connection) {
    connection.outdate_questions();
    if (connection.execute("DELETE FROM chain WHERE practice_id = ?1 AND place = 1", practice(1)) == 0)
      connection.send(kAddLink, practice(1), 1);
  };
  std::atomic<int> permitted = 0, refused = 0, misled = 0;
  in_threads(12, [&](int thread) {
    for (int i = 0; i < 24; ++i) {
      if ((thread + i) % 4 == 0) {
        EXPECT_TRUE(database().write(practice(1), toggle));
        continue;
      }
      std::optional<Asked> asked;
      const auto answer = database().write(
          practice(1),
          [&](Connection& connection) { asked.emplace(connection.ask(kPermitted, practice(1))); },
          [&](Connection& connection) {
            const bool may = not connection.answer(*asked).empty();
            const bool truly = not connection.query(kPermitted, practice(1)).empty();
            if (may) connection.send("UPDATE chain SET note = 'seen' WHERE practice_id = ?1", practice(1));
            return std::pair(may, truly);
          });
      ASSERT_TRUE(answer) << answer.error().message;
      ++(answer->first ? permitted : refused);
      if (answer->first != answer->second) ++misled;
    }
  });
  EXPECT_EQ(misled, 0);
  EXPECT_EQ(permitted + refused, 216);
}

TEST_P(Transaction, AQuestionThatFailsFailsItsWriteOnly) {
  std::atomic<int> kept = 0, failed = 0;
  in_threads(8, [&](int thread) {
    for (int i = 0; i < 10; ++i) {
      std::optional<Asked> asked;
      const auto place = (thread * 10) + i + 1;
      const auto written = database().write(
          practice(1),
          [&](Connection& connection) {
            asked.emplace(
                (thread + i) % 5 == 0
                    ? connection.ask("SELECT no_such_column FROM chain WHERE practice_id = ?1", practice(1))
                    : connection.ask("SELECT place FROM chain WHERE practice_id = ?1", practice(1)));
          },
          [&](Connection& connection) {
            (void)connection.answer(*asked);
            connection.send(kAddLink, practice(1), place);
          });
      ++(written ? kept : failed);
    }
  });
  EXPECT_EQ(failed, 16);
  EXPECT_EQ(length(practice(1)), kept);
}

TEST_P(Transaction, OneOfManyChangesTheRow) {
  std::atomic<int> changed = 0, late = 0;
  in_threads(12, [&](int thread) {
    for (int place = 1; place <= 24; ++place) {
      const auto first = database().write(practice(1), [&](Connection& connection) {
        const bool mine = connection.changes_one(
            "INSERT INTO chain (practice_id, place) VALUES (?1, ?2) ON CONFLICT (practice_id, place) DO "
            "NOTHING",
            practice(1), place);
        // Right only for the one that added the link; the database would take it of each.
        if (mine) connection.send(kAddLink, practice(1), 1000 * (thread + 1) + place);
        return mine;
      });
      ASSERT_TRUE(first) << first.error().message;
      ++(*first ? changed : late);
    }
  });
  EXPECT_EQ(changed, 24);
  EXPECT_EQ(late, 264);
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
