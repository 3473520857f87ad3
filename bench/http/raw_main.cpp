// bench_raw: what the disk and plain SQLite do with the three rows of a check-in, as one JSON object.
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kSealedEntry = 900;  // bytes, as a sealed entry of the benchmark

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The median time of one small append with fdatasync, in milliseconds.
double sync_time(const std::filesystem::path& path, double limit) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT, 0600);
  const std::string page(4096, 'x');
  std::vector<double> times;
  const auto start = Clock::now();
  for (off_t at = 0; seconds_since(start) < limit; at += 4096) {
    const auto one = Clock::now();
    if (pwrite(file, page.data(), page.size(), at) < 0 or fdatasync(file) != 0) break;
    times.push_back(seconds_since(one));
  }
  close(file);
  if (times.empty()) throw std::runtime_error("Cannot write to " + path.string());
  std::ranges::sort(times);
  return times[times.size() / 2] * 1e3;
}

/// Plain SQLite with everything prepared: entry, occurrence and audit rows, `group` check-ins in a commit.
class Plain {
 public:
  explicit Plain(const std::filesystem::path& path) {
    if (sqlite3_open(path.c_str(), &handle_) != SQLITE_OK)
      throw std::runtime_error("Cannot open " + path.string());
    sqlite3_exec(handle_,
                 "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                 "CREATE TABLE entry (practice BLOB, client BLOB, id BLOB, revision INT, detail BLOB, at INT,"
                 " PRIMARY KEY (practice, client, id)) STRICT, WITHOUT ROWID;"
                 "CREATE TABLE occurrence (practice BLOB, client BLOB, id BLOB, entry BLOB, at INT,"
                 " PRIMARY KEY (practice, client, id)) STRICT, WITHOUT ROWID;"
                 "CREATE TABLE audit (practice BLOB, seq INT, at INT, account BLOB, action TEXT, entry BLOB,"
                 " hash BLOB, PRIMARY KEY (practice, seq)) STRICT, WITHOUT ROWID",
                 nullptr, nullptr, nullptr);
    begin_ = prepare("BEGIN IMMEDIATE");
    commit_ = prepare("COMMIT");
    entry_ = prepare("INSERT INTO entry VALUES (?1, ?2, ?3, 1, ?4, 7)");
    occurrence_ = prepare("INSERT INTO occurrence VALUES (?1, ?2, ?3, ?4, 7)");
    audit_ = prepare("INSERT INTO audit VALUES (?1, ?2, 7, ?3, 'entry.save', ?4, ?5)");
  }
  ~Plain() {
    for (sqlite3_stmt* each : {begin_, commit_, entry_, occurrence_, audit_}) sqlite3_finalize(each);
    sqlite3_close(handle_);
  }
  Plain(const Plain&) = delete;
  Plain& operator=(const Plain&) = delete;

  /// Check-ins a second.
  double rate(int group, double limit) {
    double count = 0;
    const auto start = Clock::now();
    while (seconds_since(start) < limit) {
      run(begin_);
      for (int i = 0; i < group; ++i) check_in();
      run(commit_);
      count += group;
    }
    return count / seconds_since(start);
  }

 private:
  using Id = std::array<unsigned char, 16>;

  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(handle_));
    }
    return statement;
  }
  void run(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(handle_));
    sqlite3_reset(statement);
  }
  static void bind(sqlite3_stmt* statement, int index, const Id& id) {
    sqlite3_bind_blob(statement, index, id.data(), 16, SQLITE_STATIC);
  }
  Id fresh() {
    Id id;
    for (auto& byte : id) byte = static_cast<unsigned char>(random_());
    return id;
  }
  void check_in() {
    const Id& client = clients_[random_() % clients_.size()];
    const Id id = fresh();
    const Id occurrence = fresh();
    bind(entry_, 1, practice_);
    bind(entry_, 2, client);
    bind(entry_, 3, id);
    sqlite3_bind_blob(entry_, 4, detail_.data(), kSealedEntry, SQLITE_STATIC);
    run(entry_);
    bind(occurrence_, 1, practice_);
    bind(occurrence_, 2, client);
    bind(occurrence_, 3, occurrence);
    bind(occurrence_, 4, id);
    run(occurrence_);
    bind(audit_, 1, practice_);
    sqlite3_bind_int64(audit_, 2, ++seq_);
    bind(audit_, 3, client);
    bind(audit_, 4, id);
    sqlite3_bind_blob(audit_, 5, detail_.data(), 32, SQLITE_STATIC);
    run(audit_);
  }

  sqlite3* handle_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  sqlite3_stmt* entry_ = nullptr;
  sqlite3_stmt* occurrence_ = nullptr;
  sqlite3_stmt* audit_ = nullptr;
  std::mt19937_64 random_{7};
  Id practice_{};
  std::array<Id, 64> clients_ = [this] {
    std::array<Id, 64> made;
    for (auto& each : made) each = fresh();
    return made;
  }();
  const std::string detail_ = std::string(kSealedEntry, 'd');
  std::int64_t seq_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Prints how fast the disk and plain SQLite are");
  std::filesystem::path folder;
  double limit = 2;
  app.add_option("folder", folder, "An empty folder on the disk to measure")->required();
  app.add_option("--seconds", limit, "For each figure");
  CLI11_PARSE(app, argc, argv);
  try {
    const double sync = sync_time(folder / "disk", limit);
    const double single = Plain(folder / "single.db").rate(1, limit);
    const double sixteen = Plain(folder / "sixteen.db").rate(16, limit);
    std::printf("{\"syncMs\":%.3f,\"single\":%.0f,\"grouped16\":%.0f}\n", sync, single, sixteen);
    return 0;
  } catch (const std::exception& problem) {
    return std::fprintf(stderr, "bench_raw: %s\n", problem.what()), 1;
  }
}
