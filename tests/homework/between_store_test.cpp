// Checks of engagement and changes of single occurrences, kept and read back on both engines.
#include <gtest/gtest.h>

#include "access/world.hpp"
#include "care/client_store.hpp"
#include "care/practice_store.hpp"
#include "care/treatment_store.hpp"
#include "homework/assignment_store.hpp"
#include "homework/engagement_store.hpp"

namespace intersession::homework {
namespace {

using access::ClientAccess;
using testing::must;
using testing::World;

class BetweenStore : public ::testing::TestWithParam<const char*> {
 protected:
  template <class F>
  auto write(const F& f) {
    return must(access::write_client(*world.database, world.scope(world.owner()), client, f));
  }
  template <class F>
  auto read(const F& f) {
    return must(access::read_client(*world.database, world.scope(world.owner()), client, f));
  }
  void SetUp() override {
    write([&](db::Connection& connection, const ClientAccess& access) -> core::Result<void> {
      care::Practice practice{.id = world.practice(), .version = 1};
      practice.settings.zone = "Europe/Oslo";
      must(care::store::save(connection, practice, *must(world.vault->practice_key(world.practice())),
                             world.clock.now()));
      care::Client person{.id = client, .version = 1, .created_at = world.clock.now()};
      person.details = {.name = "Kim", .call_name = "Kim", .zone = "Europe/Oslo"};
      must(care::store::save(connection, access, *key, person));
      care::Treatment treatment{.id = record.treatment, .version = 1, .started_at = world.clock.now()};
      treatment.stage_log.push_back({care::Stage::kEarly, world.clock.now(), ""});
      must(care::store::save(connection, access, *key, treatment));
      return store::insert(connection, access, *key, record);
    });
  }
  EngagementCheck check(int quality) {
    EngagementCheck each{.id = world.random.id(world.clock.now()), .assignment = record.id};
    each.from = each.to = core::parse_date("2026-11-24").value();
    each.ratings[static_cast<std::size_t>(Topic::kQuality)] = quality;
    return each;
  }
  core::Result<bool> insert(const EngagementCheck& each) {
    return access::write_client(*world.database, world.scope(world.owner()), client,
                                [&](db::Connection& connection, const ClientAccess& access) {
                                  return store::insert(connection, access, *key, each);
                                });
  }
  void change(const core::Id& occurrence, const std::optional<OccurrenceChange>& to) {
    write([&](db::Connection& connection, const ClientAccess& access) {
      store::save_change(connection, access, *key, record.id, occurrence, to);
    });
  }
  std::vector<OccurrenceChange> changes() {
    return read([&](db::Connection& connection, const ClientAccess& access) {
             return store::assignment(connection, access, *key, record.id);
           })
        .changes;
  }

  World world{GetParam(),
              {"src/care/schema.sql", "src/homework/schema.sql", "src/homework/schema_cycle.sql"}};
  core::Id client = world.new_client(world.owner());
  std::shared_ptr<const vault::SealingKey> key = must(world.vault->client_key(world.practice(), client));
  AssignmentRecord record{.id = world.random.id(world.clock.now()),
                          .treatment = world.random.id(world.clock.now()),
                          .activity_id = "activity-scheduling",
                          .created_at = world.clock.now()};
};
INSTANTIATE_TEST_SUITE_P(, BetweenStore, ::testing::Values("sqlite", "postgres"));

TEST_P(BetweenStore, KeepsACheckOnceAndReadsItBackTheSame) {
  const auto first = check(3);
  EXPECT_EQ(insert(first), true);
  EXPECT_EQ(insert(first), false) << "the same again is no second one";
  auto other = first;
  other.ratings[0] = 1;
  const auto refused = insert(other);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().reason, "exists");
  auto second = check(0);
  second.rater = Rater::kTherapist;
  EXPECT_EQ(insert(second), true);

  const auto found = read([&](db::Connection& connection, const ClientAccess& access) {
    return store::checks_of(connection, access, *key, record.id);
  });
  ASSERT_EQ(found.size(), 2U);
  for (const auto& wanted : {first, second}) {
    const auto stored = std::ranges::find(found, wanted.id, &EngagementCheck::id);
    ASSERT_NE(stored, found.end());
    EXPECT_EQ(pack(*stored), pack(wanted));
    EXPECT_EQ(stored->rater, wanted.rater);
    EXPECT_EQ(stored->assignment, record.id);
  }
  EXPECT_EQ(read([&](db::Connection& connection, const ClientAccess& access) {
              return store::checks(connection, access, *key);
            }).size(),
            2U);
}

TEST_P(BetweenStore, ACheckOfAnAssignmentThatIsNotThereIsNotStored) {
  auto lost = check(2);
  lost.assignment = world.random.id(world.clock.now());
  EXPECT_FALSE(insert(lost).has_value());
}

TEST_P(BetweenStore, AChangeReplacesTheOneBeforeAndCanBeTakenBack) {
  const auto occurrence = world.random.id(world.clock.now());
  const auto at = core::parse_local("2026-11-24T18:30:00").value();
  OccurrenceChange skipped{.occurrence = occurrence, .agreement_version = 2};
  skipped.was = {occurrence, at, at + std::chrono::hours{1}, at};
  change(occurrence, skipped);
  ASSERT_EQ(changes().size(), 1U);
  EXPECT_FALSE(changes().front().now.has_value());
  EXPECT_EQ(changes().front().agreement_version, 2);

  auto moved = skipped;
  moved.now = Window{occurrence, at + std::chrono::days{1}, at + std::chrono::hours{25}, std::nullopt};
  change(occurrence, moved);
  ASSERT_EQ(changes().size(), 1U);
  EXPECT_EQ(changes().front().now->from, at + std::chrono::days{1});
  EXPECT_EQ(changes().front().was.at, at);

  change(occurrence, std::nullopt);
  EXPECT_TRUE(changes().empty());
}

}  // namespace
}  // namespace intersession::homework
