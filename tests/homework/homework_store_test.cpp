// The stores of the room homework on both engines.
#include <gtest/gtest.h>

#include <functional>

#include "app/course.hpp"
#include "homework/agenda.hpp"
#include "homework/assignment_store.hpp"
#include "homework/assignment_view.hpp"
#include "homework/entry_store.hpp"

namespace intersession::homework {
namespace {

using access::ClientAccess;
using core::Result;
using test::Course;
using test::Installation;
using test::must;

class HomeworkStore : public ::testing::TestWithParam<db::Engine> {
 protected:
  template <class F>
  auto write(Course& course, const F& f) {
    return house.write(house.owner(), course.client,
                       [&](db::Connection& connection, const ClientAccess& access) {
                         return f(connection, access, *house.key(course.client));
                       });
  }
  template <class F>
  auto read(Course& course, const F& f) {
    return house.read(house.owner(), course.client,
                      [&](db::Connection& connection, const ClientAccess& access) {
                        return f(connection, access, *house.key(course.client));
                      });
  }
  Result<void> insert(Course& course, const AssignmentRecord& record) {
    return write(course, [&](auto& connection, auto& access, auto& key) -> Result<void> {
      return store::insert(connection, access, key, record);
    });
  }
  Result<void> save(Course& course, const AssignmentRecord& before, const AssignmentRecord& after) {
    return write(course, [&](auto& connection, auto& access, auto& key) -> Result<void> {
      return store::save(connection, access, key, before, after);
    });
  }
  Result<AssignmentRecord> load(Course& course, const core::Id& id) {
    return read(course, [&](auto& connection, auto& access, auto& key) {
      return store::assignment(connection, access, key, id);
    });
  }
  std::vector<AssignmentRecord> load_all(Course& course) {
    return must(read(course, [](auto& connection, auto& access, auto& key) {
      return store::assignments(connection, access, key);
    }));
  }
  /// Everything a record holds, as text.
  static std::string text_of(const AssignmentRecord& record) {
    std::string text =
        core::to_json(to_json(record, {}, {})) + core::to_json(core::json::value(pack(record)));
    for (const auto& agreement : record.agreements) text += pack(agreement);
    if (record.state == State::kPaused) text += core::word_for(kStates, record.paused_from);
    return text;
  }

  const catalogue::Activity& activity() { return *house.house().catalogue().find("activity-scheduling"); }
  Doing doing(std::string reason = "") {
    house.clock.advance(std::chrono::minutes{1});
    return {.at = house.clock.now(), .reason = std::move(reason)};
  }
  AssignmentRecord proposed(const Course& course) {
    return propose({.id = house.id(), .treatment = course.treatment, .variant_id = "five-minutes"},
                   activity(), doing())
        .value();
  }
  static Plan a_plan(std::string what) {
    Plan plan{.what = std::move(what), .where = "Home", .when = "Evening", .confidence = 8};
    plan.recurrence = Recurrence{.freq = Frequency::kDaily, .start = core::parse_date("2026-11-24").value()};
    return plan;
  }
  Design a_design(const Course& course) {
    return {.goal = course.goal,
            .mechanism = "BA",
            .variant_id = "with-someone",
            .rationale = "Doing first 🌱",
            .client_rationale = "It helps me start"};
  }
  /// Stores each step of a whole life as it happens and compares what is stored with what was meant.
  AssignmentRecord live_to_active(Course& course) {
    auto record = proposed(course);
    must(insert(course, record));
    const auto step = [&](Result<AssignmentRecord> next) {
      must(save(course, record, next.value()));
      record = *next;
      EXPECT_EQ(text_of(must(load(course, record.id))), text_of(record)) << record.history.back().event;
    };
    EXPECT_EQ(text_of(must(load(course, record.id))), text_of(record));
    step(design(record, a_design(course), activity(), doing()));
    step(plan(record, a_plan("Walk"), activity(), true, doing("We look at the other next week")));
    step(accept(record, {1, Party::kMember, false}, false, doing()));
    step(plan(record, a_plan("Walk with Ida"), activity(), false, doing()));
    step(accept(record, {2, Party::kClient, false}, false, {.by = Party::kClient, .at = house.clock.now()}));
    step(accept(record, {2, Party::kMember, false}, false, doing()));
    return record;
  }

