// A group through the routes, on both engines: one activity for seven with individual plans, everybody's own
// data alone on everybody's phone, the table for those who lead it, and a colleague who leads along and
// leaves.
#include <gtest/gtest.h>

#include "app/course.hpp"

namespace intersession::people {
namespace {

using test::Answer;
using test::Course;
using test::Installation;
using test::Person;
namespace json = core::json;

json::object slot_plan(std::string_view when) {
  return {{"what", "Put worry off to the slot"},
          {"when", when},
          {"recurrence", json::object{{"freq", "DAILY"}, {"interval", 1}, {"start", "2026-11-24"}}},
          {"confidence", 8}};
}

class Circles : public ::testing::TestWithParam<db::Engine> {
 protected:
  /// Clients of the owner, by the names that no other client may ever read.
  std::vector<std::unique_ptr<Course>> seven() {
    std::vector<std::unique_ptr<Course>> all;
    for (const char* name :
         {"Ada Alm", "Bo Berg", "Cleo Carr", "Dag Dahl", "Eli Eide", "Finn Foss", "Gry Graf"})
      all.push_back(std::make_unique<Course>(house, name));
    return all;
  }
  json::object input(const std::vector<std::unique_ptr<Course>>& clients,
                     std::vector<core::Id> leaders = {}) {
    json::array ids;
    for (const auto& each : clients) ids.emplace_back(each->client.text());
    json::array who{house.owner().principal().member().text()};
    for (const auto& each : leaders) who.emplace_back(each.text());
    return {{"kind", "group"}, {"name", "Thursday worriers"}, {"clientIds", ids}, {"leaderIds", who}};
  }
  std::string path(const core::Id& circle) { return "/api/v1/circles/" + circle.text(); }
  core::Id group(const std::vector<std::unique_ptr<Course>>& clients) {
    const auto id = house.id();
    Course::expect(201, house.owner().put(path(id), input(clients)));
    return id;
  }
  json::object part(const Course& course, const core::Id& assignment, std::string_view when,
                    bool accepted = true) {
    return {{"clientId", course.client.text()}, {"assignmentId", assignment.text()},
            {"goalId", course.goal.text()},     {"clientRationale", "See whether worry waits"},
            {"plan", slot_plan(when)},          {"accepted", accepted}};
  }
  json::object joint(json::array parts) {
    return {{"activityId", "worry-postponement"},
            {"design",
             json::object{{"mechanism", "MCOG"}, {"rationale", "We test that worry cannot be stopped"}}},
            {"parts", std::move(parts)}};
  }
  /// A row of the newest plan.
  json::value row(const core::Id& circle, const Course& course) {
    const auto view = house.owner().get(path(circle));
    for (const auto& each : view.at("/plans/0/rows").as_array()) {
      if (each.at("clientId").as_string() == course.client.text()) return each;
    }
    throw std::runtime_error("no row in " + core::to_json(view.body));
  }

  Installation house{GetParam()};
};
INTERSESSION_ON_BOTH_ENGINES(Circles);

TEST_P(Circles, SevenGetOneActivityWithAnOwnPlanEachAndSeeNobodyElse) {
  const auto clients = seven();
  const auto circle = group(clients);
  const auto plan = house.id();
  json::array parts;
  std::vector<core::Id> assignments;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    assignments.push_back(house.id());
    parts.push_back(part(*clients[i], assignments[i], "At " + std::to_string(14 + i) + " o'clock", i != 6));
  }
  const auto url = path(circle) + "/plans/" + plan.text();
  const auto body = joint(parts);
  const auto agreed = house.owner().put(url, body);
  ASSERT_EQ(agreed.status, 201) << agreed;
  EXPECT_EQ(agreed.size("/plans/0/rows"), 7U);
  house.repeated([&] { return house.owner().put(url, body); }, "the same plan again");

