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

struct SubmissionInput {
  SubmissionContent content;
  std::int64_t revision = 1;  ///< from 2 on a correction
};

Result<SubmissionInput> read_submission(const Request& request, std::span<const Mode> modes) {
  const auto body = core::parse_json(request.body, kSubmissionLimits);
  if (not body) return std::unexpected(body.error());
  core::Decoder in(*body);
  const auto revision = in.optional_integer("revision", 1, 1'000).value_or(1);
  auto content = decode_submission(in);
  if (std::ranges::find(modes, content.mode) == modes.end()) in.problem("mode", "This cannot be said here.");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return SubmissionInput{std::move(content), revision};
}

/// The submission with its scores. An instrument that is no longer here checks and scores nothing: what
/// somebody filled in is not refused for that. `words`: those that were asked; the plan's where nothing was
/// stored.
Result<Submission> with_scores(Measures& room, db::Connection& connection, const ClientAccess& access,
                               const vault::SealingKey& key, const core::Id& id, SubmissionContent content,
                               const std::vector<ItemWords>* words = nullptr) {
  const auto all = store::plans(connection, access, key);
  if (not all) return std::unexpected(all.error());
  const auto found = std::ranges::find(*all, content.plan, &MeasurePlan::id);
  if (found == all->end()) return std::unexpected(access::not_found());
  auto plan = *found;
  if (words != nullptr) plan.words = *words;
  const auto known = shelf(room, connection, access.practice());
  if (not known) return std::unexpected(known.error());
  const auto* instrument = known->find(plan.measure);
  if (instrument == nullptr) {
    return Submission{.id = id,
                      .content = std::move(content),
                      .measure = plan.measure,
                      .measure_version = "-",
                      .words = plan.words};
  }
  auto problems = check_submission(content, *instrument);
  if (not problems.empty()) {
    return std::unexpected(core::Error{
        core::ErrorCode::kInvalid, "Something in the request is not right.", std::move(problems), {}});
  }
  return scored_submission(id, std::move(content), plan, *instrument);
}

/// Hands a submission with answers that a person should look at to the room above.
Result<void> tell(Measures& room, db::Connection& connection, const ClientAccess& access,
                  const vault::SealingKey& key, const Submission& submission) {
  if (submission.scored.alerts.empty()) return {};
  const auto known = shelf(room, connection, access.practice());
  if (not known) return std::unexpected(known.error());
  const auto* instrument = known->find(submission.measure);
  if (instrument == nullptr) return {};
  const auto before = store::submissions(connection, access, key);
  if (not before) return std::unexpected(before.error());
  Submission arrived = without_repeated_alerts(submission, *instrument, *before);
  if (arrived.scored.alerts.empty()) return {};
  arrived.received_at = access.now();
  return room.needs_person(connection, access, key, arrived, *instrument);
}

Result<store::SavedSubmission> save_first(Measures& room, db::Connection& connection,
                                          const ClientAccess& access, const vault::SealingKey& key,
                                          const core::Id& id, SubmissionContent content) {
  const auto submission = with_scores(room, connection, access, key, id, std::move(content));
  if (not submission) return std::unexpected(submission.error());
  auto stored = store::save(connection, access, key, *submission);
  if (not stored or not stored->fresh) return stored;
  access::record(connection, access,
                 {.action = "measure.submit", .resource_kind = "measure-submission", .resource = id});
  if (auto told = tell(room, connection, access, key, *submission); not told)
    return std::unexpected(told.error());
  return stored;
}

Result<store::SavedSubmission> save_correction(Measures& room, db::Connection& connection,
                                               const ClientAccess& access, const vault::SealingKey& key,
                                               const core::Id& id, const SubmissionInput& input) {
  const auto stored = store::submission(connection, access, key, id);
  if (not stored) return std::unexpected(stored.error());
  const auto sessions = care::store::session_times(connection, access);
  const bool repeat =
      input.revision == stored->revision and canonical(stored->content) == canonical(input.content);
  if (repeat) return store::SavedSubmission{false, *stored->corrected_at};
  if (input.revision != stored->revision + 1)
    return core::fail(core::ErrorCode::kConflict, "This was corrected elsewhere.", "stale-version");
  auto content = correction(*stored, input.content, access.is_own() ? Corrector::kClient : Corrector::kMember,
                            begins_of(sessions), access.now());
  if (not content) return std::unexpected(content.error());
  auto submission = with_scores(room, connection, access, key, id, *std::move(content), &stored->words);
  if (not submission) return std::unexpected(submission.error());
  submission->received_at = stored->received_at;
  submission->revision = input.revision;
  if (auto done = store::correct(connection, access, key, *submission); not done)
    return std::unexpected(done.error());
  access::record(connection, access,
                 {.action = "measure.correct", .resource_kind = "measure-submission", .resource = id});
  if (auto told = tell(room, connection, access, key, *submission); not told)
    return std::unexpected(told.error());
  return store::SavedSubmission{true, access.now()};
}

}  // namespace

std::vector<core::Instant> begins_of(const std::vector<care::Session>& sessions) {
  std::vector<core::Instant> begins;
  for (const auto& session : sessions) {
    if (const auto begin = care::began(session)) begins.push_back(*begin);
  }
  return begins;
}

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

Response answer(const Result<json::object>& body) {
  return body ? Response::json(200, core::to_json(*body)) : Response::problem(body.error());
}

Result<Shelf> shelf(Measures& room, db::Connection& connection, const core::Id& practice) {
  return store::shelf(connection, practice, room.access.vault, room.instruments);
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
    const auto slot = phone_only ? slot_to_answer(plan, of.around, answered, now)
                                 : newest_slot(plan, of.around, answered, now);
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
    const auto activity =
        room.activities.find(connection, access.practice(), record.activity_id, record.activity_version);
    if (not activity) return std::unexpected(activity.error());
    CourseAssignment one{.id = record.id, .runs = not homework::is_over(record.state)};
    if (*activity != nullptr) one.name = access.is_own() ? (*activity)->client_name : (*activity)->name;
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
  const auto input = read_submission(request, modes);
  if (not input) return refuse(input);
  const auto key = client_key(room, scope, client);
  if (not key) return refuse(key);
  const auto saved = access::write_client(
      room.access.database, scope, client, [&](db::Connection& connection, const ClientAccess& access) {
        return input->revision == 1 ? save_first(room, connection, access, **key, *id, input->content)
                                    : save_correction(room, connection, access, **key, *id, *input);
      });
  if (not saved) return refuse(saved);
  return Response::json(
      saved->fresh ? 201 : 200,
      core::to_json(json::object{{"submissionId", id->text()},
                                 {"revision", input->revision},
                                 {"receivedAt", core::format_instant(saved->received_at)}}));
}

Response get_progress(Measures& room, const Scope& scope, const core::Id& client, bool for_member) {
  const auto key = client_key(room, scope, client);
  if (not key) return refuse(key);
  std::shared_ptr<const RangesSeen> ranges;
  if (for_member) {
    auto seen = read_ranges(room, scope);
    if (not seen) return refuse(seen);
    ranges = *std::move(seen);
  }
  return answer(access::read_client(
      room.access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        auto found = course(room, connection, access, **key);
        if (not found) return std::unexpected(found.error());
        found->ranges = ranges;
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
