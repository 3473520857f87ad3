// The stores of the room care on both engines.
#include <gtest/gtest.h>

#include <functional>

#include "app/course.hpp"
#include "care/client_store.hpp"
#include "care/practice_store.hpp"
#include "care/session_store.hpp"
#include "care/treatment_store.hpp"

namespace intersession::care {
namespace {

using access::ClientAccess;
using core::Result;
using test::Course;
using test::Installation;
using test::must;
using test::Person;

class CareStore : public ::testing::TestWithParam<db::Engine> {
 protected:
  /// Saves a record for a client, as the owner of the practice.
  template <class T>
  Result<void> save(const core::Id& client, const T& record) {
    return house.write(house.owner(), client,
                       [&](db::Connection& connection, const ClientAccess& access) -> Result<void> {
                         return store::save(connection, access, *house.key(client), record);
                       });
  }
  /// What a load function of the room gives for a client.
  template <class Load>
  auto load(const core::Id& client, const Load& load_records) {
    return house.read(house.owner(), client, [&](db::Connection& connection, const ClientAccess& access) {
      return load_records(connection, access, *house.key(client));
    });
  }
  FormulationElement element(const core::Id& id, std::int64_t version, std::string text) {
    return {.id = id,
            .treatment = kim.treatment,
            .version = version,
            .kind = ElementKind::kPattern,
            .text = std::move(text),
            .effect = Effect::kAntagonistic};
  }
  Session session(const core::Id& id, std::int64_t version, std::string takeaway) {
    const auto local = core::parse_local("2026-11-24T10:00").value();
    return {.id = id,
            .treatment = kim.treatment,
            .version = version,
            .state = SessionState::kOpen,
            .starts_local = local,
            .zone = "Europe/Oslo",
            .starts_at = core::to_instant(local, "Europe/Oslo"),
            .opened_at = house.clock.now(),
            .takeaway = std::move(takeaway)};
  }
  Goal goal(const core::Id& id, std::int64_t version, std::string text) {
    return {.id = id,
            .treatment = kim.treatment,
            .version = version,
            .text = std::move(text),
            .state = GoalState::kReached,
            .ratings = {{3, house.clock.now()}, {7, house.clock.now()}}};
  }

