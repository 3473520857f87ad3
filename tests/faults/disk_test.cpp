// A disk that refuses to sync, and one that runs full.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "faults/power_vfs.hpp"
#include "platform/db/sqlite_connection.hpp"
#include "platform/db/test_database.hpp"

namespace intersession::faults {
namespace {

constexpr db::Migration kSchema[] = {
    {1, "entry", "CREATE TABLE entry (number INT NOT NULL PRIMARY KEY, note TEXT NOT NULL) STRICT;"}};

class Disk : public ::testing::Test {
 protected:
  void open(int checkpoint_pages = 1000) {
    options_.target = (folder_.path() / "entries.db").string();
    options_.vfs = vfs_.name();
    options_.checkpoint_pages = checkpoint_pages;
    options_.on_fatal = [this](const core::Error& error) {
      EXPECT_EQ(error.code, core::ErrorCode::kStorage);
      ++fatal_;
    };
    auto database = db::Database::open(options_);
    ASSERT_TRUE(database) << database.error().message;
    database_ = *std::move(database);
    ASSERT_TRUE(database_->migrate(kSchema, core::Instant{}));
  }
  core::Result<void> write(int number, std::size_t size = 100) {
    return database_->write(core::Id{{1}}, [&](db::Connection& connection) {
      connection.execute("INSERT INTO entry (number, note) VALUES (?1, ?2)", number, std::string(size, 'n'));
    });
  }
  std::int64_t count() {
    const auto rows = database_->read([](db::Connection& connection) {
      return connection.query("SELECT count(*) FROM entry")[0].integer(0);
    });
    return rows.value_or(-1);
  }

