// What only PostgreSQL has: connections that break, deadlocks, other servers.
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "platform/db/postgres_proxy.hpp"
#include "platform/db/postgres_result.hpp"
#include "platform/db/test_database.hpp"

namespace intersession::db {
namespace {

constexpr Migration kSchema[] = {
    {1, "entry", "CREATE TABLE entry (number INT NOT NULL PRIMARY KEY, note TEXT NOT NULL) STRICT;"}};

core::Id practice(int number) {
  return core::Id{{7, static_cast<unsigned char>(number)}};
}

class Postgres : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(direct_->migrate(kSchema, core::Instant{})); }
  /// The same data through a wire that can be cut.
  std::unique_ptr<Database> through(const test::PostgresProxy& proxy) {
    Options options = direct_.options();
    options.target = proxy.url();
    options.writers = 1;
    options.readers = 1;
    options.on_fatal = [this](const core::Error&) { ++fatal_; };
    auto database = Database::open(options);
    if (not database) throw std::runtime_error(database.error().message);
    return *std::move(database);
  }
  static core::Result<void> write(Database& database, int number) {
    return database.write(practice(1), [&](Connection& connection) {
      connection.execute("INSERT INTO entry (number, note) VALUES (?1, 'n')", number);
    });
  }
  std::int64_t count() {
    return *direct_->read([](Connection& c) { return c.query("SELECT count(*) FROM entry")[0].integer(0); });
  }

  test::TestDatabase direct_{Engine::kPostgres};
  std::atomic<int> fatal_ = 0;
};

TEST_F(Postgres, AConnectionLostAtCommitLeavesTheOutcomeUnknown) {
  test::PostgresProxy proxy(test::postgres_url());
  const auto database = through(proxy);
  ASSERT_TRUE(write(*database, 1));

  proxy.set(test::PostgresProxy::Mode::kCutAfterCommit);
  const auto happened = write(*database, 2);
  ASSERT_FALSE(happened);
  EXPECT_EQ(happened.error().code, core::ErrorCode::kUnavailable);
  EXPECT_EQ(happened.error().reason, "unknown-outcome");
  EXPECT_EQ(count(), 2);

  proxy.set(test::PostgresProxy::Mode::kCutBeforeCommit);
  const auto did_not = write(*database, 3);
  ASSERT_FALSE(did_not);
  EXPECT_EQ(did_not.error().reason, "unknown-outcome");
  EXPECT_EQ(count(), 2);

  EXPECT_TRUE(write(*database, 3));  // on a new connection
  EXPECT_EQ(count(), 3);
  EXPECT_EQ(fatal_, 0);
}

TEST_F(Postgres, ABrokenWireIsMendedOnceItCanBe) {
  test::PostgresProxy proxy(test::postgres_url());
  const auto database = through(proxy);
  ASSERT_TRUE(write(*database, 1));
  ASSERT_TRUE(database->read([](Connection& c) { return c.query("SELECT 1").size(); }));
  proxy.set(test::PostgresProxy::Mode::kCutAll);
  const auto written = write(*database, 2);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, core::ErrorCode::kUnavailable);
  EXPECT_EQ(written.error().reason, "lost-connection");
  const auto read = database->read([](Connection& c) { return c.query("SELECT 1").size(); });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().reason, "lost-connection");
  proxy.set(test::PostgresProxy::Mode::kForward);
  EXPECT_TRUE(write(*database, 3));
  EXPECT_TRUE(database->read([](Connection& c) { return c.query("SELECT 1").size(); }));
  EXPECT_EQ(fatal_, 0);
}

TEST_F(Postgres, AConnectionKilledInTheMiddleIsReplacedAndTheWorkRunsAgain) {
  int runs = 0;
  const auto written = direct_->write(practice(1), [&](Connection& connection) {
    connection.execute("INSERT INTO entry (number, note) VALUES (1, 'n')");
    if (++runs == 1) (void)connection.query("SELECT pg_terminate_backend(pg_backend_pid())");
  });
  EXPECT_TRUE(written);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(count(), 1);
  runs = 0;
  const auto read = direct_->read([&](Connection& connection) {
    if (++runs == 1) (void)connection.query("SELECT pg_terminate_backend(pg_backend_pid())");
    return connection.query("SELECT number FROM entry").size();
  });
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(*read, 1U);
}

