// The life of an assignment through the routes, on both engines: every state and event, every guard, both
// sides.
#include <gtest/gtest.h>

#include "app/course.hpp"
#include "homework/life.hpp"

namespace intersession::homework {
namespace {

using test::Answer;
using test::Course;
using test::daily_plan;
using test::Installation;
using test::Person;
namespace json = core::json;
using Set = std::set<std::string>;

class AssignmentRoutes : public ::testing::TestWithParam<db::Engine> {
 protected:
  Installation house{GetParam()};
  Course kim{house};
};
INTERSESSION_ON_BOTH_ENGINES(AssignmentRoutes);

/// One thing that a person can press, and the events it stands for.
struct Press {
  std::string name;
  std::vector<Event> events;
  bool by_client = false;
  std::function<Answer(Course&, const core::Id&)> press;
};

const std::vector<Press>& presses() {
  using Id = core::Id;
  const auto decision = [](const char* word, Event event) {
    return Press{std::string("review: ") + word,
                 {Event::kReview, event},
                 false,
                 [word, event](Course& course, const Id& id) {
                   json::object more;
                   if (makes_successor(event)) more["successorId"] = course.house.id().text();
                   return course.review(id, word, more);
                 }};
  };
  static const std::vector<Press> kPresses{
      {"design", {Event::kDesign}, false, [](Course& course, const Id& id) { return course.design(id); }},
      {"plan",
       {Event::kPlan},
       false,
       [](Course& course, const Id& id) { return course.plan(id, daily_plan()); }},
      {"accept: member",
       {Event::kAcceptMember},
       false,
       [](Course& course, const Id& id) { return course.accept(id, "member"); }},
      {"accept: client in the room",
       {Event::kAcceptClient},
       false,
       [](Course& course, const Id& id) { return course.accept(id, "client"); }},
      {"accept: phone",
       {Event::kAcceptClient},
       true,
       [](Course& course, const Id& id) { return course.accept_on_phone(id); }},
      {"report",
       {Event::kReport},
       false,
       [](Course& course, const Id& id) { return course.event(id, "report"); }},
      decision("continue", Event::kContinue),
      decision("stepUp", Event::kStepUp),
      decision("stepDown", Event::kStepDown),
      decision("change", Event::kChange),
      decision("retire", Event::kRetire),
      {"pause",
       {Event::kPause},
       false,
       [](Course& course, const Id& id) { return course.event(id, "pause"); }},
      {"resume",
       {Event::kResume},
       false,
       [](Course& course, const Id& id) { return course.event(id, "resume"); }},
      {"decline",
       {Event::kDecline},
       false,
       [](Course& course, const Id& id) { return course.event(id, "decline"); }},
      {"decline: phone",
       {Event::kDecline},
       true,
       [](Course& course, const Id& id) {
         return course.phone().post(Course::my_path(id) + "/decline", {{"reason", "Not for me"}});
       }},
  };
  return kPresses;
}

/// Where a press leads from a state; nothing where the design refuses it.
std::optional<State> leads_to(State from, const Press& press) {
  for (const Event event : press.events) {
    const auto found = testing::life().find({from, event});
    if (found == testing::life().end()) return std::nullopt;
    from = found->second;
    // The first of two acceptances leaves it where it is.
    if (event == Event::kAcceptClient or event == Event::kAcceptMember) from = State::kPlanned;
  }
  return from;
}

TEST_P(AssignmentRoutes, EveryStateAndEventIsWhatTheDesignSays) {
  (void)kim.phone();
  int legal = 0;
  for (const auto& [word, state] : kStates) {
    if (state == State::kReviewed) continue;  // never rests there
    core::Id resting = kim.in_state(state);
    ASSERT_EQ(kim.state(resting), word);
    for (const auto& press : presses()) {
      const std::string what = std::string(word) + " x " + press.name;
      const auto act = [&] { return press.press(kim, resting); };
      const bool agreed_before = takes_entries(state) and press.name.starts_with("accept");
      const bool unseen = press.by_client and (state == State::kProposed or state == State::kDesigned or
                                               state == State::kDeclined);
      if (unseen) {
        house.refused(404, "not-found", act, what);  // there was no plan yet, so the client has not seen it
        continue;
      }
      if (const auto to = leads_to(state, press)) {
        const auto before = kim.look(resting);
        const auto answer = act();
        EXPECT_EQ(answer.status, 200) << what << ": " << answer;
        const auto after = kim.look(resting);
        EXPECT_EQ(after.text("/state"), core::word_for(kStates, *to)) << what;
        EXPECT_EQ(after.number("/version"), before.number("/version") + 1) << what;
        EXPECT_EQ(after.size("/history"), before.size("/history") + press.events.size()) << what;
        const auto& last = after.at("/history").as_array().back();
        EXPECT_EQ(last.at("event").as_string(), core::word_for(kEvents, press.events.back())) << what;
        EXPECT_EQ(last.at("to").as_string(), core::word_for(kStates, *to)) << what;
        EXPECT_EQ(last.at("by").as_string(), press.by_client ? "client" : "member") << what;
        ++legal;
        resting = kim.in_state(state);
      } else if (agreed_before) {
        house.repeated(act, what);  // both have accepted that version already
      } else {
        house.refused(409, "wrong-state", act, what);
      }
    }
  }
  // 20 pairs of the design, less those of "reviewed"; five decisions; acceptance and declining in two ways.
  EXPECT_EQ(legal, 20 - 5 - 1 + 5 + 1 + 1);
}

// -- guards

TEST_P(AssignmentRoutes, AnActivityThatAsksAboutSafetyIsRefused) {
  house.refused(409, "safety-not-ready", [&] { return kim.propose(house.id(), "dbt-diary-card"); });
  const auto id = kim.in_state(State::kReported);
  house.refused(409, "safety-not-ready", [&] {
    return kim.review(id, "change",
                      {{"successorId", house.id().text()}, {"successorActivityId", "dbt-diary-card"}});
  });
}

TEST_P(AssignmentRoutes, AHardGateNeedsItsAnswer) {
  const auto id = house.id();
  Course::expect(201, kim.propose(id, "interoceptive-exposure"));
  const auto gate = [](bool confirmed, const char* reason) {
    return json::object{
        {"gates", json::array{json::object{
                      {"gateId", "medical-clearance"}, {"confirmed", confirmed}, {"reason", reason}}}}};
  };
  EXPECT_EQ(house.refused(409, "gates-open", [&] { return kim.design(id); }).pointers(), Set{"/gates"});
  EXPECT_EQ(house.refused(409, "gates-open", [&] { return kim.design(id, gate(false, "Later")); }).pointers(),
            Set{"/gates"});
  EXPECT_EQ(house.refused(409, "gates-open", [&] { return kim.design(id, gate(true, " ")); }).pointers(),
            Set{"/gates/0/reason"});
  const auto done = kim.design(id, gate(true, "The doctor cleared all three exercises"));
  ASSERT_EQ(done.status, 200) << done;
  EXPECT_EQ(done.text("/design/gates/0/reason"), "The doctor cleared all three exercises");
}

TEST_P(AssignmentRoutes, APlanIsWhatItsActivityDeclares) {
  const auto scheduling = kim.in_state(State::kDesigned);
  EXPECT_EQ(house.refused(422, "",
                          [&] {
                            return kim.plan(scheduling, {{"what", "Walk"}});
                          })
                .pointers(),
            (Set{"/plan/where", "/plan/when", "/plan/recurrence", "/plan/confidence"}));
  json::object skipping = daily_plan();
  skipping.erase("where");
  skipping["skips"] = json::array{json::object{{"field", "where"}, {"reason", "It differs each day"}}};
  const auto planned = kim.plan(scheduling, skipping);
  ASSERT_EQ(planned.status, 200) << planned;
  EXPECT_EQ(planned.text("/agreements/0/plan/skips/0/reason"), "It differs each day");

  const auto diary = house.id();
  Course::expect(201, kim.propose(diary, "relationship-episode-diary"));
  Course::expect(200, kim.design(diary));
  EXPECT_EQ(house.refused(422, "", [&] { return kim.plan(diary, daily_plan()); }).pointers(),
            (Set{"/plan/when", "/plan/recurrence", "/plan/confidence"}))
      << "this kind of work has no schedule";
  EXPECT_EQ(kim.plan(diary, {{"what", "Write down one scene"}}).status, 200);
}

TEST_P(AssignmentRoutes, BothAcceptTheSameVersionInEitherOrder) {
  const auto member_first = kim.planned();
  const auto one = kim.accept(member_first, "member");
  EXPECT_EQ(one.text("/state"), "planned");
  EXPECT_EQ(one.find("/agreements/0/acceptedByClientAt"), nullptr);
  auto mine = kim.phone().get(Course::my_path(member_first));
  EXPECT_EQ(mine.at("/waitsForMe"), true);
  house.clock.advance(std::chrono::minutes{5});
  mine = kim.accept_on_phone(member_first);
  ASSERT_EQ(mine.status, 200) << mine;
  EXPECT_EQ(mine.text("/state"), "active");
  EXPECT_EQ(mine.at("/waitsForMe"), false);
  EXPECT_EQ(mine.at("/agreement/inRoom"), false);

  const auto client_first = kim.planned();
  EXPECT_EQ(kim.accept_on_phone(client_first).text("/state"), "planned");
  house.repeated([&] { return kim.accept_on_phone(client_first); });
  EXPECT_EQ(kim.accept(client_first, "member").text("/state"), "active");

  const auto in_room = kim.planned();
  const auto both = kim.accept(in_room, "both");
  EXPECT_EQ(both.text("/state"), "active");
  EXPECT_EQ(both.at("/agreements/0/inRoom"), true);
  const auto& history = both.at("/history").as_array();
  EXPECT_EQ(history[history.size() - 2].at("event").as_string(), "acceptMember");
  EXPECT_EQ(history.back().at("event").as_string(), "acceptClient");
  EXPECT_EQ(history.back().at("by").as_string(), "member") << "pressed on the shared screen";
}

TEST_P(AssignmentRoutes, ANewPlanIsANewVersionThatBothAcceptAfresh) {
  (void)kim.phone();
  const auto id = kim.planned();
  Course::expect(200, kim.accept(id, "member"));
  json::object smaller = daily_plan();
  smaller["what"] = "Walk to the corner";
  smaller["confidence"] = 9;
  const auto replanned = kim.plan(id, smaller);
  ASSERT_EQ(replanned.status, 200) << replanned;
  ASSERT_EQ(replanned.size("/agreements"), 2U);
  EXPECT_EQ(replanned.number("/agreements/0/version"), 2);
  EXPECT_EQ(replanned.text("/agreements/1/plan/what"), "Walk around the block") << "the older one is kept";
  EXPECT_NE(replanned.find("/agreements/1/acceptedByMemberAt"), nullptr);
  EXPECT_EQ(replanned.find("/agreements/0/acceptedByMemberAt"), nullptr);

  house.refused(409, "agreement-version", [&] { return kim.accept(id, "member", 1); });
  house.refused(409, "agreement-version", [&] { return kim.accept_on_phone(id, 1); });
  house.refused(409, "agreement-version", [&] { return kim.accept_on_phone(id, 3); });
  EXPECT_EQ(kim.accept_on_phone(id, 2).text("/state"), "planned");
  const auto mine = kim.phone().get(Course::my_path(id));
  EXPECT_EQ(mine.text("/agreement/plan/what"), "Walk to the corner");
  EXPECT_EQ(kim.accept(id, "member", 2).text("/state"), "active");
  EXPECT_EQ(kim.look(id).size("/agreements"), 2U);

  // Back to the design: the accepted version does not come into force by itself.
  const auto other = kim.planned();
  Course::expect(200, kim.accept(other, "member"));
  Course::expect(200, kim.design(other));
  house.refused(404, "not-found", [&] { return kim.accept_on_phone(other, 1); });
  house.refused(409, "wrong-state", [&] { return kim.accept(other, "client", 1); });
  Course::expect(200, kim.plan(other, smaller));
  house.refused(409, "agreement-version", [&] { return kim.accept_on_phone(other, 1); });
}

TEST_P(AssignmentRoutes, WhatAnotherDeviceChangedIsNotOverwritten) {
  const auto id = kim.planned();
  const auto seen = kim.version(id);
  Course::expect(200, kim.accept(id, "member"));
  const json::object bodies[] = {{{"plan", daily_plan()}},
                                 {{"agreementVersion", 1}, {"party", "client"}},
                                 {{"goalId", kim.goal.text()}, {"mechanism", "BA"}, {"rationale", "x"}},
                                 {},
                                 {}};
  const char* events[] = {"plan", "accept", "design", "decline", "report"};
  for (std::size_t i = 0; i < std::size(events); ++i) {
    for (const std::int64_t version : {seen, seen + 2}) {
      json::object body = bodies[i];
      body["version"] = version;
      house.refused(
          409, "stale-version", [&] { return kim.therapist().post(kim.path(id) + "/" + events[i], body); },
          events[i]);
    }
  }
}

// -- proposing

TEST_P(AssignmentRoutes, ProposingIsIdempotentByItsId) {
  const auto id = house.id();
  const auto session = kim.session("2026-11-24T10:00");
  json::object body{{"treatmentId", kim.treatment.text()},
                    {"activityId", "activity-scheduling"},
                    {"sessionId", session.text()},
                    {"variantId", "five-minutes"}};
  const auto put = [&](const json::object& given) { return kim.therapist().put(kim.path(id), given); };
  const auto made = put(body);
  ASSERT_EQ(made.status, 201) << made;
  EXPECT_EQ(made.text("/sessionId"), session.text());
  EXPECT_EQ(made.text("/variantId"), "five-minutes");
  EXPECT_EQ(made.text("/history/0/event"), "propose");
  house.repeated([&] { return put(body); });
  Course::expect(200, kim.design(id));
  EXPECT_EQ(house.repeated([&] { return put(body); }).text("/state"), "designed");
  body["activityId"] = "thought-record";
  body.erase("variantId");
  house.refused(409, "exists", [&] { return put(body); });
}

TEST_P(AssignmentRoutes, ProposingAnotherVariantChangesTheProposalUntilItIsDesigned) {
  const auto id = house.id();
  json::object body{{"treatmentId", kim.treatment.text()},
                    {"activityId", "activity-scheduling"},
                    {"variantId", "five-minutes"}};
  const auto put = [&](const json::object& given) { return kim.therapist().put(kim.path(id), given); };
  Course::expect(201, put(body));
  body.erase("variantId");
  const auto changed = put(body);
  ASSERT_EQ(changed.status, 200) << changed;
  EXPECT_EQ(changed.find("/variantId"), nullptr);
  EXPECT_EQ(changed.number("/version"), 2);
  EXPECT_EQ(changed.size("/history"), 2U);
  house.repeated([&] { return put(body); });
  body["variantId"] = "no-such";
  EXPECT_EQ(house.refused(422, "", [&] { return put(body); }).pointers(), Set{"/variantId"});
  Course::expect(200, kim.design(id));
  body["variantId"] = "five-minutes";
  house.refused(409, "wrong-state", [&] { return put(body); });
}

TEST_P(AssignmentRoutes, AProposalNamesWhatThePracticeHas) {
  Course lou(house, "Lou Dahl");
  const auto lous_session = lou.session("2026-11-24T10:00");
  const json::object good{{"treatmentId", kim.treatment.text()}, {"activityId", "activity-scheduling"}};
  const auto with = [&](const char* key, std::string_view value) {
    json::object body = good;
    body[key] = value;
    return house
        .refused(
            422, "", [&] { return kim.therapist().put(kim.path(house.id()), body); }, key)
        .pointers();
  };
  EXPECT_EQ(with("treatmentId", lou.treatment.text()), Set{"/treatmentId"}) << "another client's";
  EXPECT_EQ(with("sessionId", lous_session.text()), Set{"/sessionId"}) << "another client's";
  EXPECT_EQ(with("activityId", "no-such-thing"), Set{"/activityId"});
  EXPECT_EQ(with("variantId", "no-such-thing"), Set{"/variantId"});
}

TEST_P(AssignmentRoutes, ADesignNamesWhatTheClientHas) {
  Course lou(house, "Lou Dahl");
  const auto id = kim.in_state(State::kProposed);
  EXPECT_EQ(house
                .refused(422, "",
                         [&] {
                           return kim.design(id, {{"goalId", lou.goal.text()},
                                                  {"elementId", house.id().text()},
                                                  {"mechanism", "MAGIC"}});
                         })
                .pointers(),
            (Set{"/goalId", "/elementId", "/mechanism"}));
  EXPECT_EQ(
      house
          .refused(422, "",
                   [&] {
                     return kim.design(
                         id, {{"variantId", "huge"},
                              {"gates", json::array{json::object{{"gateId", "nope"}, {"confirmed", true}}}}});
                   })
          .pointers(),
      (Set{"/variantId", "/gates/0/gateId"}));
  const auto session = kim.session("2026-11-24T10:00", "open");
  const auto from = [&](const core::Id& takeaway) {
    return kim.design(id, {{"takeawaySessionId", takeaway.text()},
                           {"genericFit", "Doing lifts mood in low weeks"},
                           {"individualFit", "Evenings are the hard part"}});
  };
  for (const auto& wrong : {session, lou.session("2026-11-24T10:00"), house.id()}) {
    EXPECT_EQ(house.refused(422, "", [&] { return from(wrong); }).pointers(), Set{"/takeawaySessionId"});
  }
  Course::expect(200, kim.therapist().put(kim.base + "/sessions/" + session.text(),
                                          {{"treatmentId", kim.treatment.text()},
                                           {"startsAt", "2026-11-24T10:00"},
                                           {"state", "open"},
                                           {"takeaway", "Evenings are the hard part"},
                                           {"version", 1}}));
  const auto designed = from(session);
  ASSERT_EQ(designed.status, 200) << designed;
  EXPECT_EQ(designed.text("/design/takeawaySessionId"), session.text());
  EXPECT_EQ(designed.text("/design/genericFit"), "Doing lifts mood in low weeks");
  EXPECT_EQ(designed.text("/design/individualFit"), "Evenings are the hard part");
}

// -- bad input

TEST_P(AssignmentRoutes, BadInputNamesEveryPlaceAndWritesNothing) {
  const auto id = kim.in_state(State::kReported);
  struct Wrong {
    const char* path;
    const char* body;
    Set places;
  };
  const Wrong wrong[] = {
      {"/design",
       R"({"goalId":1,"rationale":" ","practised":"maybe","gates":[{"confirmed":1},2],"x":0})",
       {"/version", "/goalId", "/mechanism", "/rationale", "/practised", "/gates/0/gateId",
        "/gates/0/confirmed", "/gates/1", "/x"}},
      {"/plan",
       R"({"version":1,"plan":{"minutes":0,"recurrence":{"freq":"HOURLY","times":["25:00"]},"confidence":11,
           "ifThen":[{"if":"x"}],"obstacles":[{}],"skips":[{"field":"where"}],"mood":1},"override":7})",
       {"/plan/what", "/plan/minutes", "/plan/recurrence/freq", "/plan/recurrence/times/0",
        "/plan/recurrence/start", "/plan/confidence", "/plan/ifThen/0/then", "/plan/obstacles/0/obstacle",
        "/plan/obstacles/0/coping", "/plan/skips/0/reason", "/plan/mood", "/override"}},
      {"/plan", R"({"version":1.5})", {"/version", "/plan"}},
      {"/accept", R"({"version":0,"party":"caregiver"})", {"/version", "/agreementVersion", "/party"}},
      {"/report", R"({"version":"1","note":"x"})", {"/version", "/note"}},
      {"/review",
       R"({"reviewId":null,"quantity":5,"quality":-1,"difficulty":"hard","obstacles":["forgot","aliens"],
           "adverse":"perhaps","decision":"repeat"})",
       {"/version", "/reviewId", "/quantity", "/quality", "/difficulty", "/obstacles/1", "/adverse",
        "/decision"}},
      {"/pause", R"({"reason":5})", {"/version", "/reason"}},
      {"/resume", "[]", {""}},
      {"/decline", R"({"version":1,"why":""})", {"/why"}},
      {"", R"({"variantId":3})", {"/treatmentId", "/activityId", "/variantId"}},
  };
  for (const auto& [path, body, places] : wrong) {
    const auto method = *path == '\0' ? http::Method::kPut : http::Method::kPost;
    const auto send = [&](const std::string& text) {
      return kim.therapist().send(method, kim.path(id) + path, text);
    };
    EXPECT_EQ(house
                  .refused(
                      422, "", [&] { return send(body); }, path)
                  .pointers(),
              places)
        << path;
    house.refused(
        400, "json", [&] { return send("{\"version\":1,\"version\":2}"); }, path);
    house.refused(
        400, "json", [&] { return send(""); }, path);
  }
  (void)kim.phone();
  const auto planned = kim.planned();
  EXPECT_EQ(house
                .refused(422, "",
                         [&] {
                           return kim.phone().post(Course::my_path(planned) + "/accept", {{"version", 1}});
                         })
                .pointers(),
            (Set{"/agreementVersion", "/version"}));
  EXPECT_EQ(house
                .refused(422, "",
                         [&] {
                           return kim.phone().post(Course::my_path(planned) + "/decline", {{"reason", true}});
                         })
                .pointers(),
            Set{"/reason"});
}

