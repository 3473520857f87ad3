// A caregiver through the routes, on both engines: an own account, the fields that say so and nothing else,
// the own part alone to record, and the end of it all with the link.
#include <gtest/gtest.h>

#include "access/caregivers.hpp"
#include "app/course.hpp"

namespace intersession::people {
namespace {

using test::Answer;
using test::Course;
using test::Installation;
using test::must;
using test::Person;
namespace json = core::json;

json::object ladder_plan() {
  return {{"what", "Ring the bell and say hello"},
          {"where", "At Ida's"},
          {"when", "After school"},
          {"recurrence", json::object{{"freq", "DAILY"}, {"interval", 1}, {"start", "2026-11-24"}}},
          {"ifThen", json::array{json::object{{"if", "my secret tummy hurts"}, {"then", "I count"}}}},
          {"confidence", 7}};
}

json::object text(std::string_view link, std::string_view value) {
  return {{"linkId", link}, {"answer", json::array{json::object{{"valueString", value}}}}};
}

class Caregivers : public ::testing::TestWithParam<db::Engine> {
 protected:
  Caregivers() {
    (void)liv.phone();
    ladder = liv.active(ladder_plan(), "child-ladder");
    diary =
        liv.active({{"what", "A line about the day"},
                    {"recurrence", json::object{{"freq", "DAILY"}, {"interval", 1}, {"start", "2026-11-24"}}},
                    {"confidence", 8},
                    {"where", "At home"},
                    {"when", "In the evening"}},
                   "adolescent-mood-log");
    Course::expect(200, therapist().put(one(), {{"name", "Kari Dahl"}, {"relationship", "mother"}}));
  }
  Person& therapist() { return house.owner(); }
  std::string one() const { return liv.base + "/caregivers/" + kari.text(); }
  /// The caregiver's phone, connected with link and code through the routes.
  Person connect() {
    const auto invited = therapist().post(one() + "/invitations", json::object{});
    Course::expect(201, invited);
    const auto link = invited.text("/link");
    auto signed_in = must(access::redeem_client_invitation(
        house.house().access(), link.substr(link.find('#') + 1), invited.text("/code"), ""));
    return {house, std::move(signed_in.principal)};
  }
  void share(json::array assignments) {
    Course::expect(200, therapist().put(one() + "/shares", {{"assignmentIds", std::move(assignments)}}));
  }
  json::object record_ladder() {
    return {{"answers",
             json::array{
                 text("step", "Rang the bell"), text("found-out", "I cried afterwards"),
                 json::object{{"linkId", "fear"},
                              {"item", json::array{json::object{
                                           {"linkId", "fear-before"},
                                           {"answer", json::array{json::object{{"valueInteger", 9}}}}}}}}}}};
  }
  json::object own(const core::Id& assignment) {
    return {{"assignmentId", assignment.text()},
            {"occurredAt", "2026-11-24T18:30"},
            {"zone", "Europe/Oslo"},
            {"offsetMinutes", 60},
            {"answers", json::array{json::object{
                            {"linkId", "grown-up"},
                            {"item", json::array{json::object{
                                         {"linkId", "coach-calm"},
                                         {"answer", json::array{json::object{{"valueInteger", 6}}}}}}}}}}};
  }
  std::string home(Person& caregiver) { return core::to_json(caregiver.get("/api/v1/caregiver/home").body); }

