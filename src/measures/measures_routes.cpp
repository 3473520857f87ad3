#include "measures/measures_routes.hpp"

#include <algorithm>

#include "care/client_store.hpp"
#include "care/session_store.hpp"
#include "care/treatment_store.hpp"
#include "homework/assignment_store.hpp"
#include "homework/entry_store.hpp"
#include "measures/handler_routes.hpp"

namespace intersession::measures {

namespace json = core::json;
using access::ClientAccess;
using access::Scope;
using core::Result;
using http::Request;
using http::Response;

namespace {

constexpr core::JsonLimits kSubmissionLimits{.depth = 16, .nodes = 5'000, .string_points = 4'000};
constexpr core::JsonLimits kSiteLimits{.depth = 24, .nodes = 100'000, .string_points = 20'000};

Result<SubmissionContent> read_submission(const Request& request, std::span<const Mode> modes) {
  const auto body = core::parse_json(request.body, kSubmissionLimits);
  if (not body) return std::unexpected(body.error());
  core::Decoder in(*body);
  auto content = decode_submission(in);
  if (std::ranges::find(modes, content.mode) == modes.end()) in.problem("mode", "This cannot be said here.");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return content;
}

/// The submission with its scores. An instrument that is no longer here checks and scores nothing: what
/// somebody filled in is not refused for that.
Result<Submission> with_scores(Measures& room, db::Connection& connection, const ClientAccess& access,
                               const vault::SealingKey& key, const core::Id& id, SubmissionContent content) {
  const auto all = store::plans(connection, access, key);
  if (not all) return std::unexpected(all.error());
  const auto plan = std::ranges::find(*all, content.plan, &MeasurePlan::id);
  if (plan == all->end()) return std::unexpected(access::not_found());
  const auto known = shelf(room, connection, access.practice());
  if (not known) return std::unexpected(known.error());
  const auto* instrument = known->find(plan->measure);
  if (instrument == nullptr) {
    return Submission{.id = id,
                      .content = std::move(content),
                      .measure = plan->measure,
                      .measure_version = "-",
                      .words = plan->words};
  }
  auto problems = check_submission(content, *instrument);
  if (not problems.empty()) {
    return std::unexpected(core::Error{
        core::ErrorCode::kInvalid, "Something in the request is not right.", std::move(problems), {}});
  }
  return scored_submission(id, std::move(content), *plan, *instrument);
}

/// Hands a submission with answers that a person should look at to the room above.
Result<void> tell(Measures& room, db::Connection& connection, const ClientAccess& access,
                  const vault::SealingKey& key, const Submission& submission) {
  if (submission.scored.alerts.empty()) return {};
  const auto known = shelf(room, connection, access.practice());
  if (not known) return std::unexpected(known.error());
  const auto* instrument = known->find(submission.measure);
  if (instrument == nullptr) return {};
  Submission arrived = submission;
  arrived.received_at = access.now();
  return room.needs_person(connection, access, key, arrived, *instrument);
}

/// Which answers a phone meets with whom to reach, at once and without a connection.
json::array answers_to_meet(const Instrument& instrument) {
  json::array meet;
  for (const auto& rule : instrument.alerts) {
    const auto* item = instrument.form.find(rule.item);
    if (item == nullptr) continue;
    json::object one{{"linkId", rule.item}};
    if (item->option_codes.empty()) {
      one["atLeast"] = rule.when_at_least;
    } else {
      json::array codes;
      for (std::size_t i = 0; i < item->option_codes.size(); ++i) {
        const auto& value = item->option_values[i];
        if (value and *value >= rule.when_at_least) codes.push_back(json::value(item->option_codes[i]));
      }
      one["codes"] = std::move(codes);
    }
    meet.push_back(std::move(one));
  }
  return meet;
}

}  // namespace

Response answer(const Result<json::object>& body) {
  return body ? Response::json(200, core::to_json(*body)) : Response::problem(body.error());
}

const Instrument* Shelf::find(std::string_view id) const {
  const auto own = own_.find(id);
  if (own != own_.end()) return &own->second;
  return built_in_->find(id);
}

std::vector<const Instrument*> Shelf::all() const {
  std::vector<const Instrument*> found;
  for (const auto& [id, instrument] : built_in_->all()) found.push_back(&instrument);
  for (const auto& [id, instrument] : own_) found.push_back(&instrument);
  std::ranges::sort(found, {}, [](const auto* each) { return std::string_view(each->id); });
  return found;
}

Result<Shelf> shelf(Measures& room, db::Connection& connection, const core::Id& practice) {
  const auto key = room.access.vault.practice_key(practice);
  if (not key) return std::unexpected(key.error());
  const auto rows = store::site_instruments(connection, practice, **key);
  if (not rows) return std::unexpected(rows.error());
  std::map<std::string, Instrument, std::less<>> own;
  for (const auto& row : *rows) {
    const auto value = core::parse_json(row.text, kSiteLimits);
    if (not value) return std::unexpected(value.error());
    auto instrument = decode_instrument(value->at("questionnaire"), value->at("scoring"));
    // One that an older release took and this one does not is not offered; its submissions keep their scores.
    if (instrument) own.emplace(instrument->id, *std::move(instrument));
  }
  return Shelf(room.instruments, std::move(own));
}

Result<Terms> terms(Measures& room, db::Connection& connection, const core::Id& practice) {
  const auto key = room.access.vault.practice_key(practice);
  if (not key) return std::unexpected(key.error());
  const auto settings = store::settings(connection, practice, **key);
  if (not settings) return std::unexpected(settings.error());
  return Terms{.commercial = settings->commercial, .safety_ready = room.safety_ready(connection, practice)};
}

Result<ClientMeasures> client_measures(db::Connection& connection, const ClientAccess& access,
                                       const vault::SealingKey& key) {
  ClientMeasures of;
  auto plans = store::plans(connection, access, key);
  if (not plans) return std::unexpected(plans.error());
  of.plans = *std::move(plans);
  auto submissions = store::submissions(connection, access, key);
  if (not submissions) return std::unexpected(submissions.error());
  of.submissions = *std::move(submissions);
  const auto client = care::store::client(connection, access, key);
  if (not client) return std::unexpected(client.error());
  of.around.zone = client->details.zone;
  auto sessions = care::store::sessions(connection, access, key);
  if (not sessions) return std::unexpected(sessions.error());
  of.around.sessions = *std::move(sessions);
  const auto treatments = care::store::treatments(connection, access, key);
  if (not treatments) return std::unexpected(treatments.error());
  if (not treatments->empty()) of.around.stages = treatments->back().stage_log;
  return of;
}

json::array open_measures(const ClientMeasures& of, const Shelf& shelf, core::Instant now, bool phone_only) {
  json::array open;
  for (const auto& plan : of.plans) {
    const auto* instrument = shelf.find(plan.measure);
    if (instrument == nullptr or (phone_only and not plan.on_phone)) continue;
    std::vector<std::string> answered;
    for (const auto& submission : of.submissions) {
      if (submission.content.plan == plan.id) answered.push_back(submission.content.slot);
    }
    const auto slot = slot_to_answer(plan, of.around, answered, now);
    if (not slot) continue;
    json::object one{{"planId", plan.id.text()},
                     {"slot", slot->key},
                     {"title", instrument->client_title()},
                     {"items", asked_items(*instrument, plan.words).size()},
                     {"opensAt", core::format_instant(slot->opens)},
                     {"dueAt", core::format_instant(slot->due)},
                     {"closesAt", core::format_instant(slot->closes)},
                     {"beforeSession", slot->session.has_value()},
                     {"onPhone", plan.on_phone},
                     {"questionnaire", worded_form(*instrument, plan.words)}};
    if (not instrument->alerts.empty()) one["meetAnswers"] = answers_to_meet(*instrument);
    if (not instrument->copyright.empty()) one["copyright"] = instrument->copyright;
    open.push_back(std::move(one));
  }
  return open;
}

Result<Course> course(Measures& room, db::Connection& connection, const ClientAccess& access,
                      const vault::SealingKey& key) {
  auto of = client_measures(connection, access, key);
  if (not of) return std::unexpected(of.error());
  auto known = shelf(room, connection, access.practice());
  if (not known) return std::unexpected(known.error());
  auto entries = homework::store::entries_since(connection, access, key, core::LocalDate{});
  if (not entries) return std::unexpected(entries.error());
  const auto assignments = homework::store::assignments(connection, access, key);
  if (not assignments) return std::unexpected(assignments.error());
  Course found{.zone = of->around.zone,
               .sessions = std::move(of->around.sessions),
               .stages = std::move(of->around.stages),
               .submissions = std::move(of->submissions),
               .entries = *std::move(entries)};
  for (const auto& record : *assignments) {
    const auto* activity = room.catalogue->find(record.activity_id);
    CourseAssignment one{.id = record.id, .runs = not homework::is_over(record.state)};
    if (activity != nullptr) one.name = access.is_own() ? activity->client_name : activity->name;
    if (not record.agreements.empty()) one.confidence = record.agreements.front().plan.confidence;
    one.has_rationale = record.design and not record.design->client_rationale.empty();
    found.assignments.push_back(std::move(one));
  }
  auto kept = std::make_shared<const Shelf>(*std::move(known));
  found.find_instrument = [kept](std::string_view id) { return kept->find(id); };
  return found;
}

Response put_submission(Measures& room, const Request& request, const Scope& scope, const core::Id& client,
                        std::span<const Mode> modes) {
  const auto id = path_id(request, "submissionId");
  if (not id) return refuse(id);
  const auto content = read_submission(request, modes);
  if (not content) return refuse(content);
  const auto key = client_key(room, scope, client);
  if (not key) return refuse(key);
  const auto saved = access::write_client(
      room.access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<store::SavedSubmission> {
        const auto submission = with_scores(room, connection, access, **key, *id, *content);
        if (not submission) return std::unexpected(submission.error());
        auto stored = store::save(connection, access, **key, *submission);
        if (stored and stored->fresh) {
          access::record(
              connection, access,
              {.action = "measure.submit", .resource_kind = "measure-submission", .resource = *id});
          if (auto told = tell(room, connection, access, **key, *submission); not told)
            return std::unexpected(told.error());
        }
        return stored;
      });
  if (not saved) return refuse(saved);
  return Response::json(
      saved->fresh ? 201 : 200,
      core::to_json(json::object{{"submissionId", id->text()},
                                 {"receivedAt", core::format_instant(saved->received_at)}}));
}

Response get_progress(Measures& room, const Scope& scope, const core::Id& client, bool for_member) {
  const auto key = client_key(room, scope, client);
  if (not key) return refuse(key);
  std::shared_ptr<const RangeCache::Entry> ranges;
  if (for_member) {
    const auto seen = ranges_seen(room, scope);
    if (not seen) return refuse(seen);
    ranges = *seen;
  }
  return answer(access::read_client(
      room.access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        auto found = course(room, connection, access, **key);
        if (not found) return std::unexpected(found.error());
        if (ranges != nullptr) {
          found->range_seen = [&](const std::string& measure, const std::string& scale) {
            const auto range = ranges->ranges.find(measure + "/" + scale);
            return range == ranges->ranges.end() ? nullptr : range->second;
          };
        }
        return progress_to_json(*found, for_member);
      }));
}

void add_routes(http::Router& router, Measures& room) {
  for (const auto routes : {library_routes(), client_routes(), my_routes()}) {
    for (const auto& route : routes) {
      router.add(room.gate.guarded(
          route.policy,
          {.method = route.method,
           .pattern = std::string(route.pattern),
           .request_schema = std::string(route.request_schema),
           .response_schema = std::string(route.response_schema)},
          [&room, handler = route.handler](const Request& request, const access::Principal& principal) {
            return handler(room, request, room.gate.scope(principal, access::Purpose::kCare));
          }));
    }
  }
}

}  // namespace intersession::measures