  // Ada records twice, Bo meets an obstacle, Gry has not said yes.
  house.clock.set(house.clock.now() + std::chrono::hours{20});
  clients[0]->record(assignments[0]);
  house.clock.set(house.clock.now() + std::chrono::hours{1});
  clients[0]->record(assignments[0], {{"outcome", "partly"}});
  clients[1]->record(assignments[1], {{"outcome", "not-reached"}, {"obstacleText", "The baby was ill"}});
  const auto ada = row(circle, *clients[0]);
  EXPECT_EQ(ada.at("entries").as_int64(), 2);
  EXPECT_EQ(ada.at("when").as_string(), "At 14 o'clock");
  EXPECT_EQ(core::to_json(ada.at("outcomes")), R"(["done","partly"])");
  EXPECT_EQ(core::to_json(row(circle, *clients[1]).at("obstacles")), R"(["The baby was ill"])");
  EXPECT_EQ(row(circle, *clients[2]).at("entries").as_int64(), 0);
  EXPECT_TRUE(row(circle, *clients[6]).at("waitsForClient").as_bool());
  EXPECT_EQ(row(circle, *clients[6]).at("state").as_string(), "planned");

  // Nothing of anybody else, and not that there is a group, on any phone.
  for (std::size_t i = 0; i < clients.size(); ++i) {
    std::string seen;
    for (const char* each : {"/api/v1/me", "/api/v1/me/today", "/api/v1/me/assignments", "/api/v1/me/entries",
                             "/api/v1/me/measures", "/api/v1/me/progress", "/api/v1/me/caregivers"})
      seen += core::to_json(clients[i]->phone().get(each).body);
    for (std::size_t other = 0; other < clients.size(); ++other) {
      if (other == i) continue;
      EXPECT_EQ(seen.find(clients[other]->client.text()), std::string::npos);
      EXPECT_EQ(seen.find(assignments[other].text()), std::string::npos);
      EXPECT_EQ(seen.find("At " + std::to_string(14 + other) + " o'clock"), std::string::npos);
    }
    EXPECT_NE(seen.find("At " + std::to_string(14 + i) + " o'clock"), std::string::npos);
    for (const std::string& word :
         {circle.text(), plan.text(), std::string("Thursday worriers"), std::string("The baby was ill")}) {
      if (i == 1 and word == "The baby was ill") continue;
      EXPECT_EQ(seen.find(word), std::string::npos) << word;
    }
  }

  // A step down keeps its place in the table: the newest of the row's line is shown.
  const auto successor = house.id();
  Course::expect(200, clients[1]->event(assignments[1], "report"));
  Course::expect(
      200, clients[1]->review(assignments[1], "stepDown",
                              {{"successorId", successor.text()}, {"learning", "Once a day is enough"}}));
  EXPECT_EQ(row(circle, *clients[1]).at("assignmentId").as_string(), successor.text());
}

TEST_P(Circles, AllGetItOrNobody) {
  auto clients = seven();
  const auto circle = group(clients);
  const auto url = path(circle) + "/plans/" + house.id().text();
  const auto with = [&](json::object last) {
    return joint({part(*clients[0], house.id(), "At noon"), std::move(last)});
  };
  auto incomplete = part(*clients[1], house.id(), "At one");
  incomplete["plan"].as_object().erase("confidence");
  auto answer = house.refused(422, "", [&] { return house.owner().put(url, with(incomplete)); });
  EXPECT_EQ(answer.pointers(), std::set<std::string>{"/parts/1/plan/confidence"});

  auto goal = part(*clients[1], house.id(), "At one");
  goal["goalId"] = clients[0]->goal.text();
  answer = house.refused(422, "", [&] { return house.owner().put(url, with(goal)); });
  EXPECT_EQ(answer.pointers(), std::set<std::string>{"/parts/1/goalId"});

  Course outside(house, "Hans Holm");
  answer = house.refused(422, "",
                         [&] { return house.owner().put(url, with(part(outside, house.id(), "At one"))); });
  EXPECT_EQ(answer.pointers(), std::set<std::string>{"/parts/1/clientId"});
}

TEST_P(Circles, ASessionOfAllIsASessionOfEachAndItsLearningIsPutDownOnce) {
  const auto clients = seven();
  const auto circle = group(clients);
  const auto url = path(circle) + "/sessions/" + house.id().text();
  json::object body{{"startsAt", "2026-11-24T17:00"}, {"state", "planned"}};
  Course::expect(200, house.owner().put(url, body));
  house.repeated([&] { return house.owner().put(url, body); }, "the same session again");
  for (const auto& each : clients) {
    const auto record = house.owner().get(each->base);
    ASSERT_EQ(record.size("/sessions"), 1U);
    EXPECT_EQ(record.text("/sessions/0/state"), "planned");
  }
  house.at("2026-11-24T18:30");
  body["state"] = "held";
  body["learning"] = "Worry waits when it is asked to";
  body["absent"] = json::array{clients[3]->client.text()};
  body["version"] = 1;
  const auto held = house.owner().put(url, body);
  Course::expect(200, held);
  EXPECT_EQ(held.text("/sessions/0/learning"), "Worry waits when it is asked to");
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const auto record = house.owner().get(clients[i]->base);
    EXPECT_EQ(record.text("/sessions/0/state"), i == 3 ? "cancelled" : "held");
    EXPECT_EQ(core::to_json(record.body).find("Worry waits"), std::string::npos);
  }
}

