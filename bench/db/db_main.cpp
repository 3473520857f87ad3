// Prints how fast durable writes and point reads are: of the disk, of plain SQLite, and through Database.
//   db_bench [--folder F] [--postgres URL] [--seconds S]
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "platform/core/random.hpp"
#include "platform/db/database.hpp"

namespace {

using namespace intersession;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kNote = 400;  // bytes, as a small sealed entry
constexpr db::Migration kSchema[] = {
    {1, "bench",
     "CREATE TABLE entry (practice_id ID NOT NULL, id ID NOT NULL, note BYTES NOT NULL,"
     " PRIMARY KEY (practice_id, id)) STRICT, WITHOUT ROWID;"}};

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void print(const std::string& what, double count, double seconds, std::vector<double> latencies = {}) {
  std::printf("%-52s %10.0f /s", what.c_str(), count / seconds);
  if (not latencies.empty()) {
    std::ranges::sort(latencies);
    std::printf("   p50 %7.3f ms  p99 %7.3f ms", latencies[latencies.size() / 2] * 1e3,
                latencies[latencies.size() * 99 / 100] * 1e3);
  }
  std::printf("\n");
  std::fflush(stdout);
}

void bench_disk(const std::filesystem::path& folder, double limit) {
  const int file = open((folder / "disk").c_str(), O_RDWR | O_CREAT, 0600);
  const std::string page(4096, 'x');
  std::vector<double> latencies;
  const auto start = Clock::now();
  for (off_t at = 0; seconds_since(start) < limit; at += 4096) {
    const auto one = Clock::now();
    if (pwrite(file, page.data(), page.size(), at) < 0 or fdatasync(file) != 0) break;
    latencies.push_back(seconds_since(one));
  }
  print("disk: 4096 bytes and fdatasync", static_cast<double>(latencies.size()), seconds_since(start),
        latencies);
  close(file);
}

/// Plain SQLite, everything prepared, `group` inserts in a commit.
double bench_plain(const std::filesystem::path& file, int group, double limit) {
  sqlite3* handle = nullptr;
  sqlite3_open(file.c_str(), &handle);
  sqlite3_exec(
      handle,
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
      "CREATE TABLE IF NOT EXISTS entry (practice_id BLOB NOT NULL, id BLOB NOT NULL, note BLOB NOT NULL,"
      " PRIMARY KEY (practice_id, id)) STRICT, WITHOUT ROWID",
      nullptr, nullptr, nullptr);
  sqlite3_stmt *insert = nullptr, *begin = nullptr, *commit = nullptr;
  sqlite3_prepare_v2(handle, "INSERT INTO entry (practice_id, id, note) VALUES (?1, ?2, ?3)", -1, &insert,
                     nullptr);
  sqlite3_prepare_v2(handle, "BEGIN IMMEDIATE", -1, &begin, nullptr);
  sqlite3_prepare_v2(handle, "COMMIT", -1, &commit, nullptr);
  const auto run = [](sqlite3_stmt* statement) {
    sqlite3_step(statement);
    sqlite3_reset(statement);
  };
  core::SystemRandom random;
  const core::SystemClock clock;
  const core::Id practice = random.id(clock.now());
  const core::Bytes note(kNote, 'n');
  double count = 0;
  const auto start = Clock::now();
  while (seconds_since(start) < limit) {
    run(begin);
    for (int i = 0; i < group; ++i) {
      const core::Id id = random.id(clock.now());
      sqlite3_bind_blob(insert, 1, practice.bytes.data(), 16, SQLITE_STATIC);
      sqlite3_bind_blob(insert, 2, id.bytes.data(), 16, SQLITE_STATIC);
      sqlite3_bind_blob(insert, 3, note.data(), static_cast<int>(note.size()), SQLITE_STATIC);
      run(insert);
    }
    run(commit);
    count += group;
  }
  const double seconds = seconds_since(start);
  print("plain SQLite: " + std::to_string(group) + " in a commit", count, seconds);
  for (sqlite3_stmt* statement : {insert, begin, commit}) sqlite3_finalize(statement);
  sqlite3_close(handle);
  return count / seconds;
}

/// `threads` callers that each write, wait for the answer and write again.
double bench_writes(db::Database& database, const std::string& name, int threads, int practices,
                    double limit) {
  core::SystemRandom random;
  const core::SystemClock clock;
  std::vector<core::Id> ids;
  for (int i = 0; i < practices; ++i) ids.push_back(random.id(clock.now()));
  const core::Bytes note(kNote, 'n');
  std::vector<std::vector<double>> latencies(static_cast<std::size_t>(threads));
  std::vector<std::thread> workers;
  const auto start = Clock::now();
  for (int thread = 0; thread < threads; ++thread) {
    workers.emplace_back([&, thread] {
      const core::Id practice = ids[static_cast<std::size_t>(thread % practices)];
      while (seconds_since(start) < limit) {
        const core::Id id = random.id(clock.now());
        const auto one = Clock::now();
        const auto written = database.write(practice, [&](db::Connection& connection) {
          connection.execute("INSERT INTO entry (practice_id, id, note) VALUES (?1, ?2, ?3)", practice, id,
                             note);
        });
        if (not written) std::fprintf(stderr, "%s\n", written.error().message.c_str());
        latencies[static_cast<std::size_t>(thread)].push_back(seconds_since(one));
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  const double seconds = seconds_since(start);
  std::vector<double> all;
  for (const auto& own : latencies) all.insert(all.end(), own.begin(), own.end());
  print(name + " writes: " + std::to_string(threads) + " callers, " + std::to_string(practices) +
            " practice(s)",
        static_cast<double>(all.size()), seconds, all);
  return static_cast<double>(all.size()) / seconds;
}

void bench_reads(db::Database& database, const std::string& name, int threads, double limit) {
  const auto keys = database.read([](db::Connection& connection) {
    std::vector<std::pair<core::Id, core::Id>> found;
    for (const db::Row& row : connection.query("SELECT practice_id, id FROM entry LIMIT 1000")) {
      found.emplace_back(row.id(0), row.id(1));
    }
    return found;
  });
  std::atomic<std::int64_t> count = 0;
  std::vector<std::thread> workers;
  const auto start = Clock::now();
  for (int thread = 0; thread < threads; ++thread) {
    workers.emplace_back([&] {
      for (std::size_t i = 0; seconds_since(start) < limit; ++i) {
        const auto& [practice, id] = (*keys)[i % keys->size()];
        const auto size = database.read([&](db::Connection& connection) {
          return connection.query("SELECT note FROM entry WHERE practice_id = ?1 AND id = ?2", practice, id)
              .size();
        });
        count += size.value_or(0) == 1;
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  print(name + " point reads: " + std::to_string(threads) + " callers", static_cast<double>(count.load()),
        seconds_since(start));
}

std::unique_ptr<db::Database> opened(const db::Options& options) {
  auto database = db::Database::open(options);
  if (not database) throw std::runtime_error(database.error().message);
  if (auto migrated = (*database)->migrate(kSchema, core::Instant{}); not migrated) {
    throw std::runtime_error(migrated.error().message);
  }
  return *std::move(database);
}

}  // namespace

int main(int count, char** words) {
  CLI::App app("Rates of durable writes and point reads");
  std::string folder = std::filesystem::temp_directory_path() / "intersession-db-bench", postgres;
  double limit = 2;
  app.add_option("--folder", folder, "a folder on the disk to measure; emptied");
  app.add_option("--postgres", postgres, "URL of a PostgreSQL database to measure too");
  app.add_option("--seconds", limit, "for each line");
  CLI11_PARSE(app, count, words);

  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  bench_disk(folder, limit);
  const double single = bench_plain(std::filesystem::path(folder) / "single.db", 1, limit);
  bench_plain(std::filesystem::path(folder) / "sixteen.db", 16, limit);
  const double grouped = bench_plain(std::filesystem::path(folder) / "grouped.db", 64, limit);
  db::Options options;
  options.target = folder + "/ours.db";
  {
    const auto database = opened(options);
    const double one = bench_writes(*database, "SQLite", 1, 1, limit);
    bench_writes(*database, "SQLite", 8, 1, limit);
    bench_writes(*database, "SQLite", 64, 1, limit);
    const double many = bench_writes(*database, "SQLite", 128, 1, limit);
    std::printf("share of plain SQLite: alone %.0f %%, 128 callers %.0f %% of 64 in a commit\n",
                100 * one / single, 100 * many / grouped);
    bench_reads(*database, "SQLite", 1, limit);
    bench_reads(*database, "SQLite", 4, limit);
  }
  if (not postgres.empty()) {
    options.target = postgres;
    options.schema = "bench";
    const auto database = opened(options);
    bench_writes(*database, "PostgreSQL", 1, 1, limit);
    bench_writes(*database, "PostgreSQL", 64, 1, limit);
    bench_writes(*database, "PostgreSQL", 64, 16, limit);
    bench_reads(*database, "PostgreSQL", 1, limit);
    bench_reads(*database, "PostgreSQL", 4, limit);
  }
  std::filesystem::remove_all(folder);
  return 0;
}
