#include "app/story_player.hpp"

#include <algorithm>

#include "homework/recurrence.hpp"

namespace intersession::app {

using std::chrono::days;
using std::chrono::minutes;

Player::Player(const Stage& stage, const json::object& story, Instant now, bool in_circle)
    : stage_(stage),
      story_(story),
      name_(story.at("client").as_string()),
      zone_(story.at("zone").as_string()),
      now_(now),
      in_circle_(in_circle) {
  client_ = id("client");
  base_ = "/api/v1/clients/" + client_.text();
}

void Player::live() {
  for (std::size_t week = 0; week < weeks(); ++week) {
    begin(week);
    meet();
    go_on();
  }
}

core::LocalTime Player::session_time(std::size_t week) const {
  return local_last_ - days{7 * (static_cast<int>(weeks()) - 1 - static_cast<int>(week))};
}

Id Player::session_id(std::size_t week) const {
  return in_circle_ ? sessions_.at(week) : id("session " + std::to_string(week));
}

void Player::find_sessions() {
  const auto record = therapist(Method::kGet, base_);
  for (const auto& each : record.at("sessions").as_array()) {
    for (std::size_t week = 0; week < weeks(); ++week) {
      if (each.at("startsAt").as_string() == core::format_local(session_time(week)))
        sessions_[week] = Id::parse(each.at("sessionId").as_string()).value();
    }
  }
}

void Player::find_last_session() {
  const auto& when = story_.at("sessionAt").as_object();
  const auto weekday =
      core::value_for(homework::kWeekdays, std::string_view(when.at("day").as_string())).value();
  const auto today = std::chrono::floor<days>(core::to_local(now_, zone_));
  core::LocalDate day = today;
  while (std::chrono::weekday{day}.iso_encoding() != weekday) day -= days{1};
  local_last_ = core::parse_local(core::format_date(day) + "T" + story_text(when, "time")).value();
  const auto* counts_after = when.if_contains("countsAfterHours");
  const std::chrono::hours held{counts_after == nullptr ? 1 : counts_after->as_int64()};
  if (at_local(local_last_) + held > now_) local_last_ -= days{7};
}

json::value Player::therapist(Method method, const std::string& path, const json::value& body) {
  return calls_.therapist(method, path, body);
}

json::value Player::client(Method method, const std::string& path, const json::value& body) {
  return calls_.send(method, path, body, client_cookie_);
}

std::int64_t Player::version_of(const std::string& path) {
  return therapist(Method::kGet, path).at("version").as_int64();
}

void Player::admit() {
  stage_.clock.set(begin_ - std::chrono::hours{24});
  therapist(
      Method::kPut, base_,
      json::object{{"name", story_.at("name")},
                   {"callName", story_.at("callName")},
                   {"zone", zone_},
                   {"noun", story_.at("noun")},
                   {"treatmentId", id("treatment").text()},
                   {"treatment", json::object{{"stage", "early"},
                                              {"paradigms", story_.at("paradigms")},
                                              {"mechanisms", story_.at("mechanisms")},
                                              {"format", story_text(story_, "format", "individual")}}}});
  put_session(0, "planned", "");
  stage_.clock.set(begin_);
  for (const auto& goal : story_.at("goals").as_array()) {
    const auto& each = goal.as_object();
    therapist(Method::kPut, base_ + "/goals/" + id(each.at("id").as_string()).text(),
              json::object{{"treatmentId", id("treatment").text()}, {"text", each.at("text")}});
    goals_[std::string(each.at("id").as_string())] = {std::string(each.at("text").as_string()), 1};
  }
  for (const auto& element : story_.at("formulation").as_array()) {
    json::object body = element.as_object();
    const std::string name(body.at("id").as_string());
    body.erase("id");
    body["treatmentId"] = id("treatment").text();
    therapist(Method::kPut, base_ + "/formulation/" + id(name).text(), body);
  }
  if (const auto* measures = story_.if_contains("measures")) {
    for (const auto& each : measures->as_array()) ask(each.as_object());
  }
  connect_phone();
}

void Player::ask(const json::object& measure) {
  therapist(Method::kPut, base_ + "/measure-plans/" + id(story_text(measure, "id")).text(),
            json::object{{"treatmentId", id("treatment").text()},
                         {"measureId", measure.at("measure")},
                         {"rhythm", "every-session"},
                         {"onPhone", true}});
}

void Player::connect_phone() {
  client_cookie_ = calls_.welcome(therapist(Method::kPost, base_ + "/invitations", json::object{}));
  const auto* caregivers = story_.if_contains("caregivers");
  if (caregivers == nullptr) return;
  for (const auto& each : caregivers->as_array()) {
    const std::string name(each.at("id").as_string());
    const std::string path = base_ + "/caregivers/" + id(name).text();
    therapist(Method::kPut, path,
              json::object{{"name", each.at("name")}, {"relationship", each.at("relationship")}});
    caregivers_[name] = calls_.welcome(therapist(Method::kPost, path + "/invitations", json::object{}));
  }
}

void Player::share() {
  const auto* caregivers = story_.if_contains("caregivers");
  if (caregivers == nullptr) return;
  for (const auto& each : caregivers->as_array()) {
    json::array shares;
    for (const auto& name : each.at("shares").as_array()) {
      if (activities_.contains(std::string(name.as_string())))
        shares.push_back(json::string(id(name.as_string()).text()));
    }
    therapist(Method::kPut, base_ + "/caregivers/" + id(each.at("id").as_string()).text() + "/shares",
              json::object{{"assignmentIds", std::move(shares)}});
  }
}

void Player::record_of_caregiver(const json::object& entry) {
  const auto local = local_of(entry);
  if (at_local(local) > now_) return;
  stage_.clock.set(at_local(local));
  const std::string name(entry.at("of").as_string());
  const auto* activity = stage_.house.catalogue().find(activities_.at(name));
  const json::object input{
      {"assignmentId", id(name).text()},
      {"occurredAt", core::format_local(local)},
      {"zone", zone_},
      {"offsetMinutes", core::utc_offset(at_local(local), zone_).count() / 60},
      {"answers", story_answers(activity->worksheet.items, entry.at("answers").as_object())}};
  calls_.send(Method::kPut, "/api/v1/caregiver/entries/" + id("own " + std::to_string(++entries_)).text(),
              input, caregivers_.at(std::string(entry.at("by").as_string())));
}

void Player::put_session(std::size_t week, const char* state, const std::string& takeaway) {
  if (in_circle_) return;
  json::object body{{"treatmentId", id("treatment").text()},
                    {"startsAt", core::format_local(session_time(week))},
                    {"state", state}};
  if (not takeaway.empty()) body["takeaway"] = takeaway;
  if (session_version_[week] > 0) body["version"] = session_version_[week];
  therapist(Method::kPut, base_ + "/sessions/" + session_id(week).text(), body);
  ++session_version_[week];
}

void Player::answer_measures(const json::object& scores) {
  const bool first = week_ == 0;
  const Instant at = first ? begin_ : begin_ - minutes{90};
  stage_.clock.set(at);
  const auto open = first ? therapist(Method::kGet, base_ + "/measures").at("toAnswer")
                          : client(Method::kGet, "/api/v1/me/measures").at("toAnswer");
  for (const auto& each : open.as_array()) {
    const auto& measure = each.as_object();
    for (const auto& score : scores) {
      if (id(score.key()).text() != story_text(measure, "planId")) continue;
      const json::object body{{"planId", measure.at("planId")},
                              {"slot", measure.at("slot")},
                              {"mode", first ? "tablet" : "phone"},
                              {"answeredAt", core::format_local(core::to_local(at, zone_))},
                              {"zone", zone_},
                              {"offsetMinutes", core::utc_offset(at, zone_).count() / 60},
                              {"answers", story_scores(measure.at("questionnaire").at("item").as_array(),
                                                       score.value().as_int64())}};
      const auto submission = id("measure " + std::string(score.key()) + std::to_string(week_)).text();
      if (first) {
        therapist(Method::kPut, base_ + "/measure-submissions/" + submission, body);
      } else {
        client(Method::kPut, "/api/v1/me/measure-submissions/" + submission, body);
      }
    }
  }
}

void Player::begin(std::size_t week) {
  if (week == 0) find_last_session();
  week_ = week;
  begin_ = at_local(session_time(week));
  if (week == 0) admit();
}

void Player::meet() {
  const auto& week = this_week();
  const auto* scores = week.if_contains("scores");
  if (scores != nullptr and week_ > 0) answer_measures(scores->as_object());
  stage_.clock.set(begin_);
  if (in_circle_) find_sessions();
  put_session(week_, "open", "");
  if (scores != nullptr and week_ == 0) answer_measures(scores->as_object());
  if (const auto* stage = week.if_contains("stage")) change_stage(stage->as_object());
  if (const auto* reviews = week.if_contains("review")) {
    for (const auto& each : reviews->as_array()) review(each.as_object());
  }
  stage_.clock.set(begin_ + minutes{30});
  if (const auto* goals = week.if_contains("goals")) rate_goals(goals->as_object());
  if (const auto* agreements = week.if_contains("agree")) {
    for (const auto& each : agreements->as_array()) agree(each.as_object());
    share();
  }
}

void Player::go_on() {
  const auto& week = this_week();
  stage_.clock.set(begin_ + minutes{45});
  put_session(week_ + 1, "planned", "");
  put_session(week_, "held", story_text(week, "takeaway"));
  const auto* entries = week.if_contains("entries");
  if (entries == nullptr) return;
  for (const auto& each : entries->as_array()) {
    const auto& entry = each.as_object();
    if (entry.contains("by")) {
      record_of_caregiver(entry);
    } else {
      record(entry);
    }
  }
}

void Player::change_stage(const json::object& stage) {
  therapist(Method::kPut, base_ + "/treatments/" + id("treatment").text(),
            json::object{{"stage", stage.at("to")},
                         {"stageReason", stage.at("reason")},
                         {"paradigms", story_.at("paradigms")},
                         {"mechanisms", story_.at("mechanisms")},
                         {"format", story_text(story_, "format", "individual")},
                         {"version", ++treatment_version_}});
}

void Player::rate_goals(const json::object& ratings) {
  for (const auto& each : ratings) {
    auto& [text, version] = goals_.at(std::string(each.key()));
    therapist(Method::kPut, base_ + "/goals/" + id(each.key()).text(),
              json::object{{"treatmentId", id("treatment").text()},
                           {"text", text},
                           {"rating", each.value()},
                           {"version", version++}});
  }
}

std::string Player::assignment_path(std::string_view name) const {
  return base_ + "/assignments/" + id(name).text();
}

void Player::agree(const json::object& agreement) {
  const std::string name(agreement.at("id").as_string());
  const std::string path = assignment_path(name);
  const bool successor = agreement.contains("follows");
  if (not successor) {
    json::object proposal{{"treatmentId", id("treatment").text()},
                          {"sessionId", session_id(week_).text()},
                          {"activityId", agreement.at("activity")}};
    if (agreement.contains("variant")) proposal["variantId"] = agreement.at("variant");
    therapist(Method::kPut, path, proposal);
  }
  json::object design = agreement.at("design").as_object();
  design["goalId"] = id(design.at("goalId").as_string()).text();
  if (design.contains("elementId")) design["elementId"] = id(design.at("elementId").as_string()).text();
  if (agreement.contains("variant")) design["variantId"] = agreement.at("variant");
  design["version"] = version_of(path);
  therapist(Method::kPost, path + "/design", design);
  json::object plan = agreement.at("plan").as_object();
  if (json::value* recurrence = plan.if_contains("recurrence")) {
    auto& parts = recurrence->as_object();
    if (not parts.contains("start")) {
      parts["start"] = core::format_date(std::chrono::floor<days>(core::to_local(stage_.clock.now(), zone_)));
    }
  }
  json::object input{{"version", version_of(path)}, {"plan", std::move(plan)}};
  if (agreement.contains("override")) input["override"] = agreement.at("override");
  const auto planned = therapist(Method::kPost, path + "/plan", input);
  const std::string waits = story_text(agreement, "accept", "both");
  if (waits == "none") return;
  json::object accept{{"version", planned.at("version")},
                      {"agreementVersion", planned.at("agreements").as_array().front().at("version")},
                      {"party", waits}};
  if (agreement.contains("override")) accept["override"] = agreement.at("override");
  therapist(Method::kPost, path + "/accept", accept);
  activities_[name] = std::string(agreement.at("activity").as_string());
}

void Player::review(const json::object& review) {
  const std::string name(review.at("id").as_string());
  const std::string path = assignment_path(name);
  const auto current = therapist(Method::kGet, path);
  auto version = current.at("version").as_int64();
  if (current.at("state").as_string() == "active") {
    version = therapist(Method::kPost, path + "/report", json::object{{"version", version}})
                  .at("version")
                  .as_int64();
  }
  json::object input = review;
  input.erase("id");
  input["version"] = version;
  input["reviewId"] = id("review " + name + " " + std::to_string(week_)).text();
  input["sessionId"] = session_id(week_).text();
  if (input.contains("successorId")) input["successorId"] = id(input.at("successorId").as_string()).text();
  therapist(Method::kPost, path + "/review", input);
}

core::LocalTime Player::local_of(const json::object& entry) const {
  const auto day = std::chrono::floor<days>(core::to_local(begin_, zone_)) + days{entry.at("day").as_int64()};
  return core::parse_local(core::format_date(day) + "T" + story_text(entry, "time")).value();
}

void Player::record(const json::object& entry) {
  const auto local = local_of(entry);
  const Instant at = at_local(local);
  if (at > now_) return;
  stage_.clock.set(at);
  const std::string name(entry.at("of").as_string());
  json::object input = entry;
  for (const char* own : {"day", "time", "of", "answers", "give"}) input.erase(own);
  input["revision"] = 1;
  input["baseRevision"] = 0;
  input["assignmentId"] = id(name).text();
  if (not input.contains("kind")) input["kind"] = "record";
  input["occurredAt"] = core::format_local(local);
  input["zone"] = zone_;
  input["offsetMinutes"] = core::utc_offset(at, zone_).count() / 60;
  if (input.at("kind").as_string() == "record") {
    if (const auto occurrence = open_occurrence(id(name))) input["occurrenceId"] = *occurrence;
  }
  if (const auto* answers = entry.if_contains("answers")) {
    const auto* activity = stage_.house.catalogue().find(activities_.at(name));
    input["answers"] = story_answers(activity->worksheet.items, answers->as_object());
  }
  const Id saved = id("entry " + std::to_string(++entries_));
  client(Method::kPut, "/api/v1/me/entries/" + saved.text(), input);
  if (entry.contains("give")) give(entry, saved);
}

void Player::give(const json::object& entry, const Id& saved) {
  client(Method::kPut, "/api/v1/me/entries/" + saved.text() + "/partner",
         json::object{{"revision", 1}, {"fields", entry.at("give")}});
}

std::optional<json::string> Player::open_occurrence(const Id& assignment) {
  const auto today = client(Method::kGet, "/api/v1/me/today");
  for (const auto& item : today.at("items").as_array()) {
    const auto& occurrence = item.at("occurrence");
    if (occurrence.at("assignmentId").as_string() == assignment.text() and
        occurrence.at("state").as_string() != "recorded") {
      return occurrence.at("occurrenceId").as_string();
    }
  }
  return std::nullopt;
}

}  // namespace intersession::app
