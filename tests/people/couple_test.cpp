// A couple through the routes, on both engines: one shared plan with two private records, what one gives to
// the other, and questions that each is asked alone and whose answers no partner can tell from silence.
#include <gtest/gtest.h>

#include <algorithm>

#include "app/course.hpp"

namespace intersession::people {
namespace {

using test::Answer;
using test::Course;
using test::Installation;
using test::must;
using test::Person;
namespace json = core::json;
using Set = std::set<std::string>;

json::object text(std::string_view link, std::string_view value) {
  return {{"linkId", link}, {"answer", json::array{json::object{{"valueString", value}}}}};
}
json::object number(std::string_view link, int value) {
  return {{"linkId", link}, {"answer", json::array{json::object{{"valueInteger", value}}}}};
}

class Couples : public ::testing::TestWithParam<db::Engine> {
 protected:
  Couples() {
    (void)kim.phone();
    (void)lou.phone();
    Course::expect(201,
                   therapist().put(path(), {{"kind", "couple"},
                                            {"name", "Kim and Lou"},
                                            {"clientIds", json::array{kim.client.text(), lou.client.text()}},
                                            {"leaderIds", json::array{member()}}}));
  }
  Person& therapist() { return house.owner(); }
  std::string member() { return therapist().principal().member().text(); }
  std::string path() const { return "/api/v1/circles/" + couple.text(); }

  Answer ask(const Course& partner, json::object more = {}) {
    json::object body{{"clientId", partner.client.text()},
                      {"alone", true},
                      {"afraid", false},
                      {"hurt", false},
                      {"free", true},
                      {"note", "Asked in the hall"}};
    for (auto& each : more) body[each.key()] = each.value();
    return therapist().put(path() + "/checks/" + house.id().text(), body);
  }
  json::object part(const Course& partner, const core::Id& assignment) {
    return {{"clientId", partner.client.text()},
            {"assignmentId", assignment.text()},
            {"goalId", partner.goal.text()},
            {"plan", json::object{{"what", "Ten minutes, one speaks and one listens"},
                                  {"where", "In the kitchen"},
                                  {"when", "Wednesday and Sunday"},
                                  {"recurrence",
                                   json::object{{"freq", "DAILY"}, {"interval", 1}, {"start", "2026-11-24"}}},
                                  {"minutes", 10},
                                  {"confidence", 8}}},
            {"accepted", true}};
  }
  json::object joint(const core::Id& kims, const core::Id& lous) {
    return {{"activityId", "couple-speaker-listener"},
            {"design", json::object{{"mechanism", "INT"},
                                    {"rationale", "Being heard comes before being right"},
                                    {"gates", json::array{json::object{{"gateId", "violence-screen"},
                                                                       {"confirmed", true},
                                                                       {"reason", "Asked each alone"}}}}}},
            {"parts", json::array{part(kim, kims), part(lou, lous)}}};
  }
  Answer agree(const json::object& body) {
    return therapist().put(path() + "/plans/" + house.id().text(), body);
  }

  /// Everything that a partner's phone can ask for, as the bytes that go over the wire.
  std::vector<std::string> everything(Person& phone) {
    auto& access = house.house().access();
    if (not cookies_.contains(phone.principal().account())) {
      cookies_[phone.principal().account()] =
          must(access.database.write(house.practice(), [&](db::Connection& c) {
            return access.sign_ins.begin(c, house.practice(), phone.principal().account(), access.random,
                                         house.clock.now());
          })).cookie;
    }
    std::vector<std::string> answers;
    for (const char* each :
         {"/api/v1/me", "/api/v1/me/today", "/api/v1/me/assignments", "/api/v1/me/entries",
          "/api/v1/me/measures", "/api/v1/me/progress", "/api/v1/me/safety", "/api/v1/me/partner",
          "/api/v1/me/caregivers", "/api/v1/help", "/api/v1/catalogue/terms"}) {
      auto request = http::Request::make(http::Method::kGet, each, "");
      request.received = house.clock.now();
      request.set_header("Cookie", house.house().origin().cookie_name("intersession") + "=" +
                                       cookies_[phone.principal().account()]);
      const auto response = house.house().router().handle(request);
      EXPECT_EQ(response.status, 200) << each;
      std::string whole = std::to_string(response.status) + "\n";
      for (const auto& [name, value] : response.headers) whole += name + ": " + value + "\n";
      answers.push_back(whole + std::string(response.content()));
    }
    return answers;
  }

