// A therapist makes an activity of the practice's own, through the routes, on both engines.
#include <gtest/gtest.h>

#include "app/course.hpp"
#include "catalogue/own_activity.hpp"

namespace intersession::app {
namespace {

using test::Answer;
using test::Course;
using test::daily_plan;
using test::Installation;
using test::Person;
namespace json = core::json;
using Places = std::set<std::string>;

class OwnActivities : public ::testing::TestWithParam<db::Engine> {
 protected:
  Installation house{GetParam()};
  Course kim{house};
  const core::Id id = house.id();
  std::string base = "/api/v1/catalogue/own-activities/" + id.text();
  std::string name = catalogue::own_activity_name(id);

  /// A shipped activity with an author and another question.
  json::object copy(std::string_view question = "What helped a little?") {
    auto made = kim.therapist().get("/api/v1/catalogue/activities/activity-mood-diary").body.get_object();
    made["author"] = "Olivia Owner";
    made["name"] = "Diary of this practice";
    made["worksheet"].get_object()["item"].get_array()[0].get_object()["text"] = question;
    return made;
  }
  Answer save(const json::object& draft, std::int64_t version = 0) {
    json::object body{{"draft", draft}};
    if (version > 0) body["version"] = version;
    return kim.therapist().put(base + "/draft", body);
  }
  Answer publish(std::int64_t version) {
    return kim.therapist().post(base + "/publish", {{"version", version}});
  }
  Answer retire(std::int64_t version, bool retired = true) {
    return kim.therapist().post(base + "/retire", {{"version", version}, {"retired", retired}});
  }
  /// Published as version 1; the row's version.
  std::int64_t published(std::string_view question = "What helped a little?") {
    const auto saved = save(copy(question));
    Course::expect(201, saved);
    const auto answer = publish(saved.number("/about/version"));
    Course::expect(200, answer);
    return answer.number("/about/version");
  }
  /// The first question that the client's phone shows for an assignment.
  std::string asked(const core::Id& assignment) {
    return kim.phone().get(Course::my_path(assignment)).text("/worksheet/item/0/text");
  }
};
INTERSESSION_ON_BOTH_ENGINES(OwnActivities);

/// The plan fields that the mood diary shows.
json::object diary_plan() {
  auto plan = daily_plan();
  plan.erase("where");
  return plan;
}

/// One answer that the first version's worksheet takes.
json::array parsed_answers() {
  return {
      json::object{{"linkId", "slot"},
                   {"answer", json::array{json::object{{"valueCoding", json::object{{"code", "night"}}}}}}}};
}

TEST_P(OwnActivities, WhatIsTypedIsKeptWholeOrNot) {
  const auto first = save({{"name", "Half"}, {"guide", 17}});
  EXPECT_EQ(first.status, 201) << first;
  EXPECT_EQ(first.text("/draft/name"), "Half");
  EXPECT_GT(first.size("/problems"), 5U);
  house.repeated([&] { return save({{"name", "Half"}, {"guide", 17}}); });
  const auto second = save(copy(), 1);
  EXPECT_EQ(second.status, 200) << second;
  EXPECT_EQ(second.size("/problems"), 0U) << second;
  EXPECT_EQ(kim.therapist().get(base).body, second.body);
  house.refused(409, "stale-version", [&] { return save({{"name", "Elsewhere"}}, 1); });
}

TEST_P(OwnActivities, OnlyWhatIsWholeIsPublished) {
  auto draft = copy();
  draft["worksheet"].get_object()["item"].get_array()[2].get_object()["type"] = "mood";
  Course::expect(201, save(draft));
  const auto refused = house.refused(422, "activity", [&] { return publish(1); });
  EXPECT_EQ(refused.pointers(), Places{"/draft/worksheet/item/2/type"});
  house.refused(409, "stale-version", [&] { return publish(7); });
  EXPECT_EQ(kim.therapist().get("/api/v1/catalogue/activities/" + name).status, 404);
}

TEST_P(OwnActivities, StandsInTheCatalogueWithItsAuthor) {
  const auto total = kim.therapist().get("/api/v1/catalogue/activities").number("/total");
  const auto version = published();
  const auto found =
      kim.therapist().get("/api/v1/catalogue/activities?q=diary+practice&paradigm=behavioural");
  ASSERT_EQ(found.size("/activities"), 1U) << found;
  EXPECT_EQ(found.text("/activities/0/activityId"), name);
  EXPECT_EQ(found.text("/activities/0/author"), "Olivia Owner");
  EXPECT_EQ(found.text("/activities/0/reviewStatus"), "not-yet-reviewed");
  EXPECT_EQ(found.number("/total"), total + 1);
  house.repeated([&] { return publish(version - 1); });
  Course::expect(200, retire(version));
  EXPECT_EQ(kim.therapist().get("/api/v1/catalogue/activities").number("/total"), total);
}

TEST_P(OwnActivities, ARunningAssignmentKeepsItsVersion) {
  auto version = published("The first question");
  const auto old = kim.active(diary_plan(), name);
  EXPECT_EQ(asked(old), "The first question");

  auto changed = copy("The second question");
  changed["version"] = 1;
  version = save(changed, version).number("/about/version");
  EXPECT_EQ(asked(old), "The first question") << "a draft is nobody's";
  version = publish(version).number("/about/version");
  EXPECT_EQ(kim.therapist().get(base).number("/about/published"), 2);

  EXPECT_EQ(asked(old), "The first question");
  EXPECT_EQ(kim.look(old).number("/activityVersion"), 1);
  const auto young = kim.active(diary_plan(), name);
  EXPECT_EQ(asked(young), "The second question");
  EXPECT_EQ(kim.therapist().get("/api/v1/catalogue/activities/" + name).number("/version"), 2);
  EXPECT_EQ(kim.therapist()
                .get("/api/v1/catalogue/activities/" + name + "?version=1")
                .text("/worksheet/item/0/text"),
            "The first question");
  EXPECT_EQ(kim.therapist().get("/api/v1/catalogue/activities/" + name + "?version=3").status, 404);
  // What follows the running one stays with its version.
  const auto next = house.id();
  Course::expect(200, kim.event(old, "report"));
  Course::expect(
      200, kim.review(old, "stepDown", {{"successorId", next.text()}, {"successorVariantId", "one-day"}}));
  EXPECT_EQ(kim.look(next).number("/activityVersion"), 1);
}

TEST_P(OwnActivities, RetiredItIsNoLongerOfferedAndWhatRunsGoesOn) {
  const auto version = published("Still asked");
  const auto running = kim.active(diary_plan(), name);
  Course::expect(200, retire(version));
  EXPECT_EQ(kim.propose(house.id(), name).status, 422);
  EXPECT_EQ(asked(running), "Still asked");
  kim.record(running, {{"answers", parsed_answers()}});
  Course::expect(200, retire(version + 1, false));
  EXPECT_EQ(kim.propose(house.id(), name).status, 201);
}

TEST_P(OwnActivities, AnswersAreCheckedAgainstTheVersionThatRuns) {
  const auto version = published();
  const auto running = kim.active(diary_plan(), name);
  auto changed = copy();
  changed["worksheet"].get_object()["item"].get_array()[0].get_object()["linkId"] = "another";
  Course::expect(200, publish(save(changed, version).number("/about/version")));
  kim.record(running, {{"answers", parsed_answers()}});
  const auto refused = kim.save(
      house.id(),
      kim.entry(
          running,
          {{"answers",
            json::array{json::object{
                {"linkId", "another"},
                {"answer", json::array{json::object{{"valueCoding", json::object{{"code", "night"}}}}}}}}}}));
  EXPECT_EQ(refused.status, 422) << refused;
}

TEST_P(OwnActivities, AFileComesInWholeOrNotAtAll) {
  auto file = copy();
  file["minutes"] = json::object{{"once", "five"}};
  file["surplus"] = true;
  const auto refused =
      house.refused(422, "activity", [&] { return kim.therapist().put(base + "/file", file); });
  EXPECT_EQ(refused.pointers(), (Places{"/minutes/once", "/surplus"}));
  const auto brought = kim.therapist().put(base + "/file", copy());
  EXPECT_EQ(brought.status, 201) << brought;
  house.repeated([&] { return kim.therapist().put(base + "/file", copy()); });
  house.refused(409, "exists", [&] { return kim.therapist().put(base + "/file", copy("Another")); });
}

TEST_P(OwnActivities, GoesToAnotherPracticeAndBackUnchanged) {
  auto version = published();
  version = publish(save(copy("Twice"), version).number("/about/version")).number("/about/version");
  const auto exported = kim.therapist().get("/api/v1/catalogue/activities/" + name).body;
  Installation elsewhere{GetParam()};
  auto& other = elsewhere.owner();
  EXPECT_EQ(other.get("/api/v1/catalogue/activities/" + name).status, 404);
  const auto came = other.put(base + "/file", exported);
  ASSERT_EQ(came.status, 201) << came;
  EXPECT_EQ(came.at("/draft"), exported);
  Course::expect(200, other.post(base + "/publish", {{"version", 1}}));
  EXPECT_EQ(other.get("/api/v1/catalogue/activities/" + name).body, exported);
}

TEST_P(OwnActivities, ADraftIsDroppedAndWhatIsPublishedStays) {
  Course::expect(201, save({{"name", "A mistake"}}));
  EXPECT_EQ(kim.therapist().send(http::Method::kDelete, base + "/draft", "").status, 204);
  EXPECT_EQ(kim.therapist().get(base).status, 404);
  const auto version = published("Stays");
  Course::expect(200, save(copy("Goes"), version));
  EXPECT_EQ(kim.therapist().send(http::Method::kDelete, base + "/draft", "").status, 204);
  EXPECT_EQ(kim.therapist().get(base).find("/draft"), nullptr);
  EXPECT_EQ(kim.therapist().get(base).text("/current/worksheet/item/0/text"), "Stays");
}

TEST_P(OwnActivities, AGroupIsPlannedTogetherWithIt) {
  auto version = published("Asked of both");
  Course lou(house, "Lou Dahl");
  const auto circle = "/api/v1/circles/" + house.id().text();
  Course::expect(201, kim.therapist().put(
                          circle, {{"kind", "group"},
                                   {"name", "Thursdays"},
                                   {"clientIds", json::array{kim.client.text(), lou.client.text()}},
                                   {"leaderIds", json::array{kim.therapist().principal().member().text()}}}));
  const core::Id assignments[] = {house.id(), house.id()};
  const auto part = [&](const Course& course, const core::Id& assignment) {
    return json::object{{"clientId", course.client.text()},
                        {"assignmentId", assignment.text()},
                        {"goalId", course.goal.text()},
                        {"clientRationale", "See what helps"},
                        {"plan", diary_plan()},
                        {"accepted", true}};
  };
  const json::object body{
      {"activityId", name},
      {"design", json::object{{"mechanism", "BA"}, {"rationale", "Both of you look at the same thing"}}},
      {"parts", json::array{part(kim, assignments[0]), part(lou, assignments[1])}}};
  const auto plan = circle + "/plans/" + house.id().text();
  const auto agreed = kim.therapist().put(plan, body);
  ASSERT_EQ(agreed.status, 201) << agreed;
  EXPECT_EQ(agreed.text("/plans/0/name"), "Diary of this practice");
  EXPECT_EQ(agreed.size("/plans/0/rows"), 2U);
  EXPECT_EQ(asked(assignments[0]), "Asked of both");
  house.repeated([&] { return kim.therapist().put(plan, body); });

  // A later version and its end change nothing for those who began.
  auto changed = copy("Asked later");
  changed["version"] = 1;
  version = publish(save(changed, version).number("/about/version")).number("/about/version");
  Course::expect(200, retire(version));
  EXPECT_EQ(kim.therapist().get(circle).text("/plans/0/name"), "Diary of this practice");
  EXPECT_EQ(asked(assignments[0]), "Asked of both");
  EXPECT_EQ(kim.therapist().put(circle + "/plans/" + house.id().text(), body).status, 422)
      << "what is no longer offered is not planned anew";
}

TEST_P(OwnActivities, WhatAsksAboutSafetyWaitsForThePractice) {
  auto draft = copy();
  draft["safety"] = true;
  Course::expect(201, save(draft));
  house.refused(409, "safety-not-ready", [&] { return publish(1); });
}

TEST_P(OwnActivities, IsOfOnePractice) {
  const auto version = published();
  house.mirror_into(house.id());
  // The mirrored rows are sealed for another practice: nothing of this one has changed.
  EXPECT_EQ(kim.therapist().get(base).number("/about/version"), version);
  EXPECT_EQ(kim.therapist().get("/api/v1/catalogue/own-activities").size("/activities"), 1U);
}

}  // namespace
}  // namespace intersession::app