TEST_P(Circles, WhoLeadsTreatsAllWhoAreInItAndNobodyAfterwards) {
  const auto clients = seven();
  const auto circle = group(clients);
  auto colleague = house.join("colleague@example.org", {access::Role::kTherapist});
  const auto member = colleague.principal().member();
  const auto may = [&](const Course& course) { return colleague.get(course.base).status; };
  EXPECT_EQ(colleague.get(path(circle)).status, 404);
  EXPECT_EQ(may(*clients[0]), 404);
  EXPECT_EQ(colleague.get("/api/v1/circles").size("/circles"), 0U);

  auto body = input(clients, {member});
  body["version"] = 1;
  Course::expect(200, house.owner().put(path(circle), body));
  EXPECT_EQ(colleague.get(path(circle)).size("/clients"), 7U);
  EXPECT_EQ(may(*clients[0]), 200);
  EXPECT_EQ(may(*clients[6]), 200);

  // A client who leaves is no client of the colleague's any more, but still the owner's.
  auto fewer = seven();
  body["clientIds"].as_array().erase(body["clientIds"].as_array().begin());
  body["version"] = 2;
  Course::expect(200, house.owner().put(path(circle), body));
  EXPECT_EQ(may(*clients[0]), 404);
  EXPECT_EQ(may(*clients[1]), 200);
  EXPECT_EQ(house.owner().get(clients[0]->base).status, 200);

  // A colleague cannot bring in clients of somebody else, nor take out who leads with nobody left.
  auto theirs = body;
  theirs["clientIds"].as_array().emplace_back(fewer[0]->client.text());
  theirs["version"] = 3;
  auto answer = house.refused(422, "", [&] { return colleague.put(path(circle), theirs); });
  EXPECT_EQ(answer.pointers(), std::set<std::string>{"/clientIds/6"});
  auto without = body;
  without["leaderIds"] = json::array{house.owner().principal().member().text()};
  without["version"] = 3;
  answer = house.refused(422, "", [&] { return colleague.put(path(circle), without); });
  EXPECT_EQ(answer.pointers(), std::set<std::string>{"/leaderIds"});

  Course::expect(200, house.owner().put(path(circle), without));
  EXPECT_EQ(may(*clients[1]), 404);
  EXPECT_EQ(colleague.get(path(circle)).status, 404);
}

TEST_P(Circles, AGroupStaysAGroup) {
  const auto clients = seven();
  const auto circle = group(clients);
  auto body = input(clients);
  body["kind"] = "couple";
  auto answer = house.refused(422, "", [&] { return house.owner().put(path(circle), body); });
  EXPECT_EQ(answer.pointers(), std::set<std::string>{"/clientIds"});
  body["clientIds"] = json::array{clients[0]->client.text(), clients[1]->client.text()};
  body["version"] = 1;
  answer = house.refused(422, "", [&] { return house.owner().put(path(circle), body); });
  EXPECT_EQ(answer.pointers(), std::set<std::string>{"/kind"});

  // One couple for each client.
  body.erase("version");
  Course::expect(201, house.owner().put(path(house.id()), body));
  body["clientIds"] = json::array{clients[1]->client.text(), clients[2]->client.text()};
  answer = house.refused(422, "", [&] { return house.owner().put(path(house.id()), body); });
  EXPECT_EQ(answer.pointers(), std::set<std::string>{"/clientIds/0"});
}

}  // namespace
}  // namespace intersession::people