  Installation house{GetParam()};
  Course kim{house, "Kim Berg"};
  Course lou{house, "Lou Dahl", "Europe/London"};
};
INTERSESSION_ON_BOTH_ENGINES(CareStore);

TEST_P(CareStore, GivesBackWhatWasSaved) {
  const Client client{.id = kim.client,
                      .version = 2,
                      .created_at = house.clock.now(),
                      .details = {"Kim Ågren 🌱", "Kim", "America/St_Johns", "practice"}};
  must(save(kim.client, client));
  const auto stored = must(load(kim.client, store::client));
  EXPECT_EQ(to_json(stored, "homework", "none"), to_json(client, "homework", "none"));

  Treatment treatment{.id = house.id(),
                      .version = 1,
                      .started_at = house.clock.now() + std::chrono::hours{1},
                      .paradigms = {"cognitive", "behavioural"},
                      .mechanisms = {"COG"},
                      .format = Format::kGroup,
                      .stage_log = {{Stage::kEarly, house.clock.now(), ""},
                                    {Stage::kLate, house.clock.now(), "Most goals are reached"}}};
  must(save(kim.client, treatment));
  treatment.version = 2;
  treatment.mechanisms.clear();
  must(save(kim.client, treatment));
  const auto treatments = must(load(kim.client, store::treatments));
  ASSERT_EQ(treatments.size(), 2U) << "oldest first";
  EXPECT_EQ(to_json(treatments.back()), to_json(treatment));

  const Goal second = goal(house.id(), 1, "Sleep through");
  must(save(kim.client, second));
  const auto goals = must(load(kim.client, store::goals));
  ASSERT_EQ(goals.size(), 2U);
  const auto found = std::ranges::find(goals, second.id, &Goal::id);
  ASSERT_NE(found, goals.end());
  EXPECT_EQ(to_json(*found), to_json(second));

  const auto pattern = element(house.id(), 1, "Rests when in doubt");
  must(save(kim.client, pattern));
  const auto elements = must(load(kim.client, store::formulation));
  ASSERT_EQ(elements.size(), 1U);
  EXPECT_EQ(to_json(elements.front()), to_json(pattern));

  const auto open = session(house.id(), 1, "Small steps count");
  must(save(kim.client, open));
  const auto sessions = must(load(kim.client, store::sessions));
  ASSERT_EQ(sessions.size(), 1U);
  EXPECT_EQ(to_json(sessions.front()), to_json(open));
  EXPECT_EQ(sessions.front().starts_at, open.starts_at);
}

TEST_P(CareStore, ListsSessionsInTheOrderOfTheirTimes) {
  for (const char* starts : {"2026-12-08T10:00", "2026-11-24T10:00", "2026-12-01T10:00"}) kim.session(starts);
  std::vector<std::string> order;
  for (const auto& each : must(load(kim.client, store::sessions)))
    order.push_back(core::format_local(each.starts_local));
  EXPECT_EQ(order,
            (std::vector<std::string>{"2026-11-24T10:00:00", "2026-12-01T10:00:00", "2026-12-08T10:00:00"}));
}

TEST_P(CareStore, AVersionIsWrittenOnceAndOnlyOverTheOneBefore) {
  const auto goal_id = house.id();
  const auto element_id = house.id();
  const auto session_id = house.id();
  const auto treatment_id = house.id();
  /// Saves version n of one record of each kind.
  const std::vector<std::function<Result<void>(std::int64_t)>> kinds{
      [&](std::int64_t n) { return save(kim.client, goal(goal_id, n, "Go out more")); },
      [&](std::int64_t n) { return save(kim.client, element(element_id, n, "Waits")); },
      [&](std::int64_t n) { return save(kim.client, session(session_id, n, "")); },
      [&](std::int64_t n) {
        return save(kim.client,
                    Treatment{.id = treatment_id, .version = n, .stage_log = {{Stage::kEarly, {}, ""}}});
      },
  };
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    const auto refused = [&](std::int64_t version) {
      const auto before = house.digest();
      const auto result = kinds[kind](version);
      EXPECT_FALSE(result) << kind << " version " << version;
      if (not result) {
        EXPECT_EQ(result.error().code, core::ErrorCode::kConflict);
        EXPECT_EQ(result.error().reason, "stale-version");
      }
      EXPECT_EQ(house.digest(), before) << kind;
    };
    refused(2);
    must(kinds[kind](1));
    refused(1);
    refused(3);
    must(kinds[kind](2));
    refused(2);
    must(kinds[kind](3));
  }
  const auto stale =
      save(kim.client, Client{.id = kim.client, .version = 1, .details = {"K", "K", "UTC", ""}});
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().reason, "stale-version");
}

TEST_P(CareStore, ClientsDoNotMeetEvenUnderTheSameIds) {
  const auto shared = house.id();
  must(save(kim.client, goal(shared, 1, "Kim's")));
  auto of_lou = goal(shared, 1, "Lou's");
  of_lou.treatment = lou.treatment;
  must(save(lou.client, of_lou));
  of_lou.version = 2;
  must(save(lou.client, of_lou));
  for (const auto& each : must(load(kim.client, store::goals))) {
    EXPECT_EQ(each.treatment, kim.treatment);
    if (each.id == shared) {
      EXPECT_EQ(each.text, "Kim's");
    }
  }
  EXPECT_EQ(must(load(lou.client, store::goals)).size(), 2U);

  const auto before = house.digest();
  const std::vector<Result<void>> foreign{save(lou.client, goal(house.id(), 1, "In Kim's treatment")),
                                          save(lou.client, element(house.id(), 1, "In Kim's treatment")),
                                          save(lou.client, session(house.id(), 1, "In Kim's treatment"))};
  for (const auto& result : foreign) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(), access::not_found());
  }
  EXPECT_EQ(house.digest(), before);
  EXPECT_TRUE(must(load(lou.client, store::sessions)).empty());
  EXPECT_TRUE(must(load(lou.client, store::formulation)).empty());
}