TEST_F(Postgres, WorkThatKillsItsConnectionEveryTimeIsGivenUp) {
  int runs = 0;
  const auto written = direct_->write(practice(1), [&](Connection& connection) {
    ++runs;
    (void)connection.query("SELECT pg_terminate_backend(pg_backend_pid())");
  });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().reason, "lost-connection");
  EXPECT_EQ(runs, 2);
  EXPECT_TRUE(write(*direct_, 1));
}

TEST_F(Postgres, ADeadlockRunsAgain) {
  ASSERT_TRUE(write(*direct_, 1));
  ASSERT_TRUE(write(*direct_, 2));
  std::latch both_hold_one(2);
  std::atomic<int> runs = 0;
  const auto cross = [&](int who, int first, int second) {
    int own_runs = 0;
    EXPECT_TRUE(direct_->write(practice(who), [&](Connection& connection) {
      ++runs;
      connection.execute("UPDATE entry SET note = note || 'x' WHERE number = ?1", first);
      if (++own_runs == 1) both_hold_one.arrive_and_wait();
      connection.execute("UPDATE entry SET note = note || 'x' WHERE number = ?1", second);
    }));
  };
  std::thread other([&] { cross(1, 1, 2); });
  cross(2, 2, 1);
  other.join();
  EXPECT_EQ(runs, 3);
  const auto notes = direct_->read([](Connection& connection) {
    std::string all;
    for (const Row& row : connection.query("SELECT note FROM entry ORDER BY number"))
      all += row.text(0) + " ";
    return all;
  });
  EXPECT_EQ(*notes, "nxx nxx ");
}

TEST_F(Postgres, ALockHeldTooLongIsReportedAsBusyAndOnlyThatWriteFails) {
  ASSERT_TRUE(write(*direct_, 1));
  std::latch held(1), let_go(1);
  std::thread holder([&] {
    EXPECT_TRUE(direct_->write(practice(1), [&](Connection& connection) {
      connection.execute("UPDATE entry SET note = 'held' WHERE number = 1");
      held.count_down();
      let_go.wait();
    }));
  });
  held.wait();
  const auto blocked = direct_->write(practice(2), [](Connection& connection) {
    connection.execute("UPDATE entry SET note = 'mine' WHERE number = 1");
  });
  let_go.count_down();
  holder.join();
  ASSERT_FALSE(blocked);
  EXPECT_EQ(blocked.error().code, core::ErrorCode::kUnavailable);
  EXPECT_EQ(blocked.error().reason, "busy");
}

TEST_F(Postgres, AChangedTableDoesNotBreakPreparedStatements) {
  const auto all = [&] {
    return direct_->read(
        [](Connection& connection) { return connection.query("SELECT * FROM entry").size(); });
  };
  ASSERT_TRUE(write(*direct_, 1));
  ASSERT_TRUE(all());
  ASSERT_TRUE(direct_->write(practice(1),
                             [](Connection& c) { c.execute("ALTER TABLE entry ADD COLUMN more BIGINT"); }));
  const auto after = all();
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(*after, 1U);
}

TEST_F(Postgres, LimitsAreSetOnEveryConnection) {
  const auto setting = [&](const char* name) {
    return *direct_->read(
        [&](Connection& c) { return c.query("SELECT current_setting(?1)", name)[0].text(0); });
  };
  EXPECT_EQ(setting("statement_timeout"), "5s");
  EXPECT_EQ(setting("lock_timeout"), "2s");
  EXPECT_EQ(setting("idle_in_transaction_session_timeout"), "10s");
  EXPECT_EQ(setting("synchronous_commit"), "on");
  EXPECT_EQ(setting("transaction_isolation"), "repeatable read");
  EXPECT_EQ(setting("search_path"), direct_.options().schema);
}

