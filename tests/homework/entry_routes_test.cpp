// The client's journal through the routes, on both engines: revisions, two phones, windows, what a member
// sees.
#include <gtest/gtest.h>

#include <thread>

#include "app/course.hpp"

namespace intersession::homework {
namespace {

using test::Answer;
using test::Course;
using test::daily_plan;
using test::Installation;
using test::Person;
namespace json = core::json;
using Set = std::set<std::string>;

class EntryRoutes : public ::testing::TestWithParam<db::Engine> {
 protected:
  explicit EntryRoutes(std::string_view now = "2026-11-24T09:00:00Z") : house(GetParam(), now) {}

  /// The occurrence of the day, as Today shows it now; throws where Today does not.
  json::value occurrence_on(std::string_view day) {
    const auto today = kim.phone().get("/api/v1/me/today");
    for (const auto& item : today.at("/items").as_array()) {
      const auto& occurrence = item.at("occurrence");
      if (std::string_view(occurrence.at("from").as_string()).starts_with(day)) return occurrence;
    }
    throw std::runtime_error("nothing on " + std::string(day) + " in " + core::to_json(today.body));
  }
  static std::string text(const json::value& object, std::string_view key) {
    return std::string(object.at(key).as_string());
  }

  Installation house;
  Course kim{house};
};
INTERSESSION_ON_BOTH_ENGINES(EntryRoutes);

TEST_P(EntryRoutes, ARevisionIsNewRepeatedOrKeptBesideTheOther) {
  const auto assignment = kim.active();
  const auto id = house.id();
  json::object body = kim.entry(assignment, {{"obstacleText", "one"}});
  const auto first = kim.save(id, body);
  ASSERT_EQ(first.status, 201) << first;
  EXPECT_EQ(first.text("/entryId"), id.text());
  EXPECT_EQ(first.number("/revision"), 1);
  EXPECT_EQ(first.text("/receivedAt"), core::format_instant(house.clock.now()));

  house.clock.advance(std::chrono::minutes{9});
  auto before = house.digest();
  const auto again = kim.save(id, body);
  EXPECT_EQ(again.status, 200) << again;
  EXPECT_EQ(core::to_json(again.body), core::to_json(first.body)) << "the same acknowledgement";
  EXPECT_EQ(house.digest(), before);

  const auto other = [&](std::int64_t revision, std::int64_t base, const char* words) {
    json::object changed = body;
    changed["revision"] = revision;
    changed["baseRevision"] = base;
    changed["obstacleText"] = words;
    return changed;
  };
  for (const auto& [revision, base] :
       std::vector<std::pair<int, int>>{{1, 0}, {2, 0}, {3, 2}, {3, 1}, {7, 6}}) {
    const auto conflict =
        house.refused(409, "revision", [&] { return kim.save(id, other(revision, base, "other")); });
    EXPECT_EQ(conflict.text("/current/obstacleText"), "one") << "what is stored comes along";
    EXPECT_EQ(conflict.number("/current/revision"), 1);
  }
  EXPECT_EQ(kim.save(id, other(2, 1, "two")).status, 201);
  EXPECT_EQ(kim.save(id, body).status, 200) << "a late repeat of the first";
  const auto stale = house.refused(409, "revision", [&] { return kim.save(id, other(2, 1, "also two")); });
  EXPECT_EQ(stale.text("/current/obstacleText"), "two");

  const auto history = kim.phone().get("/api/v1/me/entries/" + id.text());
  ASSERT_EQ(history.size("/revisions"), 2U);
  EXPECT_EQ(history.text("/revisions/0/obstacleText"), "two");
  EXPECT_EQ(history.text("/revisions/1/obstacleText"), "one");
  EXPECT_EQ(house.refused(409, "unknown-base", [&] { return kim.save(house.id(), other(2, 1, "headless")); })
                .find("/current"),
            nullptr);
}

TEST_P(EntryRoutes, OfTwoPhonesAtOnceOneIsFirstAndNothingIsLost) {
  const auto assignment = kim.active();
  (void)kim.phone();
  for (int round = 0; round < 8; ++round) {
    const auto id = house.id();
    const auto body = [&](int phone, std::int64_t revision) {
      return kim.entry(assignment, {{"obstacleText", "phone " + std::to_string(phone)},
                                    {"revision", revision},
                                    {"baseRevision", revision - 1}});
    };
    Answer answers[2];
    {
      const std::jthread one([&] { answers[0] = kim.save(id, body(0, 1)); });
      const std::jthread two([&] { answers[1] = kim.save(id, body(1, 1)); });
    }
    const std::size_t winner = answers[0].status == 201 ? 0 : 1;
    const std::size_t loser = 1 - winner;
    ASSERT_EQ(answers[winner].status, 201) << answers[winner];
    ASSERT_EQ(answers[loser].status, 409) << answers[loser];
    EXPECT_EQ(answers[loser].text("/current/obstacleText"), "phone " + std::to_string(winner));
    // The other phone has kept its own words and saves them on top.
    EXPECT_EQ(kim.save(id, body(static_cast<int>(loser), 2)).status, 201);
    const auto history = kim.phone().get("/api/v1/me/entries/" + id.text());
    ASSERT_EQ(history.size("/revisions"), 2U);
    EXPECT_EQ(history.text("/revisions/0/obstacleText"), "phone " + std::to_string(loser));
    EXPECT_EQ(history.text("/revisions/1/obstacleText"), "phone " + std::to_string(winner));
  }
}

TEST_P(EntryRoutes, TheSameSaveAtOnceIsWrittenOnce) {
  const auto assignment = kim.active();
  (void)kim.phone();
  const auto id = house.id();
  const auto body = kim.entry(assignment);
  std::vector<Answer> answers(6);
  {
    std::vector<std::jthread> threads;
    for (auto& answer : answers) threads.emplace_back([&] { answer = kim.save(id, body); });
  }
  EXPECT_EQ(std::ranges::count(answers, 201, &Answer::status), 1);
  EXPECT_EQ(std::ranges::count(answers, 200, &Answer::status), 5);
  for (const auto& answer : answers)
    EXPECT_EQ(answer.text("/receivedAt"), answers.front().text("/receivedAt"));
  EXPECT_EQ(kim.phone().get("/api/v1/me/entries").size("/entries"), 1U);
}

TEST_P(EntryRoutes, EntriesArriveOnceSomethingWasAgreedHoweverLate) {
  (void)kim.phone();
  for (const auto& [word, state] : kStates) {
    if (state == State::kReviewed) continue;
    const auto assignment = kim.in_state(state);
    const auto before = kim.version(assignment);
    if (takes_entries(state)) {
      EXPECT_EQ(kim.save(house.id(), kim.entry(assignment)).status, 201) << word;
    } else {
      house.refused(409, "not-agreed", [&] { return kim.save(house.id(), kim.entry(assignment)); });
    }
    EXPECT_EQ(kim.state(assignment), word) << "an entry never moves the state";
    EXPECT_EQ(kim.version(assignment), before);
  }
}

TEST_P(EntryRoutes, AnEntryForWhatIsNotTheClientsIsRefused) {
  Course lou(house, "Lou Dahl");
  const auto lous = lou.active();
  const auto mine = kim.active();
  const auto other = kim.active();
  (void)kim.phone();
  (void)lou.phone();
  house.refused(404, "not-found", [&] { return kim.save(house.id(), kim.entry(lous)); });
  house.refused(404, "not-found", [&] { return kim.save(house.id(), kim.entry(house.id())); });
  const auto id = kim.record(mine);
  EXPECT_EQ(house
                .refused(422, "",
                         [&] {
                           return kim.save(id, kim.entry(other, {{"revision", 2}, {"baseRevision", 1}}));
                         })
                .pointers(),
            Set{"/assignmentId"});
  // The same id chosen by another client's phone is another entry.
  EXPECT_EQ(lou.save(id, lou.entry(lous, {{"obstacleText", "Lou's"}})).status, 201);
  EXPECT_EQ(kim.phone().get("/api/v1/me/entries/" + id.text()).find("/revisions/0/obstacleText"), nullptr);
  const auto only_lous = lou.record(lous);
  const auto denied = kim.phone().get("/api/v1/me/entries/" + only_lous.text());
  EXPECT_EQ(denied.status, 404);
  EXPECT_EQ(core::to_json(denied.body),
            core::to_json(kim.phone().get("/api/v1/me/entries/" + house.id().text()).body));
  house.refused(404, "not-found",
                [&] { return kim.therapist().put("/api/v1/me/entries/" + id.text(), kim.entry(mine)); });
}

TEST_P(EntryRoutes, BadInputNamesEveryPlaceAndWritesNothing) {
  const auto assignment = kim.active();
  (void)kim.phone();
  const auto path = "/api/v1/me/entries/" + house.id().text();
  const auto put = [&](const std::string& body) { return kim.phone().send(http::Method::kPut, path, body); };
  EXPECT_EQ(house.refused(422, "", [&] { return put("{}"); }).pointers(),
            (Set{"/revision", "/baseRevision", "/assignmentId", "/kind", "/outcome", "/occurredAt", "/zone",
                 "/offsetMinutes"}));
  json::object wrong = kim.entry(assignment, {{"revision", 0},
                                              {"baseRevision", -1},
                                              {"occurrenceId", "x"},
                                              {"kind", "diary"},
                                              {"outcome", "failed"},
                                              {"occurredAt", "2026-11-24"},
                                              {"zone", "Oslo"},
                                              {"offsetMinutes", 5000},
                                              {"answers", "none"},
                                              {"released", json::array{1}},
                                              {"quantity", 5},
                                              {"quality", "good"},
                                              {"difficulty", 1.5},
                                              {"obstacles", json::array{json::object{}}},
                                              {"obstacleText", 7},
                                              {"mood", 3}});
  EXPECT_EQ(house.refused(422, "", [&] { return put(core::to_json(wrong)); }).pointers(),
            (Set{"/revision", "/baseRevision", "/occurrenceId", "/kind", "/outcome", "/occurredAt", "/zone",
                 "/offsetMinutes", "/answers", "/released/0", "/quantity", "/quality", "/difficulty",
                 "/obstacles/0", "/obstacleText", "/mood"}));
  // What only the activity can know is named too, place by place.
  json::object unfit = kim.entry(
      assignment,
      {{"answers", json::array{json::object{{"linkId", "nowhere"}},
                               json::object{{"linkId", "activity"},
                                            {"answer", json::array{json::object{{"valueInteger", 3}}}}}}},
       {"released", json::array{"activity"}},
       {"obstacles", json::array{"forgot", "aliens"}}});
  const auto places = house.refused(422, "", [&] { return put(core::to_json(unfit)); }).pointers();
  EXPECT_TRUE(places.contains("/answers/0/linkId"));
  EXPECT_TRUE(places.contains("/answers/1/answer/0") or places.contains("/answers/1/answer/0/valueInteger"))
      << ::testing::PrintToString(places);
  EXPECT_TRUE(places.contains("/released/0"));
  EXPECT_TRUE(places.contains("/obstacles/1"));
  EXPECT_FALSE(places.contains("/obstacles/0"));

  for (const std::string& body :
       {std::string(), std::string("{"), std::string("\xEF\xBB\xBF{}"),
        std::string(R"({"revision":1,"revision":1})"), std::string(R"({"obstacleText":"a\u0000"})"),
        std::string(256 * 1024, '[')}) {
    house.refused(400, "json", [&] { return put(body); });
  }
  EXPECT_EQ(kim.phone().get("/api/v1/me/entries").size("/entries"), 0U);
  EXPECT_EQ(kim.phone().put("/api/v1/me/entries/not-an-id", kim.entry(assignment)).status, 404);
}

TEST_P(EntryRoutes, TextComesBackAsItWasTyped) {
  const auto assignment = kim.active();
  const std::string words = "Ærlig talt 🌱 — \"så som så\" \\ <b>\n\tמחר שוב \xE2\x80\xAE";
  const auto id = kim.record(assignment, {{"obstacleText", words}});
  EXPECT_EQ(kim.phone().get("/api/v1/me/entries/" + id.text()).text("/revisions/0/obstacleText"), words);
  EXPECT_EQ(kim.look(assignment).text("/entries/0/obstacleText"), words);
}

TEST_P(EntryRoutes, AMemberSeesPrivateFieldsOnlyOnceTheClientReleasesThem) {
  const auto diary = kim.active({{"what", "Write down one scene"}}, "relationship-episode-diary");
  const auto answer = [](const char* link, const char* words) {
    return json::object{{"linkId", link}, {"answer", json::array{json::object{{"valueString", words}}}}};
  };
  const json::array answers{answer("person", "M."), answer("scene", "A secret scene"),
                            answer("wish", "To be heard")};
  const auto id = kim.record(diary, {{"answers", answers}});
  auto seen = kim.look(diary);
  const auto withheld = seen.number("/entries/0/withheld");
  EXPECT_GE(withheld, 2);
  EXPECT_EQ(core::to_json(seen.body).find("secret scene"), std::string::npos);
  EXPECT_EQ(kim.phone().get("/api/v1/me/entries").text("/entries/0/answers/1/answer/0/valueString"),
            "A secret scene");
  Course::expect(201, kim.save(id, kim.entry(diary, {{"revision", 2},
                                                     {"baseRevision", 1},
                                                     {"answers", answers},
                                                     {"released", json::array{"scene"}}})));
  seen = kim.look(diary);
  EXPECT_NE(core::to_json(seen.body).find("secret scene"), std::string::npos);
  EXPECT_EQ(seen.number("/entries/0/withheld"), withheld - 1);
  // Taken back, it is gone from what the member sees from then on.
  Course::expect(
      201, kim.save(id, kim.entry(diary, {{"revision", 3}, {"baseRevision", 2}, {"answers", answers}})));
  EXPECT_EQ(core::to_json(kim.look(diary).body).find("secret scene"), std::string::npos);
}

TEST_P(EntryRoutes, TheJournalPagesAndRefusesWhatIsNoPage) {
  const auto assignment = kim.active();
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    house.clock.advance(std::chrono::hours{1});
    ids.insert(ids.begin(), kim.record(assignment).text());
  }
  std::vector<std::string> seen;
  std::string path = "/api/v1/me/entries?limit=2";
  for (int pages = 0; pages < 10 and not path.empty(); ++pages) {
    const auto page = kim.phone().get(path);
    for (const auto& entry : page.at("/entries").as_array())
      seen.emplace_back(entry.at("entryId").as_string());
    path = page.find("/next") == nullptr ? "" : "/api/v1/me/entries?limit=2&cursor=" + page.text("/next");
  }
  EXPECT_EQ(seen, ids);
  for (const char* query : {"limit=0", "limit=101", "limit=ten", "limit=1e1", "limit=", "limit=-1"}) {
    const auto answer = kim.phone().get(std::string("/api/v1/me/entries?") + query);
    EXPECT_EQ(answer.status, 422) << query;
    EXPECT_EQ(answer.pointers(), Set{"limit"}) << query;
  }
  EXPECT_EQ(kim.phone().get("/api/v1/me/entries?cursor=nowhere").pointers(), Set{"cursor"});
}

// -- windows

TEST_P(EntryRoutes, AWindowIsOpenThenPastAndCanStillBeRecorded) {
  const auto assignment = kim.active(daily_plan("2026-11-24"));
  EXPECT_EQ(text(occurrence_on("2026-11-24"), "state"), "open");
  house.at("2026-11-24T23:59:59");
  const auto tuesday = occurrence_on("2026-11-24");
  EXPECT_EQ(text(tuesday, "state"), "open");
  house.at("2026-11-25T00:00");
  EXPECT_EQ(text(occurrence_on("2026-11-24"), "state"), "past");
  EXPECT_EQ(text(occurrence_on("2026-11-25"), "state"), "open");
  house.at("2026-11-25T08:00");
  const auto id =
      kim.record(assignment, {{"occurrenceId", text(tuesday, "occurrenceId")}, {"outcome", "partly"}});
  const auto recorded = occurrence_on("2026-11-24");
  EXPECT_EQ(text(recorded, "state"), "recorded");
  EXPECT_EQ(text(recorded, "outcome"), "partly");
  EXPECT_EQ(text(recorded, "entryId"), id.text());
}

TEST_P(EntryRoutes, AnEntryOutsideEveryWindowIsKeptAndMovesNone) {
  const auto assignment = kim.active(daily_plan("2026-11-26"));
  const auto none = kim.record(assignment, {{"obstacleText", "before it began"}});
  const auto unknown = kim.record(
      assignment, {{"occurrenceId", house.id().text()}, {"obstacleText", "for a window that is none"}});
  const auto other = kim.active(daily_plan("2026-11-26"));
  house.at("2026-11-26T08:00");
  const auto look = kim.look(assignment);
  for (const auto& occurrence : look.at("/occurrences").as_array())
    EXPECT_EQ(text(occurrence, "state"), "open") << occurrence;
  const auto foreign = text(kim.look(other).at("/occurrences/0"), "occurrenceId");
  (void)kim.record(assignment, {{"occurrenceId", foreign}});
  for (const auto& id : {assignment, other}) {
    const auto now = kim.look(id);
    for (const auto& occurrence : now.at("/occurrences").as_array())
      EXPECT_EQ(text(occurrence, "state"), "open") << "another assignment's window is not its own";
  }
  EXPECT_EQ(kim.look(assignment).size("/entries"), 3U);
  EXPECT_EQ(kim.phone().get("/api/v1/me/entries/" + none.text()).status, 200);
  EXPECT_EQ(kim.phone().get("/api/v1/me/entries/" + unknown.text()).status, 200);
}

TEST_P(EntryRoutes, AnObstacleLeavesTheWindowOpen) {
  const auto assignment = kim.active(daily_plan("2026-11-24"));
  const auto id = text(occurrence_on("2026-11-24"), "occurrenceId");
  json::object told =
      kim.entry(assignment, {{"occurrenceId", id}, {"kind", "obstacle"}, {"obstacleText", "Rain"}});
  told.erase("outcome");
  EXPECT_EQ(kim.save(house.id(), told).status, 201);
  EXPECT_EQ(text(occurrence_on("2026-11-24"), "state"), "open");
}

class ClockChanges : public EntryRoutes {
 protected:
  ClockChanges() : EntryRoutes("2026-10-20T09:00:00Z") {}
};
INTERSESSION_ON_BOTH_ENGINES(ClockChanges);

/// Summer time ends in Oslo on Sunday 25 October 2026 at 03:00 (a day of 25 hours) and begins on Sunday 28
/// March 2027 at 02:00 (a day of 23).
TEST_P(ClockChanges, ADayOnWhichClocksChangeIsOneWindowFromMidnightToMidnight) {
  struct Change {
    const char* agreed;
    const char* day;
    const char* begins;
    const char* ends;
  };
  for (const auto& [agreed, day, begins, ends] :
       {Change{"2026-10-23T10:00", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"},
        Change{"2027-03-26T10:00", "2027-03-28", "2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z"}}) {
    house.at(agreed);
    const auto assignment = kim.active(daily_plan(std::string_view(agreed).substr(0, 10)));
    const auto begin = core::parse_instant(begins).value();
    const auto end = core::parse_instant(ends).value();
    house.clock.set(begin - std::chrono::seconds{1});
    EXPECT_GT(text(occurrence_on(day), "from"),
              core::format_local(core::to_local(house.clock.now(), "Europe/Oslo")));
    house.clock.set(begin);
    EXPECT_LE(text(occurrence_on(day), "from"),
              core::format_local(core::to_local(house.clock.now(), "Europe/Oslo")));
    house.clock.set(end - std::chrono::seconds{1});
    EXPECT_EQ(text(occurrence_on(day), "state"), "open") << day;
    const auto occurrence = text(occurrence_on(day), "occurrenceId");
    house.clock.set(end);
    EXPECT_EQ(text(occurrence_on(day), "state"), "past") << day;
    (void)kim.record(assignment, {{"occurrenceId", occurrence}});
    EXPECT_EQ(text(occurrence_on(day), "state"), "recorded") << day;
    Course::expect(200, kim.event(assignment, "report"));
    Course::expect(200, kim.review(assignment, "retire"));
  }
}

TEST_P(ClockChanges, AnHourThatComesTwiceIsInOneWindowAndOneThatNeverComesStillHasOne) {
  json::object plan = daily_plan("2026-10-24");
  plan["recurrence"] = json::object{
      {"freq", "DAILY"}, {"interval", 1}, {"times", json::array{"02:30", "12:00"}}, {"start", "2026-10-24"}};
  house.at("2026-10-23T10:00");
  const auto autumn = kim.active(plan);
  // 02:45 comes twice that night; both lie in the window that began at 02:30.
  for (const char* twice : {"2026-10-25T00:45:00Z", "2026-10-25T01:45:00Z"}) {
    house.clock.set(core::parse_instant(twice).value());
    const auto open = occurrence_on("2026-10-25");
    EXPECT_EQ(text(open, "at"), "2026-10-25T02:30:00") << twice;
    EXPECT_EQ(text(open, "state"), "open") << twice;
  }
  Course::expect(200, kim.event(autumn, "report"));
  Course::expect(200, kim.review(autumn, "retire"));

  plan["recurrence"].as_object()["start"] = "2027-03-27";
  house.at("2027-03-26T10:00");
  (void)kim.active(plan);
  house.clock.set(
      core::parse_instant("2027-03-28T01:00:00Z").value());  // 03:00, the first moment after 01:59:59
  const auto spring = occurrence_on("2027-03-28");
  EXPECT_EQ(text(spring, "at"), "2027-03-28T02:30:00");
  EXPECT_EQ(text(spring, "state"), "open");
}

TEST_P(EntryRoutes, ThePhonesOwnClockIsKeptAsItWasSaid) {
  const auto assignment = kim.active();
  // In New York while the client lives in Oslo; the offset is what the phone said.
  const auto id =
      kim.record(assignment,
                 {{"zone", "America/New_York"}, {"occurredAt", "2026-11-24T04:00"}, {"offsetMinutes", -300}});
  const auto stored = kim.phone().get("/api/v1/me/entries/" + id.text());
  EXPECT_EQ(stored.text("/revisions/0/zone"), "America/New_York");
  EXPECT_EQ(stored.text("/revisions/0/occurredAt"), "2026-11-24T04:00:00");
  EXPECT_EQ(stored.number("/revisions/0/offsetMinutes"), -300);
}

}  // namespace
}  // namespace intersession::homework