TEST_P(CareStore, PracticesDoNotMeetEvenUnderTheSameIds) {
  kim.session("2026-12-01T10:00");
  must(save(kim.client, element(house.id(), 1, "Waits")));
  const auto answers = [&] {
    return core::to_json(house.owner().get(kim.base).body) +
           core::to_json(house.owner().get("/api/v1/practice").body) +
           core::to_json(house.owner().get("/api/v1/caseload").body);
  };
  const auto alone = answers();
  const auto other = house.id();
  house.mirror_into(other);
  EXPECT_EQ(answers(), alone);
  const auto mirrored = [&] {
    return must(house.database().read([&](db::Connection& connection) {
      return connection.query("SELECT 1 FROM goal WHERE practice_id = ?1 AND version = 1", other).size();
    }));
  };
  EXPECT_EQ(mirrored(), 2U) << "one goal of each client";
  must(save(kim.client, goal(kim.goal, 2, "Changed here only")));
  EXPECT_EQ(mirrored(), 2U);
  EXPECT_NE(answers(), alone);

  // What lies under the other practice does not open with this practice's key, not even for the same client.
  must(house.database().read([&](db::Connection& connection) {
    const auto row = connection.query_one("SELECT detail FROM goal WHERE practice_id = ?1 AND goal_id = ?2",
                                          other, kim.goal);
    const auto key = house.key(kim.client);
    EXPECT_TRUE(key->open({house.practice(), kim.client, "goal", "detail", kim.goal, 1}, row->bytes(0)));
    const auto moved = key->open({other, kim.client, "goal", "detail", kim.goal, 1}, row->bytes(0));
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().reason, "unreadable");
  }));
}

TEST_P(CareStore, ASealedFieldOpensOnlyWhereItWasWritten) {
  for (Course* course : {&kim, &lou}) {
    course->session("2026-12-01T10:00");
    Course::expect(
        201, house.owner().put(
                 course->base + "/formulation/" + house.id().text(),
                 {{"treatmentId", course->treatment.text()}, {"kind", "strength"}, {"text", "Persistent"}}));
  }
  /// For each sealed table: a row of the same client to move from (its id is set by the test), and a load.
  struct Sealed {
    std::string table;
    std::string id;
    std::function<Result<void>()> open;
  };
  const auto opens = [&](auto load_records) {
    return [this, load_records]() -> Result<void> {
      const auto records = load(kim.client, load_records);
      if (not records) return std::unexpected(records.error());
      return {};
    };
  };
  const Sealed tables[] = {{"client", "client_id", opens(store::client)},
                           {"treatment", "treatment_id", opens(store::treatments)},
                           {"goal", "goal_id", opens(store::goals)},
                           {"formulation_element", "element_id", opens(store::formulation)},
                           {"session", "session_id", opens(store::sessions)}};
  for (const auto& [table, id, open] : tables) {
    ASSERT_TRUE(open()) << table;
    const auto own = must(house.database().read([&](db::Connection& connection) {
      return connection.query_one("SELECT detail FROM " + table + " WHERE client_id = ?1", kim.client)
          ->bytes(0);
    }));
    const auto put = [&](const core::Bytes& bytes) {
      house.tamper("UPDATE " + table + " SET detail = ?2 WHERE client_id = ?1", kim.client, bytes);
    };
    const auto unreadable = [&](const char* why) {
      const auto result = open();
      ASSERT_FALSE(result) << table << ": " << why;
      EXPECT_EQ(result.error().code, core::ErrorCode::kInternal);
      EXPECT_EQ(result.error().reason, "unreadable") << table << ": " << why;
    };
    const auto foreign = must(house.database().read([&](db::Connection& connection) {
      return connection.query_one("SELECT detail FROM " + table + " WHERE client_id = ?1", lou.client)
          ->bytes(0);
    }));
    put(foreign);
    unreadable("another client's");
    auto flipped = own;
    flipped.back() ^= 1;
    put(flipped);
    unreadable("a changed bit");
    put(core::Bytes(own.begin(), own.begin() + 20));
    unreadable("cut short");
    put({});
    unreadable("emptied");
    put(own);
    ASSERT_TRUE(open()) << table << " put back";
    house.tamper("UPDATE " + table + " SET version = version + 1 WHERE client_id = ?1", kim.client);
    unreadable("an older version put back");
    house.tamper("UPDATE " + table + " SET version = version - 1 WHERE client_id = ?1", kim.client);
    ASSERT_TRUE(open()) << table;
  }
}