// -- who may

TEST_P(AssignmentRoutes, NobodyElseSeesOrMovesIt) {
  const auto id = kim.planned();
  const auto unplanned = kim.in_state(State::kDesigned);
  Course lou(house, "Lou Dahl");
  Person anna = house.join("anna@example.org", {access::Role::kTherapist});
  (void)lou.phone();
  (void)kim.phone();
  const auto unknown = core::to_json(anna.get("/api/v1/clients/" + house.id().text()).body);
  const auto denied = [&](const std::function<Answer()>& act, const char* what) {
    EXPECT_EQ(core::to_json(house.refused(404, "not-found", act, what).body), unknown) << what;
  };
  const json::object accept{{"version", kim.version(id)}, {"agreementVersion", 1}, {"party", "both"}};
  denied([&] { return anna.get(kim.path(id)); }, "another therapist looks");
  denied([&] { return anna.post(kim.path(id) + "/accept", accept); }, "another therapist acts");
  denied(
      [&] {
        return anna.put(kim.path(house.id()),
                        {{"treatmentId", kim.treatment.text()}, {"activityId", "thought-record"}});
      },
      "another therapist proposes");
  denied([&] { return kim.therapist().get(lou.path(id)); }, "under another client of the same therapist");
  denied([&] { return kim.therapist().post(lou.path(id) + "/accept", accept); }, "the same, acting");
  denied([&] { return lou.phone().get(Course::my_path(id)); }, "another client's phone");
  denied([&] { return lou.accept_on_phone(id); }, "another client's phone accepts");
  denied([&] { return kim.phone().get(kim.path(id)); }, "the client by the members' way");
  denied([&] { return kim.phone().post(kim.path(id) + "/accept", accept); }, "the client for both");
  denied([&] { return kim.therapist().get(Course::my_path(id)); }, "the member by the client's way");
  denied([&] { return kim.phone().get(Course::my_path(unplanned)); }, "before it is planned");
  EXPECT_EQ(kim.state(id), "planned");
}

}  // namespace
}  // namespace intersession::homework
