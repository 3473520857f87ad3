// Entries that were written before migration 19 are found after it.
#include <gtest/gtest.h>

#include "app/migrations.hpp"
#include "platform/core/random.hpp"
#include "platform/db/test_database.hpp"

namespace intersession::app {
namespace {

class EntriesMigration : public test::OnBothEngines {
 protected:
  static constexpr std::size_t kBefore = 18;

  void migrate(std::span<const db::Migration> migrations) {
    const auto done = database().migrate(migrations, core::from_micros(42));
    ASSERT_TRUE(done) << done.error().message;
  }
  /// Each sorts after those before it.
  core::Id id() { return random_.id(core::from_micros(1000 * ++made_)); }

 private:
  std::int64_t made_ = 0;
  core::SeededRandom random_{19};
};
INTERSESSION_ON_BOTH_ENGINES(EntriesMigration);

TEST_P(EntriesMigration, FindsEachRevisionFromTheOneAfterIt) {
  migrate(data_migrations().first(kBefore));
  const auto practice = id();
  const auto client = id();
  const auto treatment = id();
  const auto assignment = id();
  const auto once = id();
  const auto thrice = id();
  const auto written = database().write(practice, [&](db::Connection& connection) {
    const core::Bytes sealed{1, 2, 3};
    connection.execute(
        "INSERT INTO practice (practice_id, version, zone, demo, help_ready, detail, created_at) "
        "VALUES (?1, 1, 'UTC', 0, 0, ?2, 0)",
        practice, sealed);
    connection.execute(
        "INSERT INTO client (practice_id, client_id, version, zone, detail, created_at) "
        "VALUES (?1, ?2, 1, 'UTC', ?3, 0)",
        practice, client, sealed);
    connection.execute(
        "INSERT INTO treatment (practice_id, client_id, treatment_id, version, detail, created_at) "
        "VALUES (?1, ?2, ?3, 1, ?4, 0)",
        practice, client, treatment, sealed);
    connection.execute(
        "INSERT INTO assignment (practice_id, client_id, assignment_id, treatment_id, state, version, "
        "activity_id, activity_version, detail, created_at) "
        "VALUES (?1, ?2, ?3, ?4, 'active', 1, 'sleep-diary', 1, ?5, 0)",
        practice, client, assignment, treatment, sealed);
    const auto entry = [&](const core::Id& entry_id, std::vector<std::int64_t> received) {
      connection.execute(
          "INSERT INTO entry (practice_id, client_id, entry_id, assignment_id, revision, occurred_day, "
          "received_at) VALUES (?1, ?2, ?3, ?4, ?5, 20000, ?6)",
          practice, client, entry_id, assignment, received.size(), received.front());
      for (std::size_t i = 0; i < received.size(); ++i) {
        connection.execute(
            "INSERT INTO entry_revision (practice_id, client_id, entry_id, revision, detail, received_at) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            practice, client, entry_id, i + 1, core::Bytes{static_cast<unsigned char>(i)}, received[i]);
      }
    };
    entry(once, {100});
    entry(thrice, {300, 200, 400});  // a clock that was put right in between
    connection.execute(
        "INSERT INTO occurrence (practice_id, client_id, assignment_id, occurrence_id, entry_id, "
        "recorded_at) "
        "VALUES (?1, ?2, ?3, ?4, ?5, 400)",
        practice, client, assignment, practice, thrice);
  });
  ASSERT_TRUE(written) << written.error().message;

  migrate(data_migrations());
  const auto read = database().read([&](db::Connection& connection) {
    EXPECT_EQ(connection.query_one("SELECT revised_at FROM entry WHERE entry_id = ?1", once)->integer(0),
              100);
    EXPECT_EQ(connection.query_one("SELECT revised_at FROM entry WHERE entry_id = ?1", thrice)->integer(0),
              400);
    EXPECT_EQ(connection.query_one("SELECT received_at FROM entry WHERE entry_id = ?1", thrice)->integer(0),
              300)
        << "when the entry came first";
    const auto revisions = connection.query(
        "SELECT entry_id, received_at, earlier_at, detail, client_id FROM entry_revision "
        "ORDER BY entry_id, revision");
    ASSERT_EQ(revisions.size(), 4U);
    EXPECT_EQ(revisions[0].integer_or_null(2), std::nullopt);
    EXPECT_EQ(revisions[1].integer_or_null(2), std::nullopt);
    EXPECT_EQ(revisions[2].integer(1), 200);
    EXPECT_EQ(revisions[2].integer_or_null(2), 300);
    EXPECT_EQ(revisions[3].integer(1), 400);
    EXPECT_EQ(revisions[3].integer_or_null(2), 200);
    EXPECT_EQ(revisions[3].bytes(3), core::Bytes{2});
    EXPECT_EQ(revisions[3].id(4), client);
  });
  ASSERT_TRUE(read) << read.error().message;
}

}  // namespace
}  // namespace intersession::app
