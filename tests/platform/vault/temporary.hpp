// A folder and databases that vanish with the test.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "platform/core/random.hpp"
#include "platform/db/database.hpp"

namespace intersession::testing {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "intersession-test.XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
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

inline std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline std::string source_text(const std::string& path_in_repository) {
  return read_text(std::filesystem::path(INTERSESSION_SOURCE_DIR) / path_in_repository);
}

/// What a failed Result says, for assertions.
template <class T>
std::string why(const core::Result<T>& result) {
  return result ? "" : result.error().message + " [" + result.error().reason + "]";
}

/// Which engines to test: SQLite, and PostgreSQL where INTERSESSION_TEST_POSTGRES gives one.
inline std::vector<std::string> engines() {
  std::vector<std::string> names{"sqlite"};
  if (std::getenv("INTERSESSION_TEST_POSTGRES") != nullptr) names.emplace_back("postgres");
  return names;
}

/// One database of an engine; can be closed and opened again with its content. On PostgreSQL a schema of its
/// own, so that tests do not meet.
class TestDatabase {
 public:
  /// The schema is that of the files, in their order.
  TestDatabase(std::string engine, const std::filesystem::path& folder, const std::string& name,
               const std::vector<std::string>& schema_files)
      : engine_(std::move(engine)) {
    for (const std::string& file : schema_files) schema_text_ += source_text(file);
    options_.readers = 4;
    if (engine_ == "postgres") {
      options_.target = std::getenv("INTERSESSION_TEST_POSTGRES");
      core::SystemRandom random;
      options_.schema = name + "_" + core::to_hex(random.bytes(6));
    } else {
      options_.target = (folder / (name + ".db")).string();
    }
    open();
  }

  void open() {
    auto opened = db::Database::open(options_);
    if (not opened) throw std::runtime_error(opened.error().message);
    database_ = *std::move(opened);
    const db::Migration migration{1, "initial", schema_text_};
    const auto done = database_->migrate({&migration, 1}, core::from_micros(0));
    if (not done) throw std::runtime_error(done.error().message);
  }
  TestDatabase(std::string engine, const std::filesystem::path& folder, const std::string& name,
               const std::string& schema_file)
      : TestDatabase(std::move(engine), folder, name, std::vector<std::string>{schema_file}) {}

  void close() { database_.reset(); }
  db::Database& operator*() { return *database_; }
  db::Database* operator->() { return database_.get(); }
  [[nodiscard]] const std::string& engine() const { return engine_; }

 private:
  std::string engine_;
  std::string schema_text_;
  db::Options options_;
  std::unique_ptr<db::Database> database_;
};

}  // namespace intersession::testing
