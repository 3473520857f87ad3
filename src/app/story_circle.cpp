#include "app/story_circle.hpp"

namespace intersession::app {

namespace {

/// The second's members over the first's.
json::object merged(json::object under, const json::object& over) {
  for (const auto& each : over) under[each.key()] = each.value();
  return under;
}

/// Each client's story: what all share, and the own part.
std::vector<json::object> stories_of(const json::object& circle) {
  json::object shared = circle;
  for (const char* own : {"circle", "kind", "name", "clients", "weeks"}) shared.erase(own);
  std::vector<json::object> stories;
  for (const auto& each : circle.at("clients").as_array())
    stories.push_back(merged(shared, each.as_object()));
  return stories;
}

}  // namespace

CirclePlayer::CirclePlayer(const Stage& stage, const json::object& story, Instant now)
    : stage_(stage), story_(story), stories_(stories_of(story)) {
  const auto circle = story_id(story.at("circle").as_string(), "circle");
  base_ = "/api/v1/circles/" + circle.text();
  players_.reserve(stories_.size());
  for (const auto& each : stories_) players_.push_back(std::make_unique<Player>(stage_, each, now, true));
}

std::string CirclePlayer::where() const {
  return story_text(story_, "circle") + ", week " + std::to_string(week_ + 1);
}

void CirclePlayer::live() {
  const auto& weeks = story_.at("weeks").as_array();
  for (week_ = 0; week_ < weeks.size(); ++week_) {
    const auto& week = weeks[week_].as_object();
    for (auto& each : players_) each->begin(week_);
    stage_.clock.set(players_.front()->begins());
    if (week_ == 0) begin();
    put_session(week_, "open", week);
    if (const auto* checks = week.if_contains("checks")) ask_alone(checks->as_object());
    for (auto& each : players_) each->meet();
    if (const auto* plan = week.if_contains("plan")) agree(plan->as_object());
    put_session(week_ + 1, "planned", {});
    put_session(week_, "held", week);
    for (auto& each : players_) each->go_on();
  }
}

void CirclePlayer::begin() {
  json::array clients;
  for (const auto& each : players_) clients.push_back(json::string(each->client_id().text()));
  calls_.therapist(Method::kPut, base_,
                   json::object{{"kind", story_.at("kind")},
                                {"name", story_.at("name")},
                                {"clientIds", std::move(clients)},
                                {"leaderIds", json::array{json::string(stage_.therapist.member().text())}}});
}

void CirclePlayer::put_session(std::size_t week, const char* state, const json::object& story) {
  json::object body{{"startsAt", core::format_local(players_.front()->session_time(week))}, {"state", state}};
  if (const auto* learning = story.if_contains("learning");
      learning != nullptr and body.at("state") == "held")
    body["learning"] = *learning;
  if (versions_[week] > 0) body["version"] = versions_[week];
  const auto id = story_id(story_text(story_, "circle"), "session " + std::to_string(week));
  calls_.therapist(Method::kPut, base_ + "/sessions/" + id.text(), body);
  ++versions_[week];
}

Player& CirclePlayer::player(std::string_view client) {
  for (std::size_t i = 0; i < stories_.size(); ++i) {
    if (stories_[i].at("client").as_string() == client) return *players_[i];
  }
  throw std::invalid_argument("nobody here is called " + std::string(client));
}

void CirclePlayer::ask_alone(const json::object& checks) {
  for (const auto& each : checks) {
    Player& asked = player(each.key());
    calls_.therapist(Method::kPut, base_ + "/checks/" + asked.id("check " + std::to_string(week_)).text(),
                     merged(each.value().as_object(), {{"clientId", asked.client_id().text()}}));
  }
}

void CirclePlayer::agree(const json::object& plan) {
  const std::string name = story_text(plan, "id");
  const std::string activity = story_text(plan, "activity");
  const std::string start =
      core::format_date(std::chrono::floor<std::chrono::days>(players_.front()->session_time(week_)));
  json::array parts;
  for (const auto& each : plan.at("parts").as_object()) {
    const auto& own = each.value().as_object();
    Player& one = player(each.key());
    json::object planned = plan.at("plan").as_object();
    if (const auto* more = own.if_contains("plan")) planned = merged(std::move(planned), more->as_object());
    if (auto* recurrence = planned.if_contains("recurrence")) recurrence->as_object()["start"] = start;
    json::object part{{"clientId", one.client_id().text()},
                      {"assignmentId", one.id(name).text()},
                      {"goalId", one.id(own.at("goal").as_string()).text()},
                      {"plan", std::move(planned)},
                      {"accepted", true}};
    if (const auto* words = own.if_contains("clientRationale")) part["clientRationale"] = *words;
    parts.push_back(std::move(part));
    one.take_on(name, activity);
  }
  calls_.therapist(
      Method::kPut, base_ + "/plans/" + story_id(story_text(story_, "circle"), "plan " + name).text(),
      json::object{{"activityId", activity}, {"design", plan.at("design")}, {"parts", std::move(parts)}});
}

}  // namespace intersession::app
