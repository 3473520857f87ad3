// A database of a test's own, on either engine. Rooms use it too: run every store test on both.
//
//   class GoalStore : public test::OnBothEngines {};
//   TEST_P(GoalStore, KeepsAGoal) { database().write(…); }
//   INTERSESSION_ON_BOTH_ENGINES(GoalStore);
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "platform/core/random.hpp"
#include "platform/db/database.hpp"

namespace intersession::test {

/// A folder that goes away with its object.
class TemporaryFolder {
 public:
  TemporaryFolder()
      : path_(std::filesystem::temp_directory_path() /
              ("intersession-" + core::to_hex(core::SystemRandom().bytes(8)))) {
    std::filesystem::create_directory(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The PostgreSQL cluster of the test run. Throws where there is none: a test on one engine only is no test.
inline std::string postgres_url() {
  const char* url = std::getenv("INTERSESSION_TEST_POSTGRES");  // NOLINT(concurrency-mt-unsafe)
  if (url == nullptr or *url == '\0') {
    throw std::runtime_error(
        "INTERSESSION_TEST_POSTGRES is not set. Run ./test, or put 'tests/postgres.sh run' before the "
        "command.");
  }
  return url;
}

/// An empty database. On PostgreSQL it lives in a schema with a random name, dropped at the end.
class TestDatabase {
 public:
  /// `durable`: false waits for no disk, for tests of what is stored and not of whether it stays.
  explicit TestDatabase(db::Engine engine, bool durable = true) {
    options_.unsafe_no_sync = not durable;
    if (engine == db::Engine::kSqlite) {
      options_.target = (folder_.path() / "test.db").string();
    } else {
      options_.target = postgres_url() + (durable ? "" : "?options=-csynchronous_commit%3Doff");
      options_.schema = "test_" + core::to_hex(core::SystemRandom().bytes(8));
      options_.readers = 2;
      options_.writers = 2;
    }
    open();
  }
  ~TestDatabase() {
    if (options_.target.starts_with("postgres")) drop_schema();
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  [[nodiscard]] db::Database& operator*() { return *database_; }
  [[nodiscard]] db::Database* operator->() { return database_.get(); }
  /// For opening it once more, with other limits.
  [[nodiscard]] db::Options& options() { return options_; }
  void close() { database_.reset(); }
  void open() {
    auto opened = db::Database::open(options_);
    if (not opened) throw std::runtime_error(opened.error().message);
    database_ = *std::move(opened);
  }

 private:
  void drop_schema() {
    const std::string sql = "DROP SCHEMA " + options_.schema + " CASCADE";
    const auto drop = [&](db::Connection& connection) { connection.execute(sql); };
    if (database_ and database_->write(core::Id{}, drop)) return;
    options_.on_fatal = nullptr;  // the test's own is gone by now
    const auto admin = db::Database::open(options_);
    if (admin) (void)(*admin)->write(core::Id{}, drop);
  }

  TemporaryFolder folder_;
  db::Options options_;
  std::unique_ptr<db::Database> database_;
};

/// Base of fixtures whose every test runs on SQLite and on PostgreSQL.
class OnBothEngines : public ::testing::TestWithParam<db::Engine> {
 protected:
  [[nodiscard]] db::Database& database() { return *test_database_; }
  [[nodiscard]] TestDatabase& test_database() { return test_database_; }

 private:
  TestDatabase test_database_{GetParam()};
};

inline std::string engine_name(const ::testing::TestParamInfo<db::Engine>& info) {
  return info.param == db::Engine::kSqlite ? "Sqlite" : "Postgres";
}

}  // namespace intersession::test

#define INTERSESSION_ON_BOTH_ENGINES(Fixture)                                                    \
  INSTANTIATE_TEST_SUITE_P(                                                                      \
      Engines, Fixture,                                                                          \
      ::testing::Values(intersession::db::Engine::kSqlite, intersession::db::Engine::kPostgres), \
      intersession::test::engine_name)