  store::SealedEntry sealed(Course& course, const core::Id& id, EntryInput input) {
    return store::seal_entry(*house.key(course.client), house.practice(), course.client, id,
                             std::move(input));
  }
  Result<store::SaveOutcome> save_entry(Course& course, const core::Id& id, const EntryInput& input) {
    return write(course, [&](auto& connection, auto& access, auto& key) {
      return store::save(connection, access, key, sealed(course, id, input));
    });
  }
  static EntryInput entry(const core::Id& assignment, std::int64_t revision, std::string text,
                          std::string_view occurred = "2026-11-24T18:00") {
    return {.revision = revision,
            .base_revision = revision - 1,
            .content = {.assignment = assignment,
                        .outcome = Outcome::kDone,
                        .occurred_at = core::parse_local(occurred).value(),
                        .zone = "Europe/Oslo",
                        .offset_minutes = 60,
                        .obstacle_text = std::move(text)}};
  }

  Installation house{GetParam()};
  Course kim{house, "Kim Berg"};
  Course lou{house, "Lou Dahl"};
};
INTERSESSION_ON_BOTH_ENGINES(HomeworkStore);

TEST_P(HomeworkStore, KeepsAWholeLifeStepByStep) {
  auto record = live_to_active(kim);
  ASSERT_EQ(record.state, State::kActive);
  const auto go = [&](Result<AssignmentRecord> next) {
    must(save(kim, record, next.value()));
    record = *next;
    EXPECT_EQ(text_of(must(load(kim, record.id))), text_of(record)) << record.history.back().event;
  };
  go(step(record, Event::kPause, doing("Holiday")));
  go(step(record, Event::kResume, doing()));
  go(step(record, Event::kReport, doing()));
  go(step(record, Event::kPause, doing()));
  EXPECT_EQ(must(load(kim, record.id)).paused_from, State::kReported);
  go(step(record, Event::kResume, doing()));
  const Review kept{.id = house.id(),
                    .quantity = 3,
                    .quality = 0,
                    .obstacles = {"forgot"},
                    .not_done_reason = "A cold",
                    .learning = "Starting is the hard part",
                    .adverse = Adverse::kNo,
                    .note = "Only for the practice",
                    .decision = Event::kContinue};
  go(review(record, kept, {}, nullptr, doing())->record);
  go(step(record, Event::kReport, doing()));
  const Review down{.id = house.id(), .decision = Event::kStepDown, .successor = house.id()};
  const auto reviewed = review(record, down, {.variant_id = "five-minutes"}, &activity(), doing()).value();
  must(insert(kim, *reviewed.successor));
  go(reviewed.record);
  EXPECT_EQ(record.superseded_by, reviewed.successor->id);
  const auto successor = must(load(kim, reviewed.successor->id));
  EXPECT_EQ(text_of(successor), text_of(*reviewed.successor));
  EXPECT_EQ(successor.supersedes, record.id);

  const auto all = load_all(kim);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(text_of(all[0]), text_of(record));
  EXPECT_EQ(text_of(all[1]), text_of(successor));
}

TEST_P(HomeworkStore, EveryVersionOfTheAgreementIsKept) {
  const auto record = must(load(kim, live_to_active(kim).id));
  ASSERT_EQ(record.agreements.size(), 2U) << "newest first";
  EXPECT_EQ(record.agreements[0].plan.what, "Walk with Ida");
  EXPECT_EQ(record.agreements[1].plan.what, "Walk");
  EXPECT_EQ(record.agreements[1].override_reason, "We look at the other next week");
  EXPECT_TRUE(record.agreements[1].accepted_by_member_at);
  EXPECT_FALSE(record.agreements[1].accepted_by_client_at) << "an acceptance stays with its version";
  ASSERT_NE(in_force(record.agreements), nullptr);
  EXPECT_EQ(in_force(record.agreements)->version, 2);
  must(house.database().read([&](db::Connection& connection) {
    EXPECT_EQ(connection.query("SELECT 1 FROM agreement WHERE assignment_id = ?1", record.id).size(), 2U);
  }));
}

TEST_P(HomeworkStore, ARecordIsSavedOnlyOverTheVersionItWasMadeFrom) {
  const auto before = proposed(kim);
  must(insert(kim, before));
  const auto digest = [&] { return house.digest(); };
  auto untouched = digest();
  const auto twice = insert(kim, before);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().reason, "exists");
  EXPECT_EQ(digest(), untouched);