  test::TemporaryFolder folder_;
  PowerVfs vfs_;
  db::Options options_;
  std::atomic<int> fatal_ = 0;
  std::unique_ptr<db::Database> database_;
};

TEST_F(Disk, PlainSqliteAcknowledgesAfterAFailedSync) {
  // Why the database must stop by itself.
  db::SqliteConnection plain({(folder_.path() / "plain.db").string(), vfs_.name(), true, false});
  plain.script("CREATE TABLE entry (number INT)");
  vfs_.fail_sync_in(1);
  EXPECT_THROW(plain.execute("INSERT INTO entry (number) VALUES (1)"), db::DatabaseError);
  plain.rollback();
  EXPECT_EQ(plain.execute("INSERT INTO entry (number) VALUES (2)"), 1);
}

TEST_F(Disk, EveryOpeningOfTheLogLearnsOfAFailedSync) {
  // What keeps the writer from acknowledging a batch whose pages went with a sync of the log's mover, before
  // the mover has said so.
  const db::SqliteConnection::Settings settings{(folder_.path() / "plain.db").string(), vfs_.name(), true,
                                                false};
  db::SqliteConnection mover(settings), writer(settings);
  writer.script("CREATE TABLE entry (number INT)");
  mover.checkpoint(db::SqliteConnection::Checkpoint::kPassive);
  EXPECT_EQ(writer.execute("INSERT INTO entry (number) VALUES (1)"), 1);
  vfs_.fail_sync_in(1);
  EXPECT_THROW(mover.checkpoint(db::SqliteConnection::Checkpoint::kPassive), db::DatabaseError);
  EXPECT_THROW(writer.execute("INSERT INTO entry (number) VALUES (2)"), db::DatabaseError);
  writer.rollback();
  EXPECT_EQ(writer.execute("INSERT INTO entry (number) VALUES (3)"), 1);
}

TEST_F(Disk, AfterAFailedSyncNothingIsAcknowledged) {
  for (int good = 0; good < 20; ++good) {
    fatal_ = 0;
    std::filesystem::remove(folder_.path() / "entries.db");
    std::filesystem::remove(folder_.path() / "entries.db-wal");
    std::filesystem::remove(folder_.path() / "entries.db-shm");
    open();
    vfs_.fail_sync_in(good + 1);
    int acknowledged = 0;
    while (write(acknowledged)) ++acknowledged;
    EXPECT_EQ(acknowledged, good);
    EXPECT_TRUE(vfs_.has_failed_sync());
    for (int i = 0; i < 10; ++i) {
      const auto written = write(1000 + i);
      ASSERT_FALSE(written);
      EXPECT_EQ(written.error().code, core::ErrorCode::kStorage);
      EXPECT_EQ(written.error().reason, "io");
    }
    EXPECT_FALSE(database_->read([](db::Connection&) {}));
    EXPECT_FALSE(database_->migrate(kSchema, core::Instant{}));
    EXPECT_TRUE(database_->failed());
    EXPECT_EQ(fatal_, 1);
    database_.reset();
  }
}

TEST_F(Disk, AFailedSyncUnderManyWritersLosesNothingAcknowledged) {
  open(20);
  vfs_.fail_sync_in(60);
  std::atomic<int> next = 0;
  std::mutex mutex;
  std::vector<int> acknowledged;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (;;) {
        const int number = next++;
        if (not write(number)) return;
        const std::lock_guard lock(mutex);
        acknowledged.push_back(number);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(fatal_, 1);
  database_.reset();
  const test::TemporaryFolder after;
  core::SeededRandom random(1);
  vfs_.write_survivors(after.path(), PowerVfs::Loss::kAll, random);
  options_.target = (after.path() / "entries.db").string();
  options_.vfs.clear();
  database_ = *db::Database::open(options_);
  const auto present = database_->read([&](db::Connection& connection) {
    std::size_t found = 0;
    for (const int number : acknowledged) {
      found += connection.query_one("SELECT 1 FROM entry WHERE number = ?1", number).has_value();
    }
    return found;
  });
  EXPECT_EQ(*present, acknowledged.size());
  EXPECT_GT(acknowledged.size(), 20U);
}

TEST_F(Disk, AFailedSyncOfACheckpointStopsToo) {
  open(20);
  // Until a checkpoint is under way every sync is one of the log.
  int acknowledged = 0;
  for (; acknowledged < 15; ++acknowledged) ASSERT_TRUE(write(acknowledged, 1000));
  const std::int64_t before = vfs_.writes_to(".db");
  while (vfs_.writes_to(".db") == before) ASSERT_TRUE(write(acknowledged++, 1000));
  EXPECT_FALSE(database_->failed());
  for (int syncs = 1; not database_->failed() and syncs < 100; ++syncs) {
    vfs_.fail_sync_in(3);
    for (int i = 0; i < 3 and write(acknowledged, 1000); ++i) ++acknowledged;
  }
  EXPECT_TRUE(database_->failed());
  EXPECT_EQ(fatal_, 1);
}

TEST_F(Disk, AFullDiskIsSurvivedWithoutARestart) {
  open(20);
  vfs_.set_capacity(800'000);  // for more than 50 even where the log takes it all before it is moved
  int acknowledged = 0;
  core::Result<void> last;
  // For good: the log's mover may still make room after the first refusal.
  for (int refused = 0; refused < 20;) {
    last = write(acknowledged, 1000);
    if (last) {
      ++acknowledged;
      refused = 0;
    } else {
      ++refused;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }
  EXPECT_EQ(last.error().code, core::ErrorCode::kNoSpace);
  EXPECT_GT(acknowledged, 50);
  EXPECT_EQ(count(), acknowledged);
  EXPECT_FALSE(database_->failed());
  EXPECT_FALSE(write(acknowledged, 1000));

  vfs_.set_capacity(UINT64_MAX);
  EXPECT_TRUE(write(acknowledged++, 1000));
  EXPECT_EQ(count(), acknowledged);
  EXPECT_EQ(fatal_, 0);
  database_.reset();
  open(20);
  EXPECT_FALSE(database_->checked_integrity());
  EXPECT_EQ(count(), acknowledged);
}

TEST_F(Disk, AFullDiskUndoesTheWholeBatchAndSaysSoToAll) {
  open(20);
  vfs_.set_capacity(300'000);
  std::atomic<int> next = 0, acknowledged = 0, no_space = 0, other = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int refused = 0; refused < 5;) {
        const auto written = write(next++, 1000);
        if (written) {
          ++acknowledged;
        } else {
          ++refused;
          ++(written.error().code == core::ErrorCode::kNoSpace ? no_space : other);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(no_space, 40);
  EXPECT_EQ(other, 0);
  EXPECT_EQ(count(), acknowledged);
  EXPECT_EQ(fatal_, 0);
}

}  // namespace
}  // namespace intersession::faults