TEST_P(CareStore, ASealedFieldDoesNotMoveBetweenRowsOrTables) {
  const auto other = house.id();
  must(save(kim.client, goal(other, 1, "Another goal")));
  house.tamper("UPDATE goal SET detail = (SELECT detail FROM goal g WHERE g.goal_id = ?2) WHERE goal_id = ?1",
               kim.goal, other);
  auto result = load(kim.client, store::goals);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, "unreadable");
  // A row of another table with the same id and version.
  must(save(kim.client, element(other, 1, "The same id")));
  house.tamper(
      "UPDATE formulation_element SET detail = (SELECT detail FROM goal WHERE goal_id = ?1) "
      "WHERE element_id = ?1",
      other);
  const auto elements = load(kim.client, store::formulation);
  ASSERT_FALSE(elements);
  EXPECT_EQ(elements.error().reason, "unreadable");
}

TEST_P(CareStore, EveryWriteMarksTheRecordAsChangedOnce) {
  const auto version = [&] {
    return must(
        load(kim.client, [](db::Connection& connection, const ClientAccess& access,
                            const vault::SealingKey&) { return store::record_version(connection, access); }));
  };
  auto last = version();
  EXPECT_EQ(last, 3) << "client, treatment and goal";
  const auto grew_by_one = [&] {
    const auto before = std::exchange(last, version());
    return last == before + 1;
  };
  must(save(kim.client, goal(house.id(), 1, "x")));
  EXPECT_TRUE(grew_by_one());
  must(save(kim.client, element(house.id(), 1, "x")));
  EXPECT_TRUE(grew_by_one());
  must(save(kim.client, session(house.id(), 1, "x")));
  EXPECT_TRUE(grew_by_one());
  EXPECT_FALSE(save(kim.client, goal(kim.goal, 7, "stale")));
  EXPECT_EQ(version(), last);
}

TEST_P(CareStore, ATherapistsListHoldsOwnClientsInTheOrderOfTheirCreation) {
  house.clock.advance(std::chrono::seconds{1});
  const Course third(house, "Third");
  Person anna = house.join("anna@example.org", {access::Role::kTherapist});
  const auto seen = [&](Person& person) {
    std::vector<core::Id> ids;
    const auto scope = person.scope();
    must(house.database().read([&](db::Connection& connection) {
      for (const auto& each : store::seen_clients(connection, scope)) ids.push_back(each.id);
    }));
    return ids;
  };
  const auto mine = seen(house.owner());
  ASSERT_EQ(mine.size(), 3U);
  EXPECT_EQ(mine.back(), third.client);
  EXPECT_TRUE(seen(anna).empty());
  Person phone = house.connect(kim.client);
  EXPECT_EQ(seen(phone), std::vector<core::Id>{kim.client});
}

TEST_P(CareStore, ThePracticeIsSealedUnderItsOwnKey) {
  const auto key = must(house.vault().practice_key(house.practice()));
  const auto read = [&] {
    return house.database().read(
        [&](db::Connection& connection) { return store::practice(connection, house.practice(), *key); });
  };
  const auto save_version = [&](std::int64_t version) {
    return house.database().write(house.practice(), [&](db::Connection& connection) {
      Practice practice{.id = house.practice(), .version = version};
      practice.settings = {.name = "North Practice", .zone = "Europe/Paris", .noun = "practice"};
      return store::save(connection, practice, *key, house.clock.now());
    });
  };
  EXPECT_EQ(must(read()).version, 2);
  EXPECT_FALSE(save_version(2));
  EXPECT_FALSE(save_version(4));
  EXPECT_FALSE(save_version(1));
  must(save_version(3));
  const auto stored = must(read());
  EXPECT_EQ(stored.settings.name, "North Practice");
  EXPECT_EQ(stored.settings.zone, "Europe/Paris");
  EXPECT_FALSE(stored.help_is_ready());
  must(house.database().read([&](db::Connection& connection) {
    EXPECT_FALSE(store::help_is_ready(connection, house.practice()));
    EXPECT_FALSE(store::help_is_ready(connection, house.id()));
    EXPECT_EQ(store::first_practice(connection), house.practice());
    const auto absent = store::practice(connection, house.id(), *key);
    ASSERT_FALSE(absent);
    EXPECT_EQ(absent.error(), access::not_found());
  }));
  house.tamper("UPDATE practice SET version = 4");
  const auto moved = read();
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().reason, "unreadable");
}

}  // namespace
}  // namespace intersession::care