  const auto mine = design(before, a_design(kim), activity(), doing()).value();
  const auto theirs = step(before, Event::kDecline, doing("Not now")).value();
  must(save(kim, before, mine));
  untouched = digest();
  const auto stale = save(kim, before, theirs);
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().reason, "stale-version");
  EXPECT_EQ(digest(), untouched);
  must(save(kim, mine, mine));
  EXPECT_EQ(digest(), untouched) << "the same version again is no change";
  const auto absent = save(lou, mine, plan(mine, a_plan("x"), activity(), false, doing()).value());
  ASSERT_FALSE(absent) << "Lou has no such assignment";
  EXPECT_EQ(digest(), untouched);
}

TEST_P(HomeworkStore, AReviewBelongsToOneAssignment) {
  const auto first = step(live_to_active(kim), Event::kReport, doing()).value();
  auto stored = must(load(kim, first.id));
  must(save(kim, stored, first));
  const Review kept{.id = house.id(), .decision = Event::kContinue};
  must(save(kim, first, review(first, kept, {}, nullptr, doing())->record));

  const auto active = live_to_active(kim);
  const auto second = step(active, Event::kReport, doing()).value();
  must(save(kim, active, second));
  const auto untouched = house.digest();
  const auto taken = save(kim, second, review(second, kept, {}, nullptr, doing())->record);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().reason, "exists");
  EXPECT_EQ(house.digest(), untouched) << "the state has not moved on either";
}

TEST_P(HomeworkStore, ClientsDoNotMeetEvenUnderTheSameIds) {
  auto record = live_to_active(kim);
  auto twin = record;
  twin.treatment = lou.treatment;
  twin.design->goal = lou.goal;
  twin.agreements.clear();
  must(insert(lou, twin));
  EXPECT_EQ(must(load(kim, record.id)).agreements.size(), 2U);
  EXPECT_EQ(must(load(lou, record.id)).agreements.size(), 0U);
  EXPECT_EQ(load_all(lou).size(), 1U);

  const auto entry_id = house.id();
  must(save_entry(kim, entry_id, entry(record.id, 1, "Kim's")));
  must(save_entry(lou, entry_id, entry(record.id, 1, "Lou's")));
  const auto of = [&](Course& course) {
    return must(read(course, [&](auto& connection, auto& access, auto& key) {
      return store::revisions(connection, access, key, entry_id);
    }));
  };
  ASSERT_EQ(of(kim).size(), 1U);
  EXPECT_EQ(of(kim).front().content.obstacle_text, "Kim's");
  EXPECT_EQ(of(lou).front().content.obstacle_text, "Lou's");

  const auto only_kims = live_to_active(kim).id;
  const auto foreign = load(lou, only_kims);
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error(), access::not_found());
  EXPECT_EQ(must(read(lou, [&](auto& connection, auto& access,
                               auto&) { return store::stub(connection, access, only_kims).has_value(); })),
            false);
  const auto untouched = house.digest();
  const auto refused = save_entry(lou, house.id(), entry(only_kims, 1, "x"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), access::not_found());
  EXPECT_EQ(house.digest(), untouched);
}

TEST_P(HomeworkStore, PracticesDoNotMeetEvenUnderTheSameIds) {
  const auto record = live_to_active(kim);
  const auto entry_id = house.id();
  must(save_entry(kim, entry_id, entry(record.id, 1, "here")));
  const auto answers = [&] {
    return core::to_json(kim.look(record.id).body) +
           core::to_json(kim.phone().get("/api/v1/me/entries").body) +
           core::to_json(kim.phone().get("/api/v1/me/assignments").body) +
           core::to_json(kim.phone().get("/api/v1/me/today").body);
  };
  const auto alone = answers();
  const auto other = house.id();
  house.mirror_into(other);
  EXPECT_EQ(answers(), alone);
  must(save_entry(kim, entry_id, entry(record.id, 2, "changed here only")));
  Course::expect(200, kim.event(record.id, "pause"));
  must(house.database().read([&](db::Connection& connection) {
    EXPECT_EQ(connection.query_one("SELECT revision FROM entry WHERE practice_id = ?1", other)->integer(0),
              1);
    EXPECT_EQ(connection.query_one("SELECT state FROM assignment WHERE practice_id = ?1", other)->text(0),
              "active");
  }));
}

