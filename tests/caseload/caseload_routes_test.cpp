// The views over all rooms, through the routes, on both engines: who needs me, the session screen, Today.
#include <gtest/gtest.h>

#include <algorithm>

#include "app/course.hpp"

namespace intersession::caseload {
namespace {

using test::Answer;
using test::Course;
using test::daily_plan;
using test::Installation;
using test::Person;
namespace json = core::json;
using List = std::vector<std::string>;

class Views : public ::testing::TestWithParam<db::Engine> {
 protected:
  /// The client's line of the caseload.
  Answer row(const Course& course) {
    const auto list = house.owner().get("/api/v1/caseload");
    for (const auto& each : list.at("/clients").as_array()) {
      if (each.at("clientId").as_string() == course.client.text()) return {list.status, each};
    }
    throw std::runtime_error("no row in " + core::to_json(list.body));
  }
  List reasons(const Course& course) {
    List kinds;
    const auto line = row(course);
    for (const auto& each : line.at("/reasons").as_array()) kinds.emplace_back(each.at("kind").as_string());
    return kinds;
  }
  /// One reason; null where the row has none of the kind.
  json::value reason(const Course& course, std::string_view kind) {
    const auto line = row(course);
    for (const auto& each : line.at("/reasons").as_array()) {
      if (each.at("kind").as_string() == kind) return each;
    }
    return {};
  }
  bool has(const Course& course, std::string_view kind) { return not reason(course, kind).is_null(); }
  static std::string now_text(const Installation& house) { return core::format_instant(house.clock.now()); }
  json::object once(std::string_view day) {
    json::object plan = daily_plan(day);
    plan["recurrence"] = json::object{{"freq", "ONCE"}, {"start", day}};
    return plan;
  }
  List ids(const Answer& answer, std::string_view list) {
    List found;
    for (const auto& each : answer.at(list).as_array())
      found.emplace_back(each.at("assignmentId").as_string());
    return found;
  }