  Installation house{GetParam()};
  Course liv{house, "Liv Dahl"};
  core::Id ladder;
  core::Id diary;
  core::Id kari = house.id();
};
INTERSESSION_ON_BOTH_ENGINES(Caregivers);

TEST_P(Caregivers, SeesOfASharedAssignmentWhatItsFieldsSayAndNothingElse) {
  auto mother = connect();
  const auto me = mother.get("/api/v1/me");
  EXPECT_EQ(core::to_json(me.at("/roles")), R"(["caregiver"])");
  EXPECT_EQ(me.text("/caregiver/clientName"), "Liv");
  EXPECT_EQ(me.text("/caregiver/name"), "Kari Dahl");
  EXPECT_EQ(me.find("/client"), nullptr);
  EXPECT_EQ(home(mother), R"({"assignments":[]})") << "nothing is shared by itself";

  liv.record(ladder, {{"answers", json::array{text("step", "Before anybody was to read")}}});
  house.clock.set(house.clock.now() + std::chrono::minutes{1});
  share({ladder.text()});
  liv.record(ladder, record_ladder());
  liv.record(ladder, {{"answers", json::array{text("found-out", "Only for me")}},
                      {"obstacleText", "Mother shouted"},
                      {"outcome", "not-reached"}});
  liv.record(diary, {{"answers", json::array{text("head", "I hate all of this")}}});
  const auto seen = mother.get("/api/v1/caregiver/home");
  EXPECT_EQ(seen.size("/assignments"), 1U);
  EXPECT_EQ(seen.size("/assignments/0/entries"), 1U) << "an entry with nothing to see is not even counted";
  EXPECT_EQ(core::to_json(seen.at("/assignments/0/entries/0/answers")),
            R"([{"answer":[{"valueString":"Rang the bell"}],"linkId":"step"}])");
  EXPECT_EQ(seen.text("/assignments/0/what"), "Ring the bell and say hello");
  const auto bytes = core::to_json(seen.body);
  for (const std::string& word :
       {std::string("Before anybody"), std::string("I cried"), std::string("Only for me"),
        std::string("Mother shouted"), std::string("I hate"), std::string("secret tummy"),
        std::string("fear-before"), std::string("found-out"), std::string("confidence"),
        std::string("Moving helps"), std::string("withheld"), std::string("not-reached"), diary.text(),
        liv.client.text(), liv.goal.text()})
    EXPECT_EQ(bytes.find(word), std::string::npos) << word;

  // Sharing ends at once.
  share(json::array{});
  EXPECT_EQ(home(mother), R"({"assignments":[]})");
}

TEST_P(Caregivers, RecordsTheOwnPartAlone) {
  auto mother = connect();
  share({ladder.text()});
  const auto id = house.id();
  const auto url = "/api/v1/caregiver/entries/" + id.text();
  EXPECT_EQ(mother.put(url, own(ladder)).status, 201);
  house.repeated([&] { return mother.put(url, own(ladder)); }, "the same entry again");
  auto other = own(ladder);
  other["occurredAt"] = "2026-11-24T19:00";
  house.refused(409, "exists", [&] { return mother.put(url, other); });
  const auto fresh = [&] { return "/api/v1/caregiver/entries/" + house.id().text(); };

  // A field of the child's, an assignment that is not shared, one that nobody has.
  auto childs = own(ladder);
  childs["answers"].as_array().push_back(text("step", "She did it all"));
  auto answer = house.refused(422, "", [&] { return mother.put(fresh(), childs); });
  EXPECT_EQ(answer.pointers(), std::set<std::string>{"/answers/1/linkId"});
  auto unshared = own(diary);
  unshared["answers"] = json::array{};
  answer = house.refused(404, "not-found", [&] { return mother.put(fresh(), unshared); });
  auto nobodys = unshared;
  nobodys["assignmentId"] = house.id().text();
  EXPECT_EQ(core::to_json(mother.put(fresh(), nobodys).body), core::to_json(answer.body));

  // The therapist reads it; the child does not, and is not asked for the grown-up's part either.
  const auto list = therapist().get(liv.base + "/caregivers");
  EXPECT_EQ(list.number("/caregivers/0/entries/0/answers/0/item/0/answer/0/valueInteger"), 6);
  std::string childs_view;
  for (const char* each : {"/api/v1/me/assignments", "/api/v1/me/entries", "/api/v1/me/today"})
    childs_view += core::to_json(liv.phone().get(each).body);
  EXPECT_EQ(childs_view.find(id.text()), std::string::npos);
  EXPECT_EQ(childs_view.find("coach-calm"), std::string::npos);
  EXPECT_NE(childs_view.find("found-out"), std::string::npos);
  // What the mother can see is told to the child.
  const auto told = liv.phone().get("/api/v1/me/caregivers");
  EXPECT_EQ(told.text("/caregivers/0/name"), "Kari Dahl");
  EXPECT_EQ(told.size("/caregivers/0/shares/0/sees"), 3U);
}

TEST_P(Caregivers, HasNoWayToAnythingElse) {
  auto mother = connect();
  share({ladder.text()});
  const auto nothing = core::to_json(therapist().get("/api/v1/clients/" + house.id().text()).body);
  for (const auto& path : {std::string("/api/v1/me/today"), std::string("/api/v1/me/assignments"),
                           std::string("/api/v1/me/entries"), std::string("/api/v1/me/safety"),
                           std::string("/api/v1/me/measures"), std::string("/api/v1/me/caregivers"),
                           std::string("/api/v1/caseload"), std::string("/api/v1/circles"),
                           std::string("/api/v1/practice"), liv.base, liv.base + "/caregivers",
                           liv.path(ladder), std::string("/api/v1/me/assignments/") + ladder.text()}) {
    const auto answer = mother.get(path);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(core::to_json(answer.body), nothing) << path;
  }
  // Nor has the child, a colleague or another child's mother a way to hers.
  EXPECT_EQ(liv.phone().get("/api/v1/caregiver/home").status, 404);
  auto colleague = house.join("colleague@example.org", {access::Role::kTherapist});
  EXPECT_EQ(colleague.get(liv.base + "/caregivers").status, 404);
  EXPECT_EQ(colleague.post(one() + "/end", json::object{}).status, 404);
  // Nobody becomes a client under a caregiver's id, whose account the invitation would open.
  const auto taken = colleague.put(
      "/api/v1/clients/" + kari.text(),
      {{"name", "Kari"},
       {"zone", "Europe/Oslo"},
       {"treatment",
        json::object{{"stage", "early"}, {"paradigms", json::array{}}, {"mechanisms", json::array{}}}}});
  EXPECT_EQ(taken.status, 404);
}

TEST_P(Caregivers, IsToldNothingWhenTheChildAnswersSomethingAlarming) {
  auto mother = connect();
  share({ladder.text()});
  const auto all = [&] {
    std::string bytes;
    for (const char* each : {"/api/v1/me", "/api/v1/devices", "/api/v1/help", "/api/v1/caregiver/home"})
      bytes += core::to_json(mother.get(each).body);
    return bytes;
  };
  const auto before = all();
  liv.record(diary, {{"answers", json::array{text("head", "I want to die")}}});
  liv.record(ladder, {{"answers", json::array{text("found-out", "I want to die")}},
                      {"obstacleText", "I want to die"},
                      {"outcome", "decided-not-to"}});
  Course::expect(200, liv.event(diary, "pause", {{"reason", "A hard week"}}));
  EXPECT_EQ(all(), before);
}

TEST_P(Caregivers, EndsWithTheLink) {
  auto mother = connect();
  share({ladder.text()});
  EXPECT_EQ(mother.get("/api/v1/caregiver/home").status, 200);
  const auto open = therapist().post(one() + "/invitations", json::object{});  // ends the phone's session too
  EXPECT_EQ(mother.get("/api/v1/caregiver/home").status, 401);
  auto again = connect();
  Course::expect(200, therapist().post(one() + "/end", json::object{}));
  house.repeated([&] { return therapist().post(one() + "/end", json::object{}); }, "ended again");
  EXPECT_EQ(again.get("/api/v1/caregiver/home").status, 401);
  EXPECT_EQ(again.get("/api/v1/me").status, 401);
  const auto link = open.text("/link");
  EXPECT_FALSE(access::redeem_client_invitation(house.house().access(), link.substr(link.find('#') + 1),
                                                open.text("/code"), ""));
  house.refused(404, "not-found", [&] { return therapist().post(one() + "/invitations", json::object{}); });
  house.refused(404, "not-found", [&] {
    return therapist().put(one() + "/shares", {{"assignmentIds", json::array{}}});
  });
  const auto list = therapist().get(liv.base + "/caregivers");
  EXPECT_NE(list.find("/caregivers/0/until"), nullptr);
  EXPECT_EQ(list.size("/caregivers/0/shares"), 0U);
  EXPECT_EQ(liv.phone().get("/api/v1/me/caregivers").size("/caregivers"), 0U);
}

}  // namespace
}  // namespace intersession::people