TEST_P(HomeworkStore, ASealedFieldOpensOnlyWhereItWasWritten) {
  for (Course* course : {&kim, &lou}) {
    auto record = live_to_active(*course);
    const auto reported = step(record, Event::kReport, doing("We begin")).value();
    must(save(*course, record, reported));
    must(save(*course, reported,
              review(reported, {.id = house.id(), .learning = "Own words", .decision = Event::kContinue}, {},
                     nullptr, doing())
                  ->record));
    must(save_entry(*course, house.id(), entry(record.id, 1, "Own words")));
  }
  const auto id = load_all(kim).front().id;
  const auto opens_record = [&]() -> Result<void> {
    const auto found = load(kim, id);
    if (not found) return std::unexpected(found.error());
    return {};
  };
  const auto opens_entries = [&]() -> Result<void> {
    const auto found = read(kim, [&](auto& connection, auto& access, auto& key) {
      return store::entries_of(connection, access, key, id);
    });
    if (not found) return std::unexpected(found.error());
    return {};
  };
  struct Sealed {
    std::string table;
    std::string where;    ///< one row of a client
    std::string version;  ///< the column that is bound as the row's version; empty where rows never change
    std::function<Result<void>()> open;
  };
  const Sealed tables[] = {{"assignment", "", "version", opens_record},
                           {"agreement", " AND version = 2", "", opens_record},
                           {"review", "", "", opens_record},
                           {"assignment_event", " AND event = 'report'", "", opens_record},
                           {"entry_revision", "", "", opens_entries}};
  for (const auto& [table, where, version, open] : tables) {
    ASSERT_TRUE(open()) << table;
    const auto detail = [&](const core::Id& client) {
      return must(house.database().read([&](db::Connection& connection) {
        return connection.query_one("SELECT detail FROM " + table + " WHERE client_id = ?1" + where, client)
            ->bytes(0);
      }));
    };
    const auto put = [&](const core::Bytes& bytes) {
      EXPECT_EQ(house.tamper("UPDATE " + table + " SET detail = ?2 WHERE client_id = ?1" + where, kim.client,
                             bytes),
                1);
    };
    const auto unreadable = [&](const char* why) {
      const auto result = open();
      ASSERT_FALSE(result) << table << ": " << why;
      EXPECT_EQ(result.error().code, core::ErrorCode::kInternal);
      EXPECT_EQ(result.error().reason, "unreadable") << table << ": " << why;
    };
    const auto own = detail(kim.client);
    put(detail(lou.client));
    unreadable("another client's");
    auto flipped = own;
    flipped[own.size() / 2] ^= 0x10;
    put(flipped);
    unreadable("a changed bit");
    put(core::Bytes(own.begin(), own.begin() + 44));
    unreadable("cut short");
    put(own);
    ASSERT_TRUE(open()) << table << " put back";
    if (version.empty()) continue;
    house.tamper("UPDATE " + table + " SET version = version + 1 WHERE client_id = ?1", kim.client);
    unreadable("an older version put back");
    house.tamper("UPDATE " + table + " SET version = version - 1 WHERE client_id = ?1", kim.client);
  }
  // An older agreement in place of the newer one, and an older revision in place of the newer one.
  house.tamper(
      "UPDATE agreement SET detail = (SELECT detail FROM agreement a WHERE a.client_id = ?1 AND "
      "a.version = 1) WHERE client_id = ?1 AND version = 2",
      kim.client);
  const auto swapped = load(kim, id);
  ASSERT_FALSE(swapped);
  EXPECT_EQ(swapped.error().reason, "unreadable");
}

// -- entries