  Installation house{GetParam()};
  Course kim{house, "Kim Berg"};
  Course lou{house, "Lou Vik"};
  core::Id couple = house.id();

 private:
  std::map<core::Id, std::string> cookies_;
};
INTERSESSION_ON_BOTH_ENGINES(Couples);

TEST_P(Couples, WhatIsNotOfferedCannotBeToldFromWhatNobodyEverThoughtOf) {
  const auto of_kim = everything(kim.phone());
  const auto of_lou = everything(lou.phone());
  const auto before = house.digest();

  // Nobody was asked; one was; both were, and one of them is afraid. Each time the therapist proposes it.
  const auto body = joint(house.id(), house.id());
  house.refused(409, "not-offered", [&] { return agree(body); });
  Course::expect(201, ask(kim));
  house.refused(409, "not-offered", [&] { return agree(body); });
  Course::expect(201, ask(lou, {{"afraid", true}, {"note", "She locks the door"}}));
  house.refused(409, "not-offered", [&] { return agree(body); });

  EXPECT_EQ(everything(kim.phone()), of_kim);
  EXPECT_EQ(everything(lou.phone()), of_lou);
  // Neither record was touched, so that nothing is computed anew for either of them, and nothing is told
  // late.
  Set changed;
  const auto after = house.digest();
  for (const auto& [table, rows] : after) {
    if (before.at(table) != rows) changed.insert(table);
  }
  EXPECT_EQ(changed, (Set{"audit", "audit_head", "joint_check"}));

  // The therapist sees both answers; a new answer of Lou's, later and alone, opens the way.
  const auto view = therapist().get(path());
  EXPECT_EQ(view.size("/checks"), 2U);
  EXPECT_TRUE(view.at("/checks/1/concern").as_bool() or view.at("/checks/0/concern").as_bool());
  house.clock.set(house.clock.now() + std::chrono::hours{1});
  Course::expect(201, ask(lou));
  EXPECT_EQ(agree(body).status, 201);
}

TEST_P(Couples, TheQuestionsAreAskedAlone) {
  auto answer = house.refused(422, "", [&] { return ask(kim, {{"alone", false}}); });
  EXPECT_EQ(answer.pointers(), Set{"/alone"});
  Course stranger(house, "Sten Sand");
  answer = house.refused(422, "", [&] { return ask(stranger); });
  EXPECT_EQ(answer.pointers(), Set{"/clientId"});
  for (const json::object& concern :
       {json::object{{"afraid", true}}, json::object{{"hurt", true}}, json::object{{"free", false}}}) {
    Course::expect(201, ask(kim, concern));
    Course::expect(201, ask(lou));
    house.refused(409, "not-offered", [&] { return agree(joint(house.id(), house.id())); });
    house.clock.set(house.clock.now() + std::chrono::minutes{1});
  }
  Course::expect(201, ask(kim));
  auto alone = joint(house.id(), house.id());
  alone["parts"].as_array().pop_back();
  answer = house.refused(422, "", [&] { return agree(alone); });
  EXPECT_EQ(answer.pointers(), Set{"/parts"});
}

TEST_P(Couples, OnePlanTwoPrivateRecordsAndWhatIsGivenIsPicked) {
  Course::expect(201, ask(kim));
  Course::expect(201, ask(lou));
  const auto kims = house.id();
  const auto lous = house.id();
  Course::expect(201, agree(joint(kims, lous)));
  const auto entry = kim.record(kims, {{"answers", json::array{text("topic", "Who cooks"), number("heard", 3),
                                                               text("for-therapist", "I nearly left")}}});
  const auto nothing = R"({"couple":true,"notes":[],"given":[],"assignmentIds":[")" + lous.text() + R"("]})";
  const auto received = [&] { return core::to_json(lou.phone().get("/api/v1/me/partner").body); };
  const auto all_of_lou = [&] {
    std::string bytes;
    for (const auto& each : everything(lou.phone())) bytes += each;
    return bytes;
  };
  for (const char* word : {"Who cooks", "I nearly left"})
    EXPECT_EQ(all_of_lou().find(word), std::string::npos);

  const auto url = "/api/v1/me/entries/" + entry.text() + "/partner";
  const auto give = [&](json::array fields, int revision = 1) {
    return kim.phone().put(url, {{"revision", revision}, {"fields", std::move(fields)}});
  };
  Course::expect(200, give({"topic", "heard"}));
  EXPECT_NE(received().find("Who cooks"), std::string::npos);
  EXPECT_NE(received().find(R"("from":"Kim")"), std::string::npos);
  for (const std::string& word : {std::string("I nearly left"), entry.text(), kims.text(), kim.client.text()})
    EXPECT_EQ(all_of_lou().find(word), std::string::npos) << word;

  // A new revision is not given by itself, and an old one cannot be given any more.
  Course::expect(201,
                 kim.save(entry, kim.entry(kims, {{"revision", 2},
                                                  {"baseRevision", 1},
                                                  {"answers", json::array{text("topic", "Who leaves")}}})));
  EXPECT_EQ(received().find("Who leaves"), std::string::npos);
  house.refused(409, "revision", [&] { return give({"topic"}); });
  auto answer = house.refused(422, "", [&] { return give({"heard"}, 2); });
  EXPECT_EQ(answer.pointers(), Set{"/fields/0"});

  // Taken back: gone from the partner's phone. Somebody else's entry can be given by nobody.
  Course::expect(200, give({}, 2));
  EXPECT_EQ(received(), nothing);
  house.refused(404, "not-found",
                [&] { return lou.phone().put(url, {{"revision", 2}, {"fields", json::array{"topic"}}}); });

  // With the couple ends what was given.
  Course::expect(200, give({"topic"}, 2));
  Course other(house, "Olav Ås");
  Course::expect(200,
                 therapist().put(path(), {{"kind", "couple"},
                                          {"name", "Kim and Lou"},
                                          {"clientIds", json::array{other.client.text(), lou.client.text()}},
                                          {"leaderIds", json::array{member()}},
                                          {"version", 1}}));
  EXPECT_EQ(received(), nothing);
  EXPECT_EQ(core::to_json(kim.phone().get("/api/v1/me/partner").body),
            R"({"couple":false,"notes":[],"given":[],"assignmentIds":[]})");
}

TEST_P(Couples, APartnerHasNoWayIntoTheOthersRecord) {
  const auto kims = kim.active();
  const auto entry = kim.record(kims);
  for (const auto& each : {"/api/v1/me/assignments/" + kims.text(), "/api/v1/me/entries/" + entry.text(),
                           kim.base, path(), path() + "/x"})
    EXPECT_EQ(lou.phone().get(each).status, 404) << each;
  // Nothing but what is done as a couple can be given.
  house.refused(409, "no-couple", [&] {
    return kim.phone().put("/api/v1/me/entries/" + entry.text() + "/partner",
                           {{"revision", 1}, {"fields", json::array{"planned"}}});
  });
}

TEST_P(Couples, NothingThatAsksAboutSafetyIsPlannedForBoth) {
  Course::expect(200, therapist().put("/api/v1/practice/safety", {{"version", 0},
                                                                  {"hours", "Weekdays 9 to 17"},
                                                                  {"lookWithinHours", 24},
                                                                  {"fallbackMemberId", member()},
                                                                  {"policy", "We call, then write."},
                                                                  {"reviewOn", "2027-05-01"},
                                                                  {"numbersConfirmed", true}}));
  Course::expect(201, ask(kim));
  Course::expect(201, ask(lou));
  auto body = joint(house.id(), house.id());
  body["activityId"] = "dbt-diary-card";
  house.refused(409, "safety-not-ready", [&] { return agree(body); });
}

}  // namespace
}  // namespace intersession::people
