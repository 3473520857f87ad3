// One SQLite connection with its prepared statements.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/db/driver_connection.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace intersession::db {

/// Not thread-safe; may move between threads.
class SqliteConnection final : public DriverConnection {
 public:
  struct Settings {
    std::string path;
    std::string vfs;
    bool writer = false;
    bool unsafe_no_sync = false;
    std::chrono::milliseconds busy_patience{5000};
  };

  /// Opens and configures; throws DatabaseError.
  explicit SqliteConnection(const Settings& settings);
  ~SqliteConnection() override;

  [[nodiscard]] Engine engine() const override { return Engine::kSqlite; }
  void begin_read() override { run("BEGIN", {}, nullptr); }
  void end_read();
  void begin_write(const core::Id& practice) override;
  void mark() override { run("SAVEPOINT one", {}, nullptr); }
  void keep() override { run("RELEASE one", {}, nullptr); }
  void undo() override;
  void commit() override { run("COMMIT", {}, nullptr); }
  void rollback() noexcept override;
  void script(std::string_view sql) override;
  [[nodiscard]] bool in_transaction() const override;
  [[nodiscard]] bool usable() const override { return true; }

  /// Pages in the write-ahead log after the last commit of this connection.
  [[nodiscard]] int log_pages() const { return log_pages_; }
  enum class Checkpoint { kPassive, kRestart, kTruncate };
  /// Moves pages from the log into the file. Being held up by readers is no failure. Returns how many pages
  /// of the log are in the file now, 0 where nobody knows.
  int checkpoint(Checkpoint kind);
  /// Empty where the file is sound, else what quick_check said first.
  [[nodiscard]] std::string quick_check();

 protected:
  std::int64_t run(std::string_view sql, Values values, Table* table) override;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  struct Statement {
    std::unique_ptr<sqlite3_stmt, Finalize> handle;
    std::size_t parameters = 0;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  void configure(const Settings& settings);
  Statement& prepared(std::string_view sql);
  void bind(const Statement& statement, Values values);
  void read_row(sqlite3_stmt* statement, Table& table) const;
  [[noreturn]] void fail(int code) const;

  std::unique_ptr<sqlite3, Close> handle_;
  std::unordered_map<std::string, Statement, TextHash, std::equal_to<>> statements_;
  std::chrono::milliseconds busy_patience_;
  int log_pages_ = 0;
};

/// Empty where the library may be used, else the reason why not. Versions as in SQLITE_VERSION_NUMBER.
[[nodiscard]] std::string why_not_sqlite(int version_number);

}  // namespace intersession::db