TEST_P(HomeworkStore, AnEntryIsSavedRepeatedContinuedOrDiffers) {
  const auto assignment = live_to_active(kim).id;
  const auto id = house.id();
  const auto first = save_entry(kim, id, entry(assignment, 1, "one")).value();
  ASSERT_TRUE(std::holds_alternative<store::Saved>(first));
  const auto saved = std::get<store::Saved>(first);
  EXPECT_TRUE(saved.fresh);
  EXPECT_EQ(saved.received_at, house.clock.now());

  house.clock.advance(std::chrono::hours{1});
  const auto untouched = house.digest();
  const auto again = std::get<store::Saved>(save_entry(kim, id, entry(assignment, 1, "one")).value());
  EXPECT_FALSE(again.fresh);
  EXPECT_EQ(again.received_at, saved.received_at) << "as it was first received";
  const auto other = save_entry(kim, id, entry(assignment, 1, "another one")).value();
  ASSERT_TRUE(std::holds_alternative<store::Differs>(other));
  EXPECT_EQ(std::get<store::Differs>(other).current.content.obstacle_text, "one");
  EXPECT_TRUE(
      std::holds_alternative<store::Differs>(save_entry(kim, id, entry(assignment, 3, "three")).value()));
  auto based_wrongly = entry(assignment, 2, "two");
  based_wrongly.base_revision = 0;
  EXPECT_TRUE(std::holds_alternative<store::Differs>(save_entry(kim, id, based_wrongly).value()));
  EXPECT_EQ(house.digest(), untouched);

  EXPECT_TRUE(std::get<store::Saved>(save_entry(kim, id, entry(assignment, 2, "two")).value()).fresh);
  EXPECT_FALSE(std::get<store::Saved>(save_entry(kim, id, entry(assignment, 1, "one")).value()).fresh)
      << "a late repeat of an older revision";
  const auto revisions = must(read(kim, [&](auto& connection, auto& access, auto& key) {
    return store::revisions(connection, access, key, id);
  }));
  ASSERT_EQ(revisions.size(), 2U) << "newest first";
  EXPECT_EQ(revisions[0].content.obstacle_text, "two");
  EXPECT_EQ(revisions[1].content.obstacle_text, "one");

  const auto headless = save_entry(kim, house.id(), entry(assignment, 2, "no first"));
  ASSERT_FALSE(headless);
  EXPECT_EQ(headless.error().reason, "unknown-base");
}

TEST_P(HomeworkStore, AnEntryNeedsAnAgreementAndStaysWithItsAssignment) {
  const auto draft = proposed(kim);
  must(insert(kim, draft));
  const auto active = live_to_active(kim).id;
  const auto other = live_to_active(kim).id;
  const auto id = house.id();
  must(save_entry(kim, id, entry(active, 1, "one")));
  const auto untouched = house.digest();
  const auto early = save_entry(kim, house.id(), entry(draft.id, 1, "one"));
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().reason, "not-agreed");
  const auto moved = save_entry(kim, id, entry(other, 2, "two"));
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().fields.at(0).pointer, "/assignmentId");
  const auto absent = save_entry(kim, house.id(), entry(house.id(), 1, "one"));
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error(), access::not_found());
  EXPECT_EQ(house.digest(), untouched);
}

TEST_P(HomeworkStore, EntriesNeverMoveTheState) {
  const auto id = live_to_active(kim).id;
  const auto version = must(load(kim, id)).version;
  must(save_entry(kim, house.id(), entry(id, 1, "one")));
  EXPECT_EQ(must(load(kim, id)).state, State::kActive);
  EXPECT_EQ(must(load(kim, id)).version, version);
}

