// What only SQLite has: a file, its lock, its log.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "platform/db/lock_file.hpp"
#include "platform/db/sqlite_connection.hpp"
#include "platform/db/test_database.hpp"

namespace intersession::db {
namespace {

constexpr Migration kSchema[] = {
    {1, "entry", "CREATE TABLE entry (number INT NOT NULL PRIMARY KEY, note TEXT NOT NULL) STRICT;"}};

class SqliteFile : public ::testing::Test {
 protected:
  SqliteFile() { options_.target = path().string(); }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "a.db"; }
  std::unique_ptr<Database> opened() {
    auto database = Database::open(options_);
    if (not database) throw std::runtime_error(database.error().message);
    return *std::move(database);
  }
  void fill(Database& database, int rows) {
    ASSERT_TRUE(database.migrate(kSchema, core::Instant{}));
    ASSERT_TRUE(database.write(core::Id{}, [&](Connection& connection) {
      for (int i = 0; i < rows; ++i) {
        connection.execute("INSERT INTO entry (number, note) VALUES (?1, ?2)", i, std::string(1000, 'n'));
      }
    }));
  }
  /// As a killed process leaves its files: taken while the database is open.
  void copy_unclean(const std::filesystem::path& to) {
    for (const char* ending : {"", "-wal", ".lock"}) {
      std::filesystem::copy_file(path().string() + ending, to.string() + ending);
    }
  }
  static std::string content(const std::filesystem::path& file) {
    std::ostringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
  }
  static void overwrite(const std::filesystem::path& file, std::size_t at, const std::string& bytes) {
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekp(static_cast<std::streamoff>(at));
    stream << bytes;
  }

  test::TemporaryFolder folder_;
  Options options_;
};

TEST_F(SqliteFile, ASecondDatabaseOnTheFileIsRefused) {
  const auto first = opened();
  const auto second = Database::open(options_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().reason, "locked");
  EXPECT_NE(second.error().message.find("stop it first"), std::string::npos) << second.error().message;
}

TEST_F(SqliteFile, ACleanStopNeedsNoCheckAndAnUncleanOneDoes) {
  EXPECT_TRUE(opened()->checked_integrity());  // a new file: nobody vouches for it
  EXPECT_FALSE(opened()->checked_integrity());
  auto database = opened();
  fill(*database, 10);
  copy_unclean(folder_.path() / "killed.db");
  options_.target = (folder_.path() / "killed.db").string();
  const auto killed = opened();
  EXPECT_TRUE(killed->checked_integrity());
  EXPECT_EQ(*killed->read([](Connection& c) { return c.query("SELECT count(*) FROM entry")[0].integer(0); }),
            10);
}

TEST_F(SqliteFile, ADamagedFileIsRefusedAfterAnUncleanStop) {
  fill(*opened(), 300);
  std::filesystem::remove(path().string() + ".lock");
  overwrite(path(), 4096 * 20, std::string(4096, '\x5a'));
  const auto damaged = Database::open(options_);
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, core::ErrorCode::kStorage);
  EXPECT_NE(damaged.error().message.find("restore the last backup"), std::string::npos)
      << damaged.error().message;
}

TEST_F(SqliteFile, DamageMetWhileReadingStopsEverything) {
  int fatal = 0;
  fill(*opened(), 300);
  overwrite(path(), 4096 * 20, std::string(4096, '\x5a'));
  options_.on_fatal = [&](const core::Error&) { ++fatal; };
  const auto database = opened();  // stopped cleanly, so nobody looked
  const auto read =
      database->read([](Connection& c) { return c.query("SELECT sum(length(note)) FROM entry").size(); });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, core::ErrorCode::kStorage);
  EXPECT_EQ(read.error().reason, "corrupt");
  EXPECT_TRUE(database->failed());
  EXPECT_EQ(database->write(core::Id{}, [](Connection&) {}).error().code, core::ErrorCode::kStorage);
  EXPECT_EQ(fatal, 1);
}

TEST_F(SqliteFile, AfterAFailureTheStopCountsAsUnclean) {
  fill(*opened(), 300);
  const std::string sound = content(path());
  overwrite(path(), 4096 * 20, std::string(4096, '\x5a'));
  {
    const auto database = opened();
    (void)database->read([](Connection& c) { return c.query("SELECT sum(length(note)) FROM entry").size(); });
  }
  overwrite(path(), 0, sound);
  EXPECT_TRUE(opened()->checked_integrity());
}

TEST_F(SqliteFile, WhatIsNoDatabaseIsRefusedInPlainWords) {
  std::ofstream(path()) << std::string(5000, 'x');
  const auto refused = Database::open(options_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, core::ErrorCode::kStorage);
  EXPECT_NE(refused.error().message.find("Cannot open the database"), std::string::npos)
      << refused.error().message;
}

TEST_F(SqliteFile, AMissingFolderIsRefusedInPlainWords) {
  options_.target = (folder_.path() / "nowhere" / "a.db").string();
  const auto refused = Database::open(options_);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("nowhere"), std::string::npos);
}

TEST_F(SqliteFile, NobodyElseMayReadTheFiles) {
  const auto database = opened();
  fill(*database, 1);
  for (const char* ending : {"", "-wal", "-shm", ".lock"}) {
    struct stat status{};
    ASSERT_EQ(stat((path().string() + ending).c_str(), &status), 0) << ending;
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << ending;
  }
}

