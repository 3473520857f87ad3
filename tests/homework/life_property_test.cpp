// Random lives of assignments and random revisions from several phones against small models, through the
// routes.
#include <gtest/gtest.h>

#include "app/course.hpp"
#include "app/property.hpp"
#include "homework/life.hpp"
#include "homework/review.hpp"

namespace intersession::homework {
namespace {

using test::Answer;
using test::Course;
using test::daily_plan;
using test::Installation;
namespace json = core::json;

class Lives : public ::testing::TestWithParam<db::Engine> {
 protected:
  Installation house{GetParam()};
  Course kim{house};
};
INTERSESSION_ON_BOTH_ENGINES(Lives);

/// What the design says of one assignment: the table, and who has accepted which version.
struct LifeModel {
  State state = State::kProposed;
  State paused_from = State::kActive;
  std::int64_t version = 1;
  std::int64_t agreement = 0;
  bool member = false;
  bool client = false;
  std::size_t steps = 1;
  std::size_t reviews = 0;

  /// Applies one event; false where the design refuses it.
  bool apply(Event event) {
    const auto found = testing::life().find({state, event});
    if (found == testing::life().end()) return false;
    const State from = std::exchange(state, found->second);
    ++steps;
    if (event == Event::kPlan) {
      ++agreement;
      member = client = false;
    }
    if (event == Event::kAcceptMember or event == Event::kAcceptClient) {
      (event == Event::kAcceptMember ? member : client) = true;
      if (not(member and client)) state = from;
    }
    if (event == Event::kPause) paused_from = from;
    if (event == Event::kResume) state = paused_from;
    if (event == Event::kReview) ++reviews;
    return true;
  }
};

TEST_P(Lives, ARandomLifeIsThatOfTheModel) {
  const auto any_event = rc::gen::elementOf(
      std::vector<Event>{Event::kDesign, Event::kPlan, Event::kAcceptClient, Event::kAcceptMember,
                         Event::kReport, Event::kContinue, Event::kStepUp, Event::kStepDown, Event::kChange,
                         Event::kRetire, Event::kPause, Event::kResume, Event::kDecline});
  // Half of the steps are legal ones, so that lives get beyond their beginning.
  const auto legal_event = [](const LifeModel& model) {
    std::vector<Event> events;
    for (const auto& [from_and_event, to] : testing::life()) {
      const auto [from, event] = from_and_event;
      if (from != model.state or event == Event::kDecline) continue;
      if (event != Event::kReview) {
        events.push_back(event);
        continue;
      }
      for (const Event decision : {Event::kContinue, Event::kContinue, Event::kStepDown, Event::kRetire})
        events.push_back(decision);
    }
    return events;
  };
  test::holds(12, [&] {
    const auto id = house.id();
    Course::expect(201, kim.propose(id));
    LifeModel model;
    for (int i = *rc::gen::inRange(5, 25); i > 0; --i) {
      const auto legal = legal_event(model);
      const bool wander = legal.empty() or *rc::gen::arbitrary<bool>();
      const Event event = wander ? *any_event : *rc::gen::elementOf(legal);
      const bool is_decision = core::value_for(kDecisions, core::word_for(kEvents, event)).has_value();
      LifeModel next = model;
      const bool allowed = (not is_decision or next.apply(Event::kReview)) and next.apply(event);
      const bool is_acceptance = event == Event::kAcceptClient or event == Event::kAcceptMember;
      const bool accepted = event == Event::kAcceptClient ? model.client : model.member;
      // Saying the same again is no event: nothing happens, and nobody is scolded.
      const bool repeat = is_acceptance and accepted and model.agreement > 0;
      const auto before = house.digest();
      Answer answer;
      switch (event) {
        case Event::kDesign:
          answer = kim.design(id);
          break;
        case Event::kPlan:
          answer = kim.plan(id, daily_plan());
          break;
        case Event::kAcceptMember:
          answer = kim.accept(id, "member", std::max<std::int64_t>(1, model.agreement));
          break;
        case Event::kAcceptClient:
          answer = kim.accept(id, "client", std::max<std::int64_t>(1, model.agreement));
          break;
        default:
          if (is_decision) {
            json::object more;
            if (makes_successor(event)) more["successorId"] = house.id().text();
            answer = kim.review(id, core::word_for(kEvents, event), more);
          } else {
            answer = kim.event(id, core::word_for(kEvents, event));
          }
      }
      const std::string what = testing::name(model.state, event);
      if (repeat) {
        RC_ASSERT(answer.status == 200);
        RC_ASSERT(house.digest() == before);
      } else if (allowed) {
        RC_LOG() << what << ": " << core::to_json(answer.body);
        RC_ASSERT(answer.status == 200);
        model = next;
        ++model.version;
      } else {
        RC_LOG() << what << ": " << core::to_json(answer.body);
        RC_ASSERT(answer.status == 409);
        RC_ASSERT(answer.reason() == "wrong-state");
        RC_ASSERT(house.digest() == before);
      }
      const auto stored = kim.look(id);
      RC_ASSERT(stored.text("/state") == core::word_for(kStates, model.state));
      RC_ASSERT(stored.number("/version") == model.version);
      RC_ASSERT(stored.size("/history") == model.steps);
      RC_ASSERT(stored.size("/agreements") == static_cast<std::size_t>(model.agreement));
      RC_ASSERT(stored.size("/reviews") == model.reviews);
    }
  });
}

/// What the design says of one entry: a list of contents, of which phones add the next.
TEST_P(Lives, RevisionsFromSeveralPhonesAreThoseOfTheModel) {
  const auto assignment = kim.active();
  test::holds(12, [&] {
    const auto id = house.id();
    std::vector<std::string> stored;
    /// What each phone saw last: how many revisions there were.
    std::int64_t seen[3] = {0, 0, 0};
    std::vector<std::pair<json::object, int>> sent;
    for (int i = *rc::gen::inRange(3, 20); i > 0; --i) {
      const auto phone = static_cast<std::size_t>(*rc::gen::inRange(0, 3));
      const bool resend = not sent.empty() and *rc::gen::inRange(0, 3) == 0;
      json::object body;
      if (resend) {
        body = (*rc::gen::elementOf(sent)).first;
      } else {
        if (*rc::gen::inRange(0, 3) == 0)
          seen[phone] = static_cast<std::int64_t>(stored.size());  // it looked
        body = kim.entry(assignment, {{"revision", seen[phone] + 1},
                                      {"baseRevision", seen[phone]},
                                      {"obstacleText", std::to_string(*rc::gen::inRange(0, 4))}});
        sent.emplace_back(body, 0);
      }
      const auto revision = body.at("revision").as_int64();
      const auto text = std::string(body.at("obstacleText").as_string());
      const auto count = static_cast<std::int64_t>(stored.size());
      const bool same = revision <= count and stored[static_cast<std::size_t>(revision) - 1] == text;
      const auto answer = kim.save(id, body);
      RC_LOG() << revision << " '" << text << "' over " << count << ": " << core::to_json(answer.body);
      if (same) {
        RC_ASSERT(answer.status == 200);
      } else if (revision == count + 1) {
        RC_ASSERT(answer.status == 201);
        stored.push_back(text);
        seen[phone] = revision;
      } else {
        RC_ASSERT(answer.status == 409);
        if (not stored.empty()) RC_ASSERT(answer.text("/current/obstacleText") == stored.back());
      }
      if (stored.empty()) continue;
      const auto history = kim.phone().get("/api/v1/me/entries/" + id.text());
      RC_ASSERT(history.size("/revisions") == stored.size());
      for (std::size_t k = 0; k < stored.size(); ++k) {
        RC_ASSERT(history.text("/revisions/" + std::to_string(k) + "/obstacleText") ==
                  stored[stored.size() - 1 - k]);
      }
    }
  });
}

}  // namespace
}  // namespace intersession::homework
