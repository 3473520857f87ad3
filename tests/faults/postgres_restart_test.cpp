// PostgreSQL is killed under load and comes back: nothing acknowledged is missing, nothing is there twice.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "platform/db/test_database.hpp"

namespace intersession::faults {
namespace {

constexpr db::Migration kSchema[] = {{1, "entry",
                                      "CREATE TABLE entry (id ID NOT NULL, writer INT NOT NULL) STRICT; "
                                      "CREATE INDEX entry_id ON entry (id);"}};

/// A cluster of this test's own, which it may kill.
class Cluster {
 public:
  Cluster() {
    const std::string command = script("start");
    FILE* output = popen(command.c_str(), "r");
    std::array<char, 512> line{};
    if (output == nullptr or std::fgets(line.data(), line.size(), output) == nullptr) {
      throw std::runtime_error("tests/postgres.sh start gave no URL");
    }
    pclose(output);
    url_ = line.data();
    url_.erase(url_.find_last_not_of('\n') + 1);
  }
  ~Cluster() { (void)run("stop"); }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;
  [[nodiscard]] const std::string& url() const { return url_; }
  /// Stops without a shutdown and starts again; true where it is back.
  [[nodiscard]] bool crash_and_recover() { return run("restart"); }

 private:
  [[nodiscard]] std::string script(const char* verb) const {
    return std::string("'" INTERSESSION_SOURCE_DIR "/tests/postgres.sh' ") + verb + " '" +
           (folder_.path() / "cluster").string() + "'";
  }
  [[nodiscard]] bool run(const char* verb) const {
    return std::system(script(verb).c_str()) == 0;  // NOLINT(concurrency-mt-unsafe)
  }
  test::TemporaryFolder folder_;
  std::string url_;
};

/// A careful client: repeats what did not get through, and looks an unknown outcome up first.
class Client {
 public:
  Client(db::Database& database, int number) : database_(&database), number_(number) {}

  /// Writes until told to stop.
  void write_until(const std::atomic<bool>& stop, std::atomic<int>& total) {
    core::SystemRandom random;
    while (not stop) {
      const core::Id id = random.id(core::Instant{});
      while (not stop and not save(id)) std::this_thread::yield();
      if (stop) return;
      saved_.push_back(id);
      ++total;
    }
  }
  [[nodiscard]] const std::vector<core::Id>& saved() const { return saved_; }
  [[nodiscard]] int unknown() const { return unknown_; }

 private:
  bool save(const core::Id& id) {
    const core::Id practice{{static_cast<unsigned char>(number_)}};
    const auto written = database_->write(practice, [&](db::Connection& c) {
      c.execute("INSERT INTO entry (id, writer) VALUES (?1, ?2)", id, number_);
    });
    if (written) return true;
    EXPECT_EQ(written.error().code, core::ErrorCode::kUnavailable) << written.error().message;
    if (written.error().reason != db::kUnknownOutcome) return false;
    ++unknown_;
    for (;;) {
      // In the practice's turn: a server process that is not killed yet may still read what was before.
      const auto found = database_->write(practice, [&](db::Connection& connection) {
        return not connection.query("SELECT 1 FROM entry WHERE id = ?1", id).empty();
      });
      if (found) return *found;
      std::this_thread::yield();
    }
  }

  db::Database* database_;
  int number_;
  std::vector<core::Id> saved_;
  int unknown_ = 0;
};

TEST(PostgresRestart, KeepsWhatWasAcknowledgedAndGoesOn) {
  Cluster cluster;
  db::Options options;
  options.target = cluster.url();
  options.readers = 4;
  options.writers = 4;
  std::atomic<int> fatal = 0;
  options.on_fatal = [&](const core::Error& error) {
    ADD_FAILURE() << error.message;
    ++fatal;
  };
  auto database = db::Database::open(options);
  ASSERT_TRUE(database) << database.error().message;
  ASSERT_TRUE((*database)->migrate(kSchema, core::Instant{}));

  std::atomic<bool> stop = false;
  std::atomic<int> total = 0;
  std::vector<Client> clients;
  for (int i = 0; i < 4; ++i) clients.emplace_back(**database, i + 1);
  std::vector<std::thread> threads;
  for (Client& client : clients) threads.emplace_back([&] { client.write_until(stop, total); });
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(120);
  const auto wait_for = [&](int goal) {
    while (total < goal and std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    EXPECT_GE(total, goal);
  };
  for (int crash = 0; crash < 2; ++crash) {
    wait_for(total + 200);
    EXPECT_TRUE(cluster.crash_and_recover());
  }
  wait_for(total + 200);
  stop = true;
  for (std::thread& thread : threads) thread.join();

  std::multiset<core::Id> present;
  const auto rows =
      (*database)->read([](db::Connection& connection) { return connection.query("SELECT id FROM entry"); });
  ASSERT_TRUE(rows) << rows.error().message;
  for (const db::Row& row : *rows) present.insert(row.id(0));
  std::size_t saved = 0;
  for (const Client& client : clients) {
    for (const core::Id& id : client.saved()) EXPECT_EQ(present.count(id), 1U);
    saved += client.saved().size();
  }
  // At most the write each client had under way at the end is there beyond what was acknowledged.
  EXPECT_LE(present.size(), saved + clients.size());
  EXPECT_EQ(std::set<core::Id>(present.begin(), present.end()).size(), present.size());
  EXPECT_EQ(fatal, 0);
}

}  // namespace
}  // namespace intersession::faults
