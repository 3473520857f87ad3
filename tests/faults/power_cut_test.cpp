// What was acknowledged survives a power cut; and the test would notice if it did not.
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "faults/power_vfs.hpp"
#include "platform/db/database.hpp"
#include "platform/db/test_database.hpp"

namespace intersession::faults {
namespace {

constexpr db::Migration kSchema[] = {
    {1, "entry",
     "CREATE TABLE entry (id ID NOT NULL PRIMARY KEY, note TEXT NOT NULL) STRICT, WITHOUT ROWID;"}};
constexpr int kCuts = 100;
constexpr int kThreads = 4;

/// What a client outside was told: ids and notes of acknowledged writes.
class Ledger {
 public:
  void acknowledged(const core::Id& id, const std::string& note) {
    const std::lock_guard lock(mutex_);
    entries_[id] = note;
  }
  [[nodiscard]] const std::map<core::Id, std::string>& entries() const { return entries_; }

 private:
  std::mutex mutex_;
  std::map<core::Id, std::string> entries_;
};

std::string note_of(const core::Id& id, int length) {
  return id.text() + std::string(static_cast<std::size_t>(length), 'n');
}

void write_until_refused(db::Database& database, Ledger& ledger, std::uint64_t seed) {
  core::SeededRandom random(seed);
  for (;;) {
    const core::Id id = random.id(core::Instant{});
    const std::string note = note_of(id, static_cast<int>(random.below(1500)));
    const auto written = database.write(core::Id{{1}}, [&](db::Connection& connection) {
      connection.execute("INSERT INTO entry (id, note) VALUES (?1, ?2)", id, note);
    });
    if (not written) return;
    ledger.acknowledged(id, note);
  }
}

struct Story {
  std::int64_t acknowledged = 0;
  std::int64_t lost = 0;
  std::int64_t file_writes = 0;  ///< by checkpoints
};

std::int64_t count_lost(const std::filesystem::path& file, const Ledger& ledger) {
  db::Options options;
  options.target = file.string();
  const auto reopened = db::Database::open(options);
  const auto all = static_cast<std::int64_t>(ledger.entries().size());
  if (not reopened) return all;
  EXPECT_TRUE((*reopened)->checked_integrity());
  if (not(*reopened)->migrate(kSchema, core::Instant{})) return all;
  std::int64_t lost = 0;
  const auto read = (*reopened)->read([&](db::Connection& connection) {
    for (const auto& [id, note] : ledger.entries()) {
      const auto row = connection.query_one("SELECT note FROM entry WHERE id = ?1", id);
      lost += not row or row->text(0) != note;
    }
  });
  return read ? lost : all;
}

/// One life of a database: written to by several threads until the power goes.
Story live_until_the_cut(std::uint64_t seed, bool synced) {
  core::SeededRandom random(seed);
  const test::TemporaryFolder before, after;
  PowerVfs vfs;
  Ledger ledger;
  Story story;
  {
    db::Options options;
    options.target = (before.path() / "entries.db").string();
    options.vfs = vfs.name();
    options.checkpoint_pages = 20;
    options.unsafe_no_sync = not synced;
    auto database = db::Database::open(options);
    EXPECT_TRUE(database);
    EXPECT_TRUE((*database)->migrate(kSchema, core::Instant{}));
    vfs.cut_power_in(1 + random.below(1500));
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back(
          [&, i] { write_until_refused(**database, ledger, seed * kThreads + static_cast<unsigned>(i)); });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_TRUE((*database)->failed());
  }
  EXPECT_TRUE(vfs.is_dark());
  vfs.write_survivors(after.path(), seed % 2 == 0 ? PowerVfs::Loss::kAll : PowerVfs::Loss::kSome, random);
  story.acknowledged = static_cast<std::int64_t>(ledger.entries().size());
  story.lost = count_lost(after.path() / "entries.db", ledger);
  story.file_writes = vfs.writes_to(".db");
  return story;
}

Story sum_of_lives(std::uint64_t first_seed, int cuts, bool synced) {
  Story sum;
  for (int cut = 0; cut < cuts; ++cut) {
    const Story story = live_until_the_cut(first_seed + static_cast<unsigned>(cut), synced);
    EXPECT_TRUE(not synced or story.lost == 0) << "seed " << first_seed + static_cast<unsigned>(cut);
    sum.acknowledged += story.acknowledged;
    sum.lost += story.lost;
    sum.file_writes += story.file_writes;
  }
  return sum;
}

TEST(PowerCut, LosesNothingThatWasAcknowledged) {
  const Story story = sum_of_lives(1000, kCuts, true);
  EXPECT_EQ(story.lost, 0);
  EXPECT_GT(story.acknowledged, kCuts * 20);
  EXPECT_GT(story.file_writes, kCuts);  // the cuts fell into checkpoints too
  RecordProperty("acknowledged", std::to_string(story.acknowledged));
  std::cout << "power cuts: " << kCuts << ", acknowledged: " << story.acknowledged << ", lost: " << story.lost
            << '\n';
}

TEST(PowerCut, WithoutSyncAcknowledgedWritesAreLost) {
  const Story story = sum_of_lives(5000, 10, false);
  EXPECT_GT(story.lost, 0) << "the test above would not notice a lost write";
  std::cout << "control without sync: acknowledged: " << story.acknowledged << ", lost: " << story.lost
            << '\n';
}

TEST(PowerCut, WhileTheDatabaseIsMadeLeavesOneThatCanBeMade) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    core::SeededRandom random(seed);
    const test::TemporaryFolder before, after;
    PowerVfs vfs;
    db::Options options;
    options.target = (before.path() / "entries.db").string();
    options.vfs = vfs.name();
    vfs.cut_power_in(1 + static_cast<std::int64_t>(seed) / 2);
    {
      auto database = db::Database::open(options);
      if (database) (void)(*database)->migrate(kSchema, core::Instant{});
    }
    vfs.write_survivors(after.path(), seed % 2 == 0 ? PowerVfs::Loss::kAll : PowerVfs::Loss::kSome, random);
    options.target = (after.path() / "entries.db").string();
    options.vfs.clear();
    auto again = db::Database::open(options);
    ASSERT_TRUE(again) << "seed " << seed << ": " << again.error().message;
    const auto migrated = (*again)->migrate(kSchema, core::Instant{});
    ASSERT_TRUE(migrated) << "seed " << seed << ": " << migrated.error().message;
  }
}

}  // namespace
}  // namespace intersession::faults
