#include "access/scope.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <latch>
#include <thread>
#include <type_traits>
#include <vector>

#include "access/account_store.hpp"
#include "access/policy.hpp"
#include "access/relation_store.hpp"
#include "access/world.hpp"

namespace intersession::access {
namespace {

using testing::must;
using testing::why;
using testing::World;

static_assert(not std::is_default_constructible_v<Principal>, "only a sign-in makes a principal");
static_assert(not std::is_aggregate_v<Principal>);
static_assert(not std::is_default_constructible_v<Scope>);
static_assert(not std::is_default_constructible_v<ClientAccess>);
static_assert(not std::is_copy_constructible_v<ClientAccess>);
static_assert(
    not std::is_constructible_v<ClientAccess, const Principal&, const core::Id&, bool, core::Instant>);

class ScopeTest : public ::testing::TestWithParam<std::string> {
 protected:
  /// The clients that a list shows.
  std::set<core::Id> seen(const Scope& scope) {
    return must(world.database->read([&](db::Connection& connection) {
      std::set<core::Id> clients;
      // Every client that has an account or relation, so that only the predicate keeps them apart.
      for (const db::Row& row :
           connection.query("SELECT c.client_id FROM (SELECT practice_id, client_id FROM relation UNION "
                            "SELECT practice_id, client_id FROM account WHERE client_id IS NOT NULL) c "
                            "WHERE " +
                                scope.sees_client("c"),
                            scope.practice(), scope.subject(), scope.now()))
        clients.insert(row.id(0));
      return clients;
    }));
  }
  World world{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Engines, ScopeTest, ::testing::ValuesIn(testing::engines()),
                         [](const auto& each) { return each.param; });

TEST_P(ScopeTest, ATherapistSeesOwnClientsAndNobodyElses) {
  const Principal anna = world.therapist("anna@example.org");
  const Principal bert = world.therapist("bert@example.org");
  const core::Id mine = world.new_client(anna);
  const core::Id other = world.new_client(bert);
  EXPECT_TRUE(world.may(world.scope(anna), mine));
  EXPECT_FALSE(world.may(world.scope(anna), other));
  EXPECT_EQ(seen(world.scope(anna)), (std::set<core::Id>{mine}));
  EXPECT_EQ(seen(world.scope(bert)), (std::set<core::Id>{other}));
}

TEST_P(ScopeTest, DenyIsTheSameAsNotFound) {
  const Principal anna = world.therapist("anna@example.org");
  const core::Id other = world.new_client(world.owner());
  const auto denied = world.may(world.scope(anna), other);
  const auto absent = world.may(world.scope(anna), world.random.id(world.clock.now()));
  const auto nil = world.may(world.scope(anna), core::Id{});
  ASSERT_FALSE(denied);
  ASSERT_FALSE(absent);
  ASSERT_FALSE(nil);
  EXPECT_EQ(denied.error(), absent.error());
  EXPECT_EQ(denied.error(), nil.error());
  EXPECT_EQ(denied.error(), not_found());
}

TEST_P(ScopeTest, AnOwnerByRoleReadsNoRecord) {
  const Principal manager = world.join("manager@example.org", {Role::kOwner}).principal;
  const core::Id client = world.new_client(world.owner());
  EXPECT_FALSE(world.may(world.scope(manager), client));
  EXPECT_TRUE(seen(world.scope(manager)).empty());
  const auto admitted = world.database->write(world.practice(), [&](db::Connection& connection) {
    return world.scope(manager).admit_client(connection, world.random.id(world.clock.now())).has_value();
  });
  EXPECT_EQ(admitted, false);
  // Not even with a relation left from days as a therapist.
  must(world.database->write(world.practice(), [&](db::Connection& connection) {
    store::open_relation(connection, world.practice(), client, manager.member(), world.clock.now());
  }));
  EXPECT_FALSE(world.may(world.scope(manager), client));
  EXPECT_TRUE(seen(world.scope(manager)).empty());
}

TEST_P(ScopeTest, ARelationHoldsFromItsFirstToBeforeItsLastMoment) {
  const Principal anna = world.therapist("anna@example.org");
  const core::Id client = world.new_client(world.owner());
  const core::Instant from = world.clock.now() + std::chrono::hours(1);
  const core::Instant until = from + std::chrono::hours(1);
  must(world.database->write(world.practice(), [&](db::Connection& connection) {
    store::open_relation(connection, world.practice(), client, anna.member(), from);
    EXPECT_TRUE(store::end_relation(connection, world.practice(), client, anna.member(), until));
    EXPECT_FALSE(store::end_relation(connection, world.practice(), client, anna.member(), until));
  }));
  const auto at = [&](core::Instant now) {
    const Scope scope(anna, Purpose::kCare, now);
    const bool one = world.may(scope, client).has_value();
    EXPECT_EQ(seen(scope).contains(client), one);
    return one;
  };
  const std::chrono::microseconds tick(1);
  EXPECT_FALSE(at(from - tick));
  EXPECT_TRUE(at(from));
  EXPECT_TRUE(at(until - tick));
  EXPECT_FALSE(at(until));
}

TEST_P(ScopeTest, AClientSeesTheOwnRecordOnly) {
  const core::Id kim = world.new_client(world.owner());
  const core::Id lou = world.new_client(world.owner());
  const Principal phone = world.let_in(world.owner(), kim).principal;
  (void)world.let_in(world.owner(), lou);
  EXPECT_TRUE(phone.is_client());
  EXPECT_EQ(phone.client(), kim);
  EXPECT_TRUE(world.may(world.scope(phone), kim));
  EXPECT_FALSE(world.may(world.scope(phone), lou));
  EXPECT_EQ(seen(world.scope(phone)), (std::set<core::Id>{kim}));
  EXPECT_FALSE(world.scope(phone).require_owner());
}

TEST_P(ScopeTest, AccessEndsInTheSameSnapshotInWhichTheSessionEnds) {
  const SignedIn anna = world.join("anna@example.org", {Role::kTherapist});
  const core::Id client = world.new_client(anna.principal);
  const Scope held = world.scope(anna.principal);  // a request that authenticated a moment ago
  EXPECT_TRUE(world.may(held, client));
  must(sign_out(world.access, anna.principal));
  EXPECT_FALSE(world.may(held, client));

  const Principal again = world.sign_in("anna@example.org").principal;
  const Scope held_again = world.scope(again);
  EXPECT_TRUE(world.may(held_again, client));
  must(disable_member(world.access, world.scope(world.owner()), again.member()));
  EXPECT_FALSE(world.may(held_again, client));

  const SignedIn phone = world.let_in(world.owner(), world.new_client(world.owner()));
  const Scope phone_scope = world.scope(phone.principal);
  EXPECT_TRUE(world.may(phone_scope, phone.principal.client()));
  must(sign_out(world.access, phone.principal));
  EXPECT_FALSE(world.may(phone_scope, phone.principal.client()));
}

// The writes queue up while another one runs, so that they share a batch, in whatever order: who may write
// must be true at the very moment.
TEST_P(ScopeTest, AccessEndsWithinTheBatchOfWritesInWhichItIsEnded) {
  struct Case {
    std::string name;
    std::function<void(db::Connection&, const Principal& member, const Principal& phone)> end;
  };
  const std::vector<Case> cases = {
      {"relation",
       [&](db::Connection& connection, const Principal& member, const Principal& phone) {
         EXPECT_TRUE(store::end_relation(connection, member.practice(), phone.client(), member.member(),
                                         world.clock.now()));
       }},
      {"member",
       [&](db::Connection& connection, const Principal& member, const Principal&) {
         store::disable_member(connection, member.practice(), member.member(), world.clock.now());
       }},
      {"session",
       [](db::Connection& connection, const Principal& member, const Principal& phone) {
         SignIns::end(connection, member);
         SignIns::end(connection, phone);
       }},
      {"all sessions",
       [](db::Connection& connection, const Principal& member, const Principal& phone) {
         (void)SignIns::end_all(connection, member.practice(), member.account(), nullptr);
         (void)SignIns::end_all(connection, phone.practice(), phone.account(), nullptr);
       }},
      {"devices",
       [&](db::Connection& connection, const Principal& member, const Principal& phone) {
         for (const auto* person : {&member, &phone}) {
           for (const auto& device : world.access.sign_ins.devices(connection, *person, world.clock.now()))
             EXPECT_TRUE(SignIns::end_device(connection, *person, device.id));
         }
       }},
  };
  for (const auto& each : cases) {
    const Principal member = world.therapist(std::to_string(&each - cases.data()) + "@example.org");
    const core::Id client = world.new_client(member);
    const Principal phone = world.let_in(member, client).principal;
    std::atomic<int> misled = 0;
    std::latch running(1), let_go(1);
    std::vector<std::thread> threads;
    threads.emplace_back([&] {
      must(world.database->write(world.practice(), [&](db::Connection&) {
        running.count_down();
        let_go.wait();
      }));
    });
    running.wait();
    const auto write = [&](const Principal& person) {
      const Scope scope = world.scope(person);
      const auto granted =
          write_client(*world.database, scope, client, [&](db::Connection& connection, const ClientAccess&) {
            return scope.require_client_to_write(connection, client).has_value();
          });
      if (granted and not *granted) ++misled;
    };
    for (int i = 0; i < 6; ++i) {
      if (i == 1) {
        threads.emplace_back([&] {
          must(world.database->write(
              world.practice(), [&](db::Connection& connection) { each.end(connection, member, phone); }));
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(30));  // so that most come after it
      }
      threads.emplace_back([&] { write(member); });
      threads.emplace_back([&] { write(phone); });
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    let_go.count_down();
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(misled, 0) << each.name;
    EXPECT_FALSE(world.may(world.scope(member), client)) << each.name;
  }
}

TEST_P(ScopeTest, AClientIsAdmittedOnce) {
  const Principal anna = world.therapist("anna@example.org");
  const core::Id client = world.new_client(world.owner());
  const auto taken =
      world.database->write(world.practice(), [&](db::Connection& connection) -> core::Result<void> {
        auto admitted = world.scope(anna).admit_client(connection, client);
        if (not admitted) return std::unexpected(admitted.error());
        return {};
      });
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error(), not_found());
  EXPECT_FALSE(world.may(world.scope(anna), client));
}

TEST(PolicyTest, EveryRoleAgainstEveryPolicy) {
  struct Row {
    Policy policy;
    bool owner, therapist, client, caregiver, nobody;
  };
  // Written by hand from the roles' table, not computed: this is what was meant.
  const Row rows[] = {
      {Policy::kPublic, true, true, true, true, true},
      {Policy::kSignedIn, true, true, true, true, false},
      {Policy::kMember, true, true, false, false, false},
      {Policy::kOwner, true, false, false, false, false},
      {Policy::kTherapist, false, true, false, false, false},
      {Policy::kClient, false, false, true, false, false},
      {Policy::kTherapistOrClient, false, true, true, false, false},
      {Policy::kCaregiver, false, false, false, true, false},
  };
  ASSERT_EQ(std::size(rows), kPolicies.size());
  for (const Row& row : rows) {
    EXPECT_EQ(allows(row.policy, {Role::kOwner}), row.owner) << word_of(row.policy);
    EXPECT_EQ(allows(row.policy, {Role::kTherapist}), row.therapist) << word_of(row.policy);
    EXPECT_EQ(allows(row.policy, {Role::kClient}), row.client) << word_of(row.policy);
    EXPECT_EQ(allows(row.policy, {Role::kCaregiver}), row.caregiver) << word_of(row.policy);
    EXPECT_EQ(allows(row.policy, {}), row.nobody) << word_of(row.policy);
    EXPECT_EQ(policy_of(word_of(row.policy)), row.policy);
  }
  EXPECT_FALSE(policy_of("anybody"));
}

TEST(RolesTest, ReadWhatTheyWrite) {
  EXPECT_EQ((Roles{Role::kTherapist, Role::kOwner}.text()), "owner therapist");
  EXPECT_EQ(Roles::parse("owner therapist"), (Roles{Role::kOwner, Role::kTherapist}));
  EXPECT_EQ(Roles::parse(""), Roles{});
  EXPECT_FALSE(Roles::parse("owner admin"));
  EXPECT_FALSE(Roles::parse("ownertherapist"));
}

}  // namespace
}  // namespace intersession::access