TEST_P(HomeworkStore, EveryRevisionIsFoundFromTheNewestWheneverItCame) {
  const auto assignment = live_to_active(kim).id;
  const auto id = house.id();
  must(save_entry(kim, id, entry(assignment, 1, "one")));
  must(save_entry(kim, id, entry(assignment, 2, "two, at the same moment")));
  house.clock.advance(std::chrono::hours{2});
  must(save_entry(kim, id, entry(assignment, 3, "three")));
  house.clock.advance(-std::chrono::hours{1});  // the clock of the server was put right
  must(save_entry(kim, id, entry(assignment, 4, "four")));
  must(save_entry(kim, house.id(), entry(assignment, 1, "another entry")));
  const auto revisions = must(read(kim, [&](auto& connection, auto& access, auto& key) {
    return store::revisions(connection, access, key, id);
  }));
  std::vector<std::string> texts;
  for (const auto& each : revisions) texts.push_back(each.content.obstacle_text);
  EXPECT_EQ(texts, (std::vector<std::string>{"four", "three", "two, at the same moment", "one"}));
  EXPECT_EQ(revisions.front().received_at, house.clock.now());
}

TEST_P(HomeworkStore, EntriesOfAnAssignmentComeInTheOrderOfTime) {
  const auto id = live_to_active(kim).id;
  const auto other = live_to_active(kim).id;
  const auto save_at = [&](const core::Id& assignment, const char* occurred, const char* text) {
    house.clock.advance(std::chrono::seconds{1});
    must(save_entry(kim, house.id(), entry(assignment, 1, text, occurred)));
  };
  save_at(id, "2026-11-26T08:00", "third");
  save_at(id, "2026-11-24T08:00", "first");
  save_at(other, "2026-11-25T08:00", "of the other");
  save_at(id, "2026-11-24T07:00", "second: told later");
  const auto texts = [](const std::vector<Entry>& entries) {
    std::vector<std::string> found;
    for (const auto& each : entries) found.push_back(each.content.obstacle_text);
    return found;
  };
  EXPECT_EQ(texts(must(read(kim, [&](auto& connection, auto& access,
                                     auto& key) { return store::entries_of(connection, access, key, id); }))),
            (std::vector<std::string>{"first", "second: told later", "third"}));
  EXPECT_EQ(texts(must(read(kim,
                            [&](auto& connection, auto& access, auto& key) {
                              return store::entries_since(connection, access, key,
                                                          core::parse_date("2026-11-25").value());
                            }))),
            (std::vector<std::string>{"of the other", "third"}));
}

TEST_P(HomeworkStore, TheJournalIsReadPageByPageWithoutGapOrRepeat) {
  const auto id = live_to_active(kim).id;
  std::vector<core::Id> written;
  for (int i = 0; i < 11; ++i) {
    // Three to a day and two received at the same moment, so that every part of the order decides somewhere.
    if (i % 2 == 0) house.clock.advance(std::chrono::seconds{1});
    written.push_back(house.id());
    const auto day = "2026-11-" + std::to_string(24 + i / 3) + "T08:00";
    must(save_entry(kim, written.back(), entry(id, 1, std::to_string(i), day)));
  }
  const auto page = [&](const std::optional<std::string>& cursor, int limit) {
    return read(kim, [&](auto& connection, auto& access, auto& key) {
      return store::journal(connection, access, key, cursor, limit);
    });
  };
  const auto whole = must(page({}, 100));
  EXPECT_EQ(whole.entries.size(), written.size());
  EXPECT_TRUE(whole.next.empty());
  for (std::size_t i = 1; i < whole.entries.size(); ++i)
    EXPECT_GE(whole.entries[i - 1].content.occurred_at, whole.entries[i].content.occurred_at)
        << "newest first";
  for (const int limit : {1, 2, 5, 11}) {
    std::vector<core::Id> seen;
    std::optional<std::string> cursor;
    do {
      const auto part = must(page(cursor, limit));
      EXPECT_LE(part.entries.size(), static_cast<std::size_t>(limit));
      for (const auto& each : part.entries) seen.push_back(each.id);
      cursor = part.next.empty() ? std::nullopt : std::optional(part.next);
    } while (cursor and seen.size() <= written.size());
    std::vector<core::Id> expected;
    for (const auto& each : whole.entries) expected.push_back(each.id);
    EXPECT_EQ(seen, expected) << "pages of " << limit;
  }
  for (const char* text : {"", "1", "1.2", "x.2.00000000000000000000000000000001", "1.2.3", "1.2."}) {
    const auto refused = page(text, 5);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().fields.at(0).pointer, "cursor");
  }
}

}  // namespace
}  // namespace intersession::homework