TEST_F(SqliteFile, TheLogStartsOverOnceItsPagesAreInTheFile) {
  options_.checkpoint_pages = 50;
  const auto database = opened();
  fill(*database, 1);
  for (int i = 1; i < 500; ++i) {
    ASSERT_TRUE(database->write(core::Id{}, [&](Connection& connection) {
      connection.execute("INSERT INTO entry (number, note) VALUES (?1, ?2)", i, std::string(1000, 'n'));
    }));
  }
  // 500 writes of two pages and more would leave over 1,000. Four rounds of 50 are meant; how far a round
  // overshoots is for the scheduler to say, and under a sanitizer beside a build it was 400.
  EXPECT_LT(std::filesystem::file_size(path().string() + "-wal"), 700U * 4200U);
  EXPECT_GT(std::filesystem::file_size(path()), 400'000U);
}

TEST_F(SqliteFile, AReadThatTakesLongNeitherStopsWritersNorKeepsTheLogForEver) {
  options_.checkpoint_pages = 20;
  const auto database = opened();
  fill(*database, 1);
  int next = 1;
  const auto write = [&](int count) {
    for (int i = 0; i < count; ++i) {
      const auto written = database->write(core::Id{}, [&](Connection& connection) {
        connection.execute("INSERT INTO entry (number, note) VALUES (?1, ?2)", next, std::string(1000, 'n'));
      });
      ASSERT_TRUE(written) << written.error().message;
      ++next;
    }
  };
  const std::filesystem::path log = path().string() + "-wal";
  ASSERT_TRUE(database->read([&](Connection& connection) {
    EXPECT_EQ(connection.query("SELECT number FROM entry").size(), 1U);
    std::thread([&] { write(300); }).join();
    EXPECT_EQ(connection.query("SELECT number FROM entry").size(), 1U);
  }));
  const auto grown = std::filesystem::file_size(log);
  EXPECT_GT(grown, 300U * 4096U);
  write(200);
  // 200 writes are over 400 pages; within four rounds of 20, and what a round may overshoot, it started over.
  EXPECT_LT(std::filesystem::file_size(log), grown + 300U * 4120U);
}

TEST_F(SqliteFile, SqlitesLocksStayWhileItIsOpen) {
  options_.checkpoint_pages = 20;
  const auto database = opened();
  fill(*database, 200);
  // Closing any descriptor of the file would have given them up. Only another process can see them.
  const pid_t child = fork();
  if (child == 0) {
    const int file = open(path().c_str(), O_RDWR);
    struct flock lock{.l_type = F_WRLCK, .l_whence = SEEK_SET};
    _exit(fcntl(file, F_GETLK, &lock) == 0 and lock.l_type != F_UNLCK ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0) << "nobody holds a lock";
}

TEST_F(SqliteFile, ACleanStopLeavesAnEmptyLog) {
  fill(*opened(), 100);
  const std::filesystem::path log = path().string() + "-wal";
  EXPECT_TRUE(not std::filesystem::exists(log) or std::filesystem::file_size(log) == 0);
}

TEST_F(SqliteFile, SettingsAreWhatTheContractSays) {
  const auto database = opened();
  const auto pragma = [&](const char* name) {
    return *database->read([&](Connection& c) { return c.query(std::string("PRAGMA ") + name)[0]; });
  };
  EXPECT_EQ(pragma("journal_mode").text(0), "wal");
  EXPECT_EQ(pragma("synchronous").integer(0), 2);
  EXPECT_EQ(pragma("foreign_keys").integer(0), 1);
  EXPECT_EQ(pragma("trusted_schema").integer(0), 0);
  EXPECT_EQ(pragma("cell_size_check").integer(0), 1);
  EXPECT_EQ(pragma("wal_autocheckpoint").integer(0), 0);
  const auto defensive = database->write(core::Id{}, [](Connection& c) {
    c.execute("CREATE TABLE t (a INT) STRICT");
    c.execute("PRAGMA writable_schema = ON");
    c.execute("UPDATE sqlite_schema SET sql = 'nonsense'");
  });
  EXPECT_FALSE(defensive);
}

TEST_F(SqliteFile, AnOutsiderHoldingTheLockIsWaitedForThenReported) {
  options_.busy_patience = std::chrono::milliseconds(50);
  const auto database = opened();
  fill(*database, 1);
  SqliteConnection outsider({path().string(), {}, true, false, std::chrono::milliseconds(50)});
  outsider.begin_write(core::Id{});
  const auto refused = database->write(core::Id{}, [](Connection& c) { c.execute("DELETE FROM entry"); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, core::ErrorCode::kUnavailable);
  EXPECT_EQ(refused.error().reason, "busy");
  EXPECT_FALSE(database->failed());
  outsider.rollback();
  EXPECT_TRUE(database->write(core::Id{}, [](Connection& c) { c.execute("DELETE FROM entry"); }));
}

TEST(SqliteVersion, OlderOnesThatLoseCommitsAreRefused) {
  EXPECT_EQ(why_not_sqlite(3051003), "");
  EXPECT_EQ(why_not_sqlite(3053002), "");
  EXPECT_NE(why_not_sqlite(3051002).find("3.51.2"), std::string::npos);
  EXPECT_NE(why_not_sqlite(3040001).find("3.40.1"), std::string::npos);
}

}  // namespace
}  // namespace intersession::db