TEST_F(Postgres, SumsBeyondAnIntegerBecomeReals) {
  const auto row = direct_->read([](Connection& connection) {
    return connection.query(
        "SELECT 9223372036854775807::numeric + 1, -9223372036854775808::numeric, 12345678.5::numeric, "
        "0::numeric,"
        " -0.0001::numeric, 100000000::numeric, true, 1.5::real, 7::smallint, 'x'::varchar(3), "
        "'NaN'::numeric")[0];
  });
  ASSERT_TRUE(row) << row.error().message;
  EXPECT_EQ(row->real(0), 9223372036854775808.0);
  EXPECT_EQ(row->integer(1), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(row->real(2), 12345678.5);
  EXPECT_EQ(row->integer(3), 0);
  EXPECT_DOUBLE_EQ(row->real(4), -0.0001);
  EXPECT_EQ(row->integer(5), 100000000);
  EXPECT_TRUE(row->boolean(6));
  EXPECT_EQ(row->real(7), 1.5);
  EXPECT_EQ(row->integer(8), 7);
  EXPECT_EQ(row->text(9), "x");
  EXPECT_NE(row->real(10), row->real(10));
}

TEST_F(Postgres, ATypeWithoutCounterpartIsRefused) {
  const auto read =
      direct_->read([](Connection& connection) { return connection.query("SELECT now()").size(); });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, core::ErrorCode::kInternal);
}

TEST_F(Postgres, ManyStatementsDoNotPileUp) {
  const auto many = direct_->write(practice(1), [](Connection& connection) {
    std::size_t rows = 0;
    for (int i = 0; i < 1100; ++i) rows += connection.query("SELECT " + std::to_string(i)).size();
    return rows + connection.query("SELECT 0").size();
  });
  ASSERT_TRUE(many) << many.error().message;
  EXPECT_EQ(*many, 1101U);
}

TEST(PostgresOpen, NobodyThereIsSaidPlainly) {
  Options options;
  options.target = "postgresql://nobody:x@127.0.0.1:1/none";
  const auto refused = Database::open(options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, core::ErrorCode::kStorage);
  EXPECT_NE(refused.error().message.find("Cannot use the PostgreSQL database"), std::string::npos);
  options.schema = "a; DROP SCHEMA b";
  EXPECT_EQ(Database::open(options).error().reason, "schema");
}

TEST(SqlState, EachFaultHasItsStates) {
  EXPECT_EQ(fault_of_sqlstate("23505"), Fault::kUnique);
  EXPECT_EQ(fault_of_sqlstate("23503"), Fault::kForeignKey);
  EXPECT_EQ(fault_of_sqlstate("23514"), Fault::kCheck);
  EXPECT_EQ(fault_of_sqlstate("22003"), Fault::kCheck);
  EXPECT_EQ(fault_of_sqlstate("40001"), Fault::kSerialization);
  EXPECT_EQ(fault_of_sqlstate("40P01"), Fault::kSerialization);
  EXPECT_EQ(fault_of_sqlstate("55P03"), Fault::kBusy);
  EXPECT_EQ(fault_of_sqlstate("57014"), Fault::kBusy);
  EXPECT_EQ(fault_of_sqlstate("53300"), Fault::kBusy);
  EXPECT_EQ(fault_of_sqlstate("53100"), Fault::kNoSpace);
  EXPECT_EQ(fault_of_sqlstate("57P01"), Fault::kLostConnection);
  EXPECT_EQ(fault_of_sqlstate("08006"), Fault::kLostConnection);
  EXPECT_EQ(fault_of_sqlstate(""), Fault::kLostConnection);
  EXPECT_EQ(fault_of_sqlstate("58030"), Fault::kIo);
  EXPECT_EQ(fault_of_sqlstate("XX001"), Fault::kCorrupt);
  EXPECT_EQ(fault_of_sqlstate("XX000"), Fault::kOther);
  EXPECT_EQ(fault_of_sqlstate("42601"), Fault::kOther);
}

}  // namespace
}  // namespace intersession::db
