// One client in treatment, with a phone, and what is agreed with them: requests as the two apps send them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "app/whole_house.hpp"
#include "homework/assignment.hpp"

namespace intersession::test {

/// A plan that fits activity-scheduling: once a day from the day it is made.
inline json::object daily_plan(std::string_view start = "2026-11-24") {
  return {{"what", "Walk around the block"},
          {"smallest", "Put the shoes on"},
          {"where", "From the front door"},
          {"when", "After coffee"},
          {"recurrence", json::object{{"freq", "DAILY"}, {"interval", 1}, {"start", start}}},
          {"confidence", 8}};
}

/// Everything is done by the practice's owner, who treats this client.
class Course {
 public:
  explicit Course(Installation& installation, const std::string& name = "Kim Berg",
                  const std::string& zone = "Europe/Oslo")
      : house(installation),
        client(house.id()),
        treatment(house.id()),
        goal(house.id()),
        base("/api/v1/clients/" + client.text()) {
    expect(201, therapist().put(base, {{"name", name},
                                       {"zone", zone},
                                       {"treatmentId", treatment.text()},
                                       {"treatment", json::object{{"stage", "early"},
                                                                  {"paradigms", json::array{"behavioural"}},
                                                                  {"mechanisms", json::array{"BA"}}}}}));
    expect(201, therapist().put(base + "/goals/" + goal.text(),
                                {{"treatmentId", treatment.text()}, {"text", "Go out more"}}));
  }

  [[nodiscard]] Person& therapist() { return house.owner(); }
  /// Connected at its first use.
  [[nodiscard]] Person& phone() {
    if (not phone_) phone_ = std::make_unique<Person>(house.connect(client));
    return *phone_;
  }

  // -- sessions; times are wall-clock times of Oslo

  core::Id session(std::string_view starts, std::string_view state = "planned") {
    const auto id = house.id();
    expect(201, put_session(id, starts, state));
    return id;
  }
  Answer put_session(const core::Id& id, std::string_view starts, std::string_view state) {
    json::object body{{"treatmentId", treatment.text()}, {"startsAt", starts}, {"state", state}};
    if (auto& version = session_versions_[id]; version > 0) body["version"] = version;
    auto answer = therapist().put(base + "/sessions/" + id.text(), body);
    if (answer.status < 300) session_versions_[id] = answer.number("/version");
    return answer;
  }

  // -- the life of an assignment

  [[nodiscard]] std::string path(const core::Id& assignment) const {
    return base + "/assignments/" + assignment.text();
  }
  [[nodiscard]] static std::string my_path(const core::Id& assignment) {
    return "/api/v1/me/assignments/" + assignment.text();
  }
  Answer look(const core::Id& assignment) { return therapist().get(path(assignment)); }
  std::int64_t version(const core::Id& assignment) { return look(assignment).number("/version"); }
  std::string state(const core::Id& assignment) { return look(assignment).text("/state"); }

  Answer propose(const core::Id& assignment, std::string_view activity = "activity-scheduling") {
    return therapist().put(path(assignment), {{"treatmentId", treatment.text()}, {"activityId", activity}});
  }
  /// POST of an event with the version that is stored now.
  Answer event(const core::Id& assignment, std::string_view name, json::object body = {}) {
    body["version"] = version(assignment);
    return therapist().post(path(assignment) + "/" + std::string(name), body);
  }
  Answer design(const core::Id& assignment, json::object more = {}) {
    json::object body{{"goalId", goal.text()},
                      {"mechanism", "BA"},
                      {"rationale", "Doing comes before feeling like it"},
                      {"clientRationale", "Moving helps me start"}};
    for (auto& each : more) body[each.key()] = each.value();
    return event(assignment, "design", body);
  }
  Answer plan(const core::Id& assignment, json::object plan, std::string_view override_reason = "") {
    json::object body{{"plan", std::move(plan)}};
    if (not override_reason.empty()) body["override"] = override_reason;
    return event(assignment, "plan", body);
  }
  /// `party`: "member", "client" (in the room) or "both".
  Answer accept(const core::Id& assignment, std::string_view party, std::int64_t agreement = 1) {
    return event(assignment, "accept", {{"agreementVersion", agreement}, {"party", party}});
  }
  Answer accept_on_phone(const core::Id& assignment, std::int64_t agreement = 1) {
    return phone().post(my_path(assignment) + "/accept", {{"agreementVersion", agreement}});
  }
  Answer review(const core::Id& assignment, std::string_view decision, json::object more = {}) {
    json::object body{{"reviewId", house.id().text()}, {"decision", decision}};
    for (auto& each : more) body[each.key()] = each.value();
    return event(assignment, "review", body);
  }

  /// A new assignment as far as `planned` or `active`.
  core::Id planned(json::object plan_body = daily_plan(), std::string_view activity = "activity-scheduling") {
    const auto id = house.id();
    expect(201, propose(id, activity));
    expect(200, design(id));
    expect(200, plan(id, std::move(plan_body)));
    return id;
  }
  core::Id active(json::object plan_body = daily_plan(), std::string_view activity = "activity-scheduling") {
    const auto id = planned(std::move(plan_body), activity);
    expect(200, accept(id, "both"));
    return id;
  }
  /// A new assignment in any state that one can rest in.
  core::Id in_state(homework::State state);

  // -- entries

  json::object entry(const core::Id& assignment, json::object more = {}) {
    const auto local = core::to_local(house.clock.now(), "Europe/Oslo");
    json::object body{
        {"revision", 1},         {"baseRevision", 0},   {"assignmentId", assignment.text()},
        {"kind", "record"},      {"outcome", "done"},   {"occurredAt", core::format_local(local)},
        {"zone", "Europe/Oslo"}, {"offsetMinutes", 60}, {"answers", json::array{}}};
    for (auto& each : more) body[each.key()] = each.value();
    return body;
  }
  Answer save(const core::Id& id, const json::object& body) {
    return phone().put("/api/v1/me/entries/" + id.text(), body);
  }
  core::Id record(const core::Id& assignment, json::object more = {}) {
    const auto id = house.id();
    expect(201, save(id, entry(assignment, std::move(more))));
    return id;
  }

  /// Throws where an answer is another one than the test builds on.
  static void expect(int status, const Answer& answer) {
    if (answer.status == status) return;
    std::ostringstream text;
    text << "expected " << status << ", got " << answer;
    throw std::runtime_error(text.str());
  }

  Installation& house;
  core::Id client;
  core::Id treatment;
  core::Id goal;
  std::string base;

 private:
  std::unique_ptr<Person> phone_;
  std::map<core::Id, std::int64_t> session_versions_;
};

inline core::Id Course::in_state(homework::State state) {
  using enum homework::State;
  const auto id = house.id();
  expect(201, propose(id));
  if (state == kProposed) return id;
  if (state == kDeclined) {
    expect(200, event(id, "decline"));
    return id;
  }
  expect(200, design(id));
  if (state == kDesigned) return id;
  expect(200, plan(id, daily_plan()));
  if (state == kPlanned) return id;
  expect(200, accept(id, "both"));
  if (state == kActive) return id;
  if (state == kPaused) {
    expect(200, event(id, "pause"));
    return id;
  }
  expect(200, event(id, "report"));
  if (state == kReported) return id;
  expect(200, state == kRetired ? review(id, "retire")
                                : review(id, "stepDown", {{"successorId", house.id().text()}}));
  return id;
}

}  // namespace intersession::test