  Installation house{GetParam()};
  Course kim{house, "Kim Berg"};
};
INTERSESSION_ON_BOTH_ENGINES(Views);

// -- each reason with the moment it begins and the moment it ends

TEST_P(Views, NoHomeworkUntilSomethingIsProposedAndAfterEverythingIsOver) {
  EXPECT_TRUE(has(kim, "no-homework"));
  const auto id = kim.in_state(homework::State::kProposed);
  EXPECT_FALSE(has(kim, "no-homework"));
  Course::expect(200, kim.event(id, "decline"));
  EXPECT_TRUE(has(kim, "no-homework"));
  (void)kim.in_state(homework::State::kPaused);
  EXPECT_FALSE(has(kim, "no-homework")) << "a pause is agreed too";
}

TEST_P(Views, NotConnectedUntilAPhoneIsAndAgainOnceItIsSignedOut) {
  EXPECT_EQ(row(kim).text("/access"), "none");
  EXPECT_TRUE(has(kim, "not-connected"));
  Course::expect(201, house.owner().post(kim.base + "/invitations", json::object{}));
  EXPECT_EQ(row(kim).text("/access"), "invited");
  EXPECT_TRUE(has(kim, "not-connected"));
  house.clock.advance(std::chrono::hours{72});
  EXPECT_EQ(row(kim).text("/access"), "none") << "the invitation has run out";
  (void)kim.phone().get("/api/v1/me/today");
  EXPECT_EQ(row(kim).text("/access"), "signed-in");
  EXPECT_FALSE(has(kim, "not-connected"));
  house.clock.advance(std::chrono::days{30} - std::chrono::seconds{1});
  EXPECT_FALSE(has(kim, "not-connected"));
  house.clock.advance(std::chrono::seconds{1});
  EXPECT_TRUE(has(kim, "not-connected")) << "idle for 30 days: the phone has to be connected again";
  EXPECT_EQ(row(kim).text("/access"), "none");
}

TEST_P(Views, AnAgreementWaitsFromThePlanToTheClientsAcceptance) {
  const auto id = house.id();
  Course::expect(201, kim.propose(id));
  Course::expect(200, kim.design(id));
  EXPECT_FALSE(has(kim, "agreement-waits"));
  house.clock.advance(std::chrono::minutes{1});
  const auto planned = now_text(house);
  Course::expect(200, kim.plan(id, daily_plan()));
  house.clock.advance(std::chrono::minutes{1});
  Course::expect(200, kim.accept(id, "member"));
  const auto waits = reason(kim, "agreement-waits");
  ASSERT_FALSE(waits.is_null());
  EXPECT_EQ(waits.at("since").as_string(), planned);
  EXPECT_EQ(waits.at("assignmentId").as_string(), id.text());
  EXPECT_EQ(waits.at("count"), 1);
  Course::expect(200, kim.accept_on_phone(id));
  EXPECT_FALSE(has(kim, "agreement-waits"));
}

TEST_P(Views, NotStartedOnceAWindowHasPassedInSilence) {
  house.at("2026-11-24T10:30");
  const auto agreed = now_text(house);
  const auto id = kim.active(daily_plan("2026-11-24"));
  house.at("2026-11-24T23:59:59");
  EXPECT_FALSE(has(kim, "not-started"));
  house.at("2026-11-25T00:00");
  const auto silent = reason(kim, "not-started");
  ASSERT_FALSE(silent.is_null());
  EXPECT_EQ(silent.at("since").as_string(), agreed);
  EXPECT_EQ(silent.at("assignmentId").as_string(), id.text());
  EXPECT_FALSE(has(kim, "not-reviewed")) << "nothing recorded: one line, not two";
  (void)kim.record(id, {{"outcome", "not-reached"}});
  EXPECT_FALSE(has(kim, "not-started")) << "'did not get to it' is an answer";
}

TEST_P(Views, NotStartedAsksAnewAfterEachReview) {
  const auto id = kim.active(daily_plan("2026-11-24"));
  house.at("2026-11-26T09:00");
  (void)kim.record(id);
  house.at("2026-12-01T10:00");
  Course::expect(200, kim.event(id, "report"));
  Course::expect(200, kim.review(id, "continue"));
  EXPECT_FALSE(has(kim, "not-started")) << "looked at a moment ago: nothing has been due since";
  house.at("2026-12-01T23:59:59");
  EXPECT_FALSE(has(kim, "not-started"));
  house.at("2026-12-02T00:00");
  EXPECT_TRUE(has(kim, "not-started"));
}

TEST_P(Views, NotReviewedOnceItWasRecordedAndDueUntilItIsLookedAt) {
  house.at("2026-11-24T10:30");
  const auto agreed = now_text(house);
  const auto id = kim.active(daily_plan("2026-11-24"));
  house.at("2026-11-24T20:00");
  (void)kim.record(id);
  house.at("2026-11-24T23:59:59");
  EXPECT_FALSE(has(kim, "not-reviewed"));
  house.at("2026-11-25T00:00");
  const auto waits = reason(kim, "not-reviewed");
  ASSERT_FALSE(waits.is_null());
  EXPECT_EQ(waits.at("since").as_string(), agreed);
  EXPECT_EQ(waits.at("assignmentId").as_string(), id.text());
  Course::expect(200, kim.event(id, "report"));
  EXPECT_TRUE(has(kim, "not-reviewed"));
  Course::expect(200, kim.review(id, "continue"));
  EXPECT_FALSE(has(kim, "not-reviewed"));
}

TEST_P(Views, ReportedAloneIsNotReviewedYet) {
  const auto id = kim.active(daily_plan("2026-12-24"));
  EXPECT_FALSE(has(kim, "not-reviewed"));
  Course::expect(200, kim.event(id, "report"));
  EXPECT_TRUE(has(kim, "not-reviewed")) << "taken up, though nothing was due yet";
  Course::expect(200, kim.review(id, "retire"));
  EXPECT_FALSE(has(kim, "not-reviewed"));
}

TEST_P(Views, AnObstacleStandsUntilTheNextSessionBegins) {
  const auto id = kim.active(daily_plan("2026-11-24"));
  const auto session = kim.session("2026-12-01T10:00");
  EXPECT_FALSE(has(kim, "obstacle"));
  house.at("2026-11-25T12:00");
  json::object told = kim.entry(id, {{"kind", "obstacle"}, {"obstacles", json::array{"forgot"}}});
  told.erase("outcome");
  Course::expect(201, kim.save(house.id(), told));
  const auto by_code = reason(kim, "obstacle");
  ASSERT_FALSE(by_code.is_null());
  EXPECT_EQ(by_code.at("text").as_string(), house.house().catalogue().obstacle_text("forgot"));
  house.at("2026-11-26T12:00");
  (void)kim.record(id, {{"outcome", "partly"}, {"obstacleText", "My mother is ill"}});
  const auto both = reason(kim, "obstacle");
  EXPECT_EQ(both.at("count"), 2);
  EXPECT_EQ(both.at("text").as_string(), "My mother is ill") << "the last one told, in own words";
  EXPECT_EQ(both.at("since").as_string(), now_text(house));
  EXPECT_EQ(reasons(kim).front(), "obstacle") << "the most pressing comes first";
  // The session is opened five minutes early: from then on it is talked about.
  house.at("2026-12-01T09:54:59");
  EXPECT_TRUE(has(kim, "obstacle"));
  house.at("2026-12-01T09:55");
  Course::expect(200, kim.put_session(session, "2026-12-01T10:00", "open"));
  EXPECT_FALSE(has(kim, "obstacle"));
  (void)kim.record(id, {{"obstacleText", "And now the car"}});
  EXPECT_FALSE(has(kim, "obstacle")) << "told at the very moment it began";
  house.at("2026-12-01T11:00");
  (void)kim.record(id, {{"obstacleText", "And now the car"}});
  EXPECT_EQ(reason(kim, "obstacle").at("count"), 1);
}

TEST_P(Views, ASessionIsSoonForADay) {
  (void)kim.session("2026-12-01T10:00");
  house.at("2026-11-30T10:00");
  EXPECT_FALSE(has(kim, "session-soon"));
  house.at("2026-11-30T10:00:01");
  EXPECT_TRUE(has(kim, "session-soon"));
  EXPECT_EQ(row(kim).text("/nextSession/startsAt"), "2026-12-01T10:00:00");
  house.at("2026-12-01T10:00");
  EXPECT_TRUE(has(kim, "session-soon"));
  house.at("2026-12-01T10:00:01");
  EXPECT_FALSE(has(kim, "session-soon"));
  EXPECT_EQ(row(kim).find("/nextSession"), nullptr);
}

// -- the whole list

TEST_P(Views, TheCaseloadIsOrderedByNeedThenSessionThenName) {
  // Berit: an obstacle. Anders: reviewed nothing yet. Dora and Carl: nothing but their sessions differ. Egil
  // and Frida differ by name only.
  Course anders(house, "Anders");
  Course berit(house, "Berit");
  Course carl(house, "Carl");
  Course dora(house, "Dora");
  Course frida(house, "Frida");
  Course egil(house, "Egil");
  for (Course* each : {&kim, &anders, &berit, &carl, &dora, &egil, &frida}) (void)each->phone();
  (void)kim.active(daily_plan("2026-12-24"));
  (void)carl.session("2026-12-08T10:00");
  (void)dora.session("2026-12-03T10:00");
  const auto of_anders = anders.active(daily_plan("2026-11-24"));
  const auto of_berit = berit.active(daily_plan("2026-12-24"));
  (void)anders.record(of_anders);
  house.at("2026-11-25T09:00");
  (void)berit.record(of_berit, {{"obstacleText", "Could not"}});
  const auto list = house.owner().get("/api/v1/caseload");
  List names;
  for (const auto& each : list.at("/clients").as_array()) names.emplace_back(each.at("name").as_string());
  EXPECT_EQ(names, (List{"Berit", "Anders", "Dora", "Carl", "Egil", "Frida", "Kim Berg"}));
  EXPECT_EQ(list.text("/at"), now_text(house));

  Person anna = house.join("anna@example.org", {access::Role::kTherapist});
  EXPECT_EQ(anna.get("/api/v1/caseload").size("/clients"), 0U);
  EXPECT_EQ(kim.phone().get("/api/v1/caseload").status, 404);
}

TEST_P(Views, ARowCountsTheWeeksByWhatTheClientSaid) {
  const auto id = kim.active(daily_plan("2026-11-24"));
  for (const char* outcome : {"done", "done", "partly", "tried", "noticed", "not-reached", "decided-not-to"})
    (void)kim.record(id, {{"outcome", outcome}});
  json::object told = kim.entry(id, {{"kind", "obstacle"}, {"obstacles", json::array{"forgot"}}});
  told.erase("outcome");
  Course::expect(201, kim.save(house.id(), told));
  (void)kim.record(id, {{"occurredAt", "2026-11-15T23:30"}});  // the Sunday nine days before
  const auto line = row(kim);
  ASSERT_EQ(line.size("/weeks"), 8U);
  EXPECT_EQ(
      line.at("/weeks/7"),
      (json::value{{"from", "2026-11-23"}, {"done", 2}, {"partly", 1}, {"tried", 2}, {"notReached", 2}}));
  EXPECT_EQ(
      line.at("/weeks/5"),
      (json::value{{"from", "2026-11-09"}, {"done", 1}, {"partly", 0}, {"tried", 0}, {"notReached", 0}}));
  EXPECT_EQ(line.text("/weeks/0/from"), "2026-10-05");
  EXPECT_EQ(line.number("/week"), 1);
  EXPECT_EQ(line.text("/lastEntryAt"), now_text(house));
  house.at("2026-12-01T10:00");
  EXPECT_EQ(row(kim).number("/week"), 2);
  EXPECT_EQ(row(kim).number("/weeks/6/done"), 2);
}

// -- the session screen

TEST_P(Views, TheSessionScreenHoldsWhatTheSessionNeeds) {
  const auto first_session = kim.session("2026-11-24T10:00", "open");
  Course::expect(201, house.owner().put(
                          kim.base + "/formulation/" + house.id().text(),
                          {{"treatmentId", kim.treatment.text()}, {"kind", "pattern"}, {"text", "Waits"}}));
  const auto due = kim.active(once("2026-11-26"));
  const auto silent = kim.active(once("2026-12-24"));
  const auto retired = kim.in_state(homework::State::kRetired);
  Course::expect(200, kim.put_session(first_session, "2026-11-24T10:00", "held"));
  const auto second_session = kim.session("2026-12-01T10:00");
  house.at("2026-11-26T18:00");
  const auto recorded = kim.record(due, {{"obstacleText", "It rained"}});

  auto screen = house.owner().get(kim.base + "/session-screen");
  ASSERT_EQ(screen.status, 200) << screen;
  EXPECT_EQ(screen.text("/client/name"), "Kim Berg");
  EXPECT_EQ(screen.text("/treatment/treatmentId"), kim.treatment.text());
  EXPECT_EQ(screen.size("/goals"), 1U);
  EXPECT_EQ(screen.size("/formulation"), 1U);
  EXPECT_EQ(screen.size("/sessions"), 2U);
  EXPECT_EQ(screen.number("/confidenceThreshold"), 7);
  EXPECT_EQ(screen.text("/session/sessionId"), second_session.text());
  EXPECT_EQ(ids(screen, "/toReview"), List{}) << "its day is not over";

  house.at("2026-12-01T10:00");
  Course::expect(200, kim.put_session(second_session, "2026-12-01T10:00", "open"));
  const auto fresh = kim.in_state(homework::State::kDesigned);
  screen = house.owner().get(kim.base + "/session-screen");
  EXPECT_EQ(ids(screen, "/toReview"), List{due.text()});
  auto current = ids(screen, "/current");
  std::ranges::sort(current);
  auto expected = List{silent.text(), fresh.text()};
  std::ranges::sort(expected);
  EXPECT_EQ(current, expected);
  EXPECT_EQ(core::to_json(screen.body).find(retired.text()), std::string::npos);
  EXPECT_EQ(screen.text("/toReview/0/entries/0/entryId"), recorded.text());
  EXPECT_EQ(screen.text("/toReview/0/entries/0/obstacleText"), "It rained");
  EXPECT_EQ(core::to_json(screen.at("/toReview/0")), core::to_json(kim.look(due).body))
      << "one form of an assignment";

  Course::expect(200, kim.event(due, "report"));
  EXPECT_EQ(ids(house.owner().get(kim.base + "/session-screen"), "/toReview"), List{due.text()})
      << "still being looked at";
  Course::expect(200, kim.review(due, "continue"));
  EXPECT_EQ(ids(house.owner().get(kim.base + "/session-screen"), "/toReview"), List{});
}

TEST_P(Views, ASessionThatNobodyClosedDoesNotHideTheNextOne) {
  const auto last_week = kim.session("2026-11-24T10:00", "open");
  const auto due = kim.active(once("2026-11-26"));
  const auto this_week = kim.session("2026-12-01T10:00");
  house.at("2026-11-24T20:00");
  EXPECT_EQ(house.owner().get(kim.base + "/session-screen").text("/session/sessionId"), last_week.text());
  house.at("2026-12-01T09:58");
  auto screen = house.owner().get(kim.base + "/session-screen");
  EXPECT_EQ(screen.text("/session/sessionId"), this_week.text());
  EXPECT_EQ(ids(screen, "/toReview"), List{due.text()});
  Course::expect(200, kim.put_session(this_week, "2026-12-01T10:00", "open"));
  screen = house.owner().get(kim.base + "/session-screen");
  EXPECT_EQ(screen.text("/session/sessionId"), this_week.text()) << "the one that was opened last";
  EXPECT_EQ(ids(screen, "/toReview"), List{due.text()});
}

TEST_P(Views, TheSessionScreenIsTheTherapistsAlone) {
  Person anna = house.join("anna@example.org", {access::Role::kTherapist});
  const auto unknown =
      core::to_json(anna.get("/api/v1/clients/" + house.id().text() + "/session-screen").body);
  for (Person* each : {&anna, &kim.phone()}) {
    const auto denied = each->get(kim.base + "/session-screen");
    EXPECT_EQ(denied.status, 404);
    EXPECT_EQ(core::to_json(denied.body), unknown);
  }
  EXPECT_EQ(house.owner().get("/api/v1/clients/nobody/session-screen").status, 404);
}

// -- Today

TEST_P(Views, TodayShowsWhatIsNowThenLaterThenRecordedThenJustPast) {
  (void)kim.session("2026-12-01T10:00");
  json::object timed = daily_plan("2026-11-24");
  timed["what"] = "Breathe";
  timed["recurrence"] = json::object{
      {"freq", "DAILY"}, {"interval", 1}, {"times", json::array{"12:00"}}, {"start", "2026-11-24"}};
  timed["ifThen"] = json::array{json::object{{"if", "the bus comes"}, {"then", "I breathe out"}}};
  timed["minutes"] = 3;
  const auto breathe = kim.active(timed);
  const auto walk = kim.active(once("2026-11-25"));
  const auto waiting = kim.planned();
  const auto order = [&] {
    List lines;
    const auto today = kim.phone().get("/api/v1/me/today");
    for (const auto& item : today.at("/items").as_array()) {
      const auto& occurrence = item.at("occurrence");
      lines.push_back(std::string(item.at("what").as_string()) + " " +
                      std::string(occurrence.at("from").as_string()).substr(8, 8) + " " +
                      std::string(occurrence.at("state").as_string()));
    }
    return lines;
  };
  house.at("2026-11-25T13:00");
  const auto today = kim.phone().get("/api/v1/me/today");
  EXPECT_EQ(today.text("/date"), "2026-11-25");
  EXPECT_EQ(today.text("/zone"), "Europe/Oslo");
  EXPECT_EQ(today.text("/name"), "Kim");
  EXPECT_EQ(today.text("/noun"), "homework");
  EXPECT_EQ(today.text("/therapist"), "Olivia Owner");
  EXPECT_EQ(today.text("/nextSession"), "2026-12-01T10:00:00");
  EXPECT_EQ(today.at("/waiting"), json::array{json::value(waiting.text())});
  EXPECT_EQ(order(), (List{"Breathe 25T12:00 open", "Walk around the block 25T00:00 open",
                           "Breathe 26T12:00 open", "Breathe 27T12:00 open", "Breathe 28T12:00 open",
                           "Breathe 29T12:00 open", "Breathe 24T12:00 past"}));
  EXPECT_EQ(today.text("/items/0/ifThen/then"), "I breathe out");
  EXPECT_EQ(today.number("/items/0/minutes"), 3);
  EXPECT_EQ(today.text("/items/0/clientRationale"), "Moving helps me start");
  EXPECT_EQ(today.text("/items/0/where"), "From the front door");

  (void)kim.record(walk, {{"occurrenceId", today.text("/items/1/occurrence/occurrenceId")}});
  EXPECT_EQ(order(), (List{"Breathe 25T12:00 open", "Breathe 26T12:00 open", "Breathe 27T12:00 open",
                           "Breathe 28T12:00 open", "Breathe 29T12:00 open",
                           "Walk around the block 25T00:00 recorded", "Breathe 24T12:00 past"}));
  // What passed unrecorded stays for two days.
  house.at("2026-11-26T23:59:59");
  const auto past = [&] {
    List lines = order();
    std::erase_if(lines, [](const std::string& line) { return not line.ends_with(" past"); });
    return lines;
  };
  EXPECT_EQ(past(), (List{"Breathe 24T12:00 past", "Breathe 25T12:00 past"}));
  house.at("2026-11-27T00:00");
  EXPECT_EQ(past(), (List{"Breathe 25T12:00 past", "Breathe 26T12:00 past"}));

  Course::expect(200, kim.event(breathe, "pause"));
  EXPECT_EQ(order(), List{"Walk around the block 25T00:00 recorded"}) << "what is paused asks for nothing";
}

TEST_P(Views, TodayIsInTheClientsOwnZone) {
  Course aoki(house, "Aoki", "Asia/Tokyo");
  house.clock.set(core::parse_instant("2026-11-24T16:00:00Z").value());
  EXPECT_EQ(aoki.phone().get("/api/v1/me/today").text("/date"), "2026-11-25");
  EXPECT_EQ(kim.phone().get("/api/v1/me/today").text("/date"), "2026-11-24");
  // A session is said in the practice's zone and shown in the client's.
  (void)aoki.session("2026-12-01T10:00");
  EXPECT_EQ(aoki.phone().get("/api/v1/me/today").text("/nextSession"), "2026-12-01T18:00:00");
}

// -- what a client never sees

/// Names of all members, but for worksheets and answers, which are FHIR.
void collect_keys(const json::value& value, std::set<std::string>& keys) {
  if (value.is_array()) {
    for (const auto& each : value.get_array()) collect_keys(each, keys);
  } else if (value.is_object()) {
    for (const auto& each : value.get_object()) {
      keys.emplace(each.key());
      if (each.key() != "worksheet" and each.key() != "answers") collect_keys(each.value(), keys);
    }
  }
}

TEST_P(Views, AClientNeverSeesWhatIsForThePracticeOnly) {
  // Words in every field that only members read.
  const std::string secret = "for-members-only";
  Course::expect(201,
                 house.owner().put(
                     kim.base + "/formulation/" + house.id().text(),
                     {{"treatmentId", kim.treatment.text()}, {"kind", "belief"}, {"text", secret + "-1"}}));
  Course::expect(200, house.owner().put(kim.base + "/treatments/" + kim.treatment.text(),
                                        {{"version", 1},
                                         {"stage", "middle"},
                                         {"stageReason", secret + "-2"},
                                         {"paradigms", json::array{}}}));
  const auto id = house.id();
  Course::expect(201, kim.propose(id, "interoceptive-exposure"));
  Course::expect(200, kim.design(id, {{"gates", json::array{json::object{{"gateId", "medical-clearance"},
                                                                         {"confirmed", true},
                                                                         {"reason", secret + "-3"}}}}}));
  json::object plan = daily_plan();
  plan["minutes"] = 10;
  Course::expect(200, kim.plan(id, plan, secret + "-4"));
  Course::expect(200, kim.accept(id, "both"));
  Course::expect(200, kim.event(id, "pause", {{"reason", secret + "-5"}}));
  Course::expect(200, kim.event(id, "resume", {{"reason", secret + "-6"}}));
  Course::expect(200, kim.event(id, "report"));
  Course::expect(200, kim.review(id, "continue",
                                 {{"notDoneReason", secret + "-7"},
                                  {"adverse", "yes"},
                                  {"adverseNote", secret + "-8"},
                                  {"note", secret + "-9"},
                                  {"learning", "I can start small"}}));
  const auto declined = kim.planned();
  Course::expect(200, kim.event(declined, "decline", {{"reason", secret + "-10"}}));
  const auto entry = kim.record(id);

  const auto members = core::to_json(kim.look(id).body) + core::to_json(house.owner().get(kim.base).body) +
                       core::to_json(kim.look(declined).body);
  for (const char* number : {"-1\"", "-2\"", "-3\"", "-5\"", "-6\"", "-7\"", "-8\"", "-9\"", "-10\""})
    EXPECT_NE(members.find(secret + number), std::string::npos) << number << ": the member does see it";

  std::set<std::string> keys;
  for (const std::string& path :
       {std::string("/api/v1/me"), std::string("/api/v1/me/today"), std::string("/api/v1/me/assignments"),
        Course::my_path(id), Course::my_path(declined), std::string("/api/v1/me/entries"),
        "/api/v1/me/entries/" + entry.text()}) {
    const auto answer = kim.phone().get(path);
    ASSERT_EQ(answer.status, 200) << path << answer;
    EXPECT_EQ(core::to_json(answer.body).find(secret), std::string::npos) << path;
    collect_keys(answer.body, keys);
  }
  EXPECT_NE(core::to_json(kim.phone().get(Course::my_path(id)).body).find("I can start small"),
            std::string::npos);
  // Whoever lets a client see one more member adds it here, on purpose.
  const std::set<std::string> shown{
      // who and where
      "accountId", "client", "clientId", "name", "noun", "zone", "practice", "practiceId", "demo", "checks",
      "movedFrom", "therapist", "date", "nextSession", "waiting", "items", "roles",
      // an assignment
      "assignments", "assignmentId", "state", "summary", "variant", "easier", "clientRationale", "rationale",
      "goal", "agreement", "waitsForMe", "completionEmphasis", "worksheet", "learning", "since",
      // its agreement
      "version", "plan", "createdAt", "acceptedByMemberAt", "acceptedByClientAt", "inRoom", "what",
      "smallest", "where", "when", "recurrence", "freq", "interval", "byDay", "times", "perWeek", "start",
      "until", "minutes", "ifThen", "if", "then", "obstacles", "obstacle", "coping", "readiness",
      "importance", "confidence", "belowThreshold", "reminder", "skips", "field", "reason",
      // an occurrence and an entry
      "occurrence", "occurrenceId", "from", "to", "at", "outcome", "entryId", "entries", "revisions",
      "revision", "receivedAt", "kind", "occurredAt", "offsetMinutes", "answers", "released", "quantity",
      "quality", "difficulty", "obstacleText"};
  for (const auto& key : keys) EXPECT_TRUE(shown.contains(key)) << key;
  for (const char* never :
       {"design", "gates", "reviews", "history", "note", "adverse", "adverseNote", "notDoneReason",
        "formulation", "treatmentId", "mechanism", "stage", "stageLog", "override", "supersedes",
        "supersededBy", "activityId", "withheld", "confidenceThreshold"})
    EXPECT_FALSE(keys.contains(never)) << never;
}

}  // namespace
}  // namespace intersession::caseload
