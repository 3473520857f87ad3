// Programmes that run for a client, and what the client found out over the whole treatment.
#include <algorithm>

#include "care/client_store.hpp"
#include "care/treatment_store.hpp"
#include "homework/assignment_store.hpp"
#include "homework/handler_routes.hpp"
#include "homework/learning.hpp"
#include "homework/programme_run_store.hpp"

namespace intersession::homework {

namespace json = core::json;
using access::ClientAccess;
using access::Scope;
using core::Decoder;
using core::Id;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr std::int64_t kManyVersions = 1'000'000'000;

/// What every handler loads: the client's runs, assignments and zone.
struct Loaded {
  std::vector<ProgrammeRun> runs;
  std::vector<AssignmentRecord> assignments;
  std::string zone;

  [[nodiscard]] RunSurroundings around() const { return {assignments, zone}; }
};

Result<Loaded> load(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key) {
  auto runs = store::programme_runs(connection, access, key);
  if (not runs) return std::unexpected(runs.error());
  auto assignments = store::assignments(connection, access, key);
  if (not assignments) return std::unexpected(assignments.error());
  const auto client = care::store::client(connection, access, key);
  if (not client) return std::unexpected(client.error());
  return Loaded{*std::move(runs), *std::move(assignments), client->details.zone};
}

Result<const ProgrammeRun*> find_run(const Loaded& loaded, const Id& id) {
  const auto found = std::ranges::find(loaded.runs, id, &ProgrammeRun::id);
  if (found == loaded.runs.end()) return std::unexpected(access::not_found());
  return &*found;
}

/// A run named in a member's path, and how to read the client's rows.
struct RunTarget {
  Id client;
  Id run;
  Key key;
};

Result<RunTarget> run_target(Homework& room, const Request& request, const Scope& scope) {
  const auto client = path_id(request, "clientId");
  if (not client) return std::unexpected(client.error());
  const auto run = path_id(request, "runId");
  if (not run) return std::unexpected(run.error());
  auto key = client_key(room, scope, *client);
  if (not key) return std::unexpected(key.error());
  return RunTarget{*client, *run, *std::move(key)};
}

/// The run as it is after a write.
Response show_run(Homework& room, const Scope& scope, const RunTarget& target, int status) {
  const auto body = access::read_client(
      room.access.database, scope, target.client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto loaded = load(connection, access, *target.key);
        if (not loaded) return std::unexpected(loaded.error());
        const auto run = find_run(*loaded, target.run);
        if (not run) return std::unexpected(run.error());
        return to_json(**run, loaded->around(), *room.catalogue, scope.now());
      });
  return body ? answer(status, *body) : answer(body);
}

Response get_runs(Homework& room, const Request& request, const Scope& scope) {
  const auto client = path_id(request, "clientId");
  if (not client) return answer(client);
  const auto key = client_key(room, scope, *client);
  if (not key) return answer(key);
  const auto body = access::read_client(
      room.access.database, scope, *client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto loaded = load(connection, access, **key);
        if (not loaded) return std::unexpected(loaded.error());
        json::array list;
        for (const auto& run : loaded->runs)
          list.push_back(to_json(run, loaded->around(), *room.catalogue, scope.now()));
        return json::object{{"programmes", std::move(list)}};
      });
  return body ? answer(200, *body) : answer(body);
}

// -- start

struct StartInput {
  RunStart start;
  const catalogue::Programme* programme = nullptr;
};

Result<StartInput> decode_start(const Homework& room, const Request& request, const Id& id) {
  const auto body = core::parse_json(request.body);
  if (not body) return std::unexpected(body.error());
  Decoder in(*body);
  StartInput input{.start = {.id = id}};
  input.start.treatment = in.id("treatmentId");
  const std::string programme = in.text("programmeId", 64);
  input.start.starts = in.optional_date("startsOn");
  input.start.wishes = decode_wishes(in);
  input.programme = room.catalogue->find_programme(programme);
  if (input.programme == nullptr and not programme.empty()) {
    in.problem("programmeId", "This programme is not known.");
  }
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return input;
}

/// Writes the run; false where the same request was answered before.
Result<bool> start_in(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                      const StartInput& input) {
  const auto loaded = load(connection, access, key);
  if (not loaded) return std::unexpected(loaded.error());
  for (const auto& run : loaded->runs) {
    const bool same = run.programme_id == input.programme->id and run.treatment == input.start.treatment;
    if (run.id == input.start.id and same) return false;
    if (same and run.state != RunState::kEnded) {
      return core::fail(core::ErrorCode::kConflict, "This programme runs already.", "already-running");
    }
  }
  if (not care::store::has_treatment(connection, access, input.start.treatment)) {
    return core::fail_field("/treatmentId", "This client has no such treatment.");
  }
  const auto run = start(input.start, *input.programme, loaded->zone, access.now());
  if (not run) return std::unexpected(run.error());
  if (auto written = store::save(connection, access, key, *run); not written)
    return std::unexpected(written.error());
  access::record(connection, access,
                 {.action = "programme.start", .resource_kind = "programme", .resource = run->id});
  return true;
}

Response start_run(Homework& room, const Request& request, const Scope& scope) {
  const auto target = run_target(room, request, scope);
  if (not target) return answer(target);
  const auto input = decode_start(room, request, target->run);
  if (not input) return answer(input);
  const auto created = access::write_client(room.access.database, scope, target->client,
                                            [&](db::Connection& connection, const ClientAccess& access) {
                                              return start_in(connection, access, *target->key, *input);
                                            });
  return created ? show_run(room, scope, *target, *created ? 201 : 200) : answer(created);
}

// -- events

/// Loads the run, lets `change(connection, access, run, loaded)` make the next one, and writes it with its
/// audit row; `is_done(run)` tells a request that was answered before.
template <class IsDone, class Change>
Response run_event(Homework& room, const Request& request, const Scope& scope, std::int64_t version,
                   std::string_view action, const IsDone& is_done, const Change& change) {
  const auto target = run_target(room, request, scope);
  if (not target) return answer(target);
  const auto done = access::write_client(
      room.access.database, scope, target->client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<void> {
        const auto loaded = load(connection, access, *target->key);
        if (not loaded) return std::unexpected(loaded.error());
        const auto before = find_run(*loaded, target->run);
        if (not before) return std::unexpected(before.error());
        if (is_done(**before)) return {};
        if ((*before)->version != version) {
          return core::fail(core::ErrorCode::kConflict,
                            "This was changed elsewhere in the meantime. Please look at it again.",
                            "stale-version");
        }
        const Result<ProgrammeRun> after = change(connection, access, **before, *loaded);
        if (not after) return std::unexpected(after.error());
        if (auto saved = store::save(connection, access, *target->key, *after); not saved) return saved;
        access::record(connection, access,
                       {.action = action, .resource_kind = "programme", .resource = target->run});
        return {};
      });
  return done ? show_run(room, scope, *target, 200) : answer(done);
}

constexpr auto kNeverDone = [](const ProgrammeRun&) { return false; };

Response adapt_run(Homework& room, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  const auto version = in.integer("version", 1, kManyVersions);
  const auto wishes = decode_wishes(in);
  if (auto problem = in.finish()) return Response::problem(*problem);
  return run_event(room, request, scope, version, "programme.adapt", kNeverDone,
                   [&](db::Connection&, const ClientAccess& access, const ProgrammeRun& run,
                       const Loaded& loaded) { return adapt(run, wishes, loaded.around(), access.now()); });
}

struct TakeUpInput {
  std::int64_t version = 0;
  std::string step;
  Id assignment;
  std::optional<Id> session;
};

/// The proposal that a step becomes. kConflict where the catalogue has lost the activity or its variant.
Result<AssignmentRecord> proposal_of(const Homework& room, db::Connection& connection,
                                     const ClientAccess& access, const ProgrammeRun& run,
                                     const TakeUpInput& input) {
  const auto step =
      std::ranges::find_if(run.steps, [&](const RunStep& each) { return each.step.id == input.step; });
  const auto* activity = room.catalogue->find(step->step.activity_id);
  const auto& variant = step->step.variant_id;
  if (activity == nullptr or (not variant.empty() and activity->find_variant(variant) == nullptr)) {
    return core::fail(core::ErrorCode::kConflict, "This activity is no longer in the catalogue.",
                      "activity-gone");
  }
  return propose({.id = input.assignment,
                  .treatment = run.treatment,
                  .session = input.session,
                  .variant_id = variant,
                  .origin = ProgrammeOrigin{run.id, input.step}},
                 *activity, doing_with(room, connection, access, *activity));
}

Response take_up_step(Homework& room, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  TakeUpInput input{.version = in.integer("version", 1, kManyVersions),
                    .step = std::string(request.param("stepId"))};
  input.assignment = in.id("assignmentId");
  input.session = in.optional_id("sessionId");
  if (auto problem = in.finish()) return Response::problem(*problem);
  return run_event(
      room, request, scope, input.version, "programme.take-up",
      [&](const ProgrammeRun& run) {
        return std::ranges::any_of(run.steps, [&](const RunStep& each) {
          return each.step.id == input.step and each.assignment == input.assignment;
        });
      },
      [&](db::Connection& connection, const ClientAccess& access, const ProgrammeRun& run,
          const Loaded& loaded) -> Result<ProgrammeRun> {
        auto after = take_up(run, input.step, input.assignment, loaded.around(), access.now());
        if (not after) return after;
        const auto key = client_key(room, scope, access.client());
        if (not key) return std::unexpected(key.error());
        if (auto known = check_session(connection, access, **key, input.session); not known)
          return std::unexpected(known.error());
        const auto record = proposal_of(room, connection, access, run, input);
        if (not record) return std::unexpected(record.error());
        if (auto written = store::insert(connection, access, **key, *record); not written)
          return std::unexpected(written.error());
        access::record(
            connection, access,
            {.action = "assignment.propose", .resource_kind = "assignment", .resource = record->id});
        return after;
      });
}

Response finish_step(Homework& room, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  const auto version = in.integer("version", 1, kManyVersions);
  if (auto problem = in.finish()) return Response::problem(*problem);
  return run_event(
      room, request, scope, version, "programme.finish-step", kNeverDone,
      [&](db::Connection&, const ClientAccess& access, const ProgrammeRun& run, const Loaded& loaded) {
        return finish(run, request.param("stepId"), loaded.around(), access.now());
      });
}

enum class Reason { kOptional, kRequired };

/// An event of the whole that needs a version and perhaps a reason.
template <class Change>
Response plain_event(Homework& room, const Request& request, const Scope& scope, std::string_view action,
                     Reason needed, const Change& change) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  const auto version = in.integer("version", 1, kManyVersions);
  const std::string reason =
      needed == Reason::kRequired ? in.text("reason", 500) : in.optional_text("reason", 500).value_or("");
  if (auto problem = in.finish()) return Response::problem(*problem);
  return run_event(room, request, scope, version, action, kNeverDone,
                   [&](db::Connection&, const ClientAccess& access, const ProgrammeRun& run,
                       const Loaded& loaded) { return change(run, reason, loaded.zone, access.now()); });
}

Response pause_run(Homework& room, const Request& request, const Scope& scope) {
  return plain_event(room, request, scope, "programme.pause", Reason::kOptional, pause);
}
Response resume_run(Homework& room, const Request& request, const Scope& scope) {
  return plain_event(room, request, scope, "programme.resume", Reason::kOptional, resume);
}
Response end_run(Homework& room, const Request& request, const Scope& scope) {
  return plain_event(room, request, scope, "programme.end", Reason::kRequired,
                     [](const ProgrammeRun& run, const std::string& reason, const std::string&,
                        core::Instant now) { return end(run, reason, now); });
}

// -- what was found out

/// LearningList of the contract. `for_client`: activities by the names that clients read.
Response answer_learnings(Homework& room, const Scope& scope, const Id& client, bool for_client) {
  const auto key = client_key(room, scope, client);
  if (not key) return answer(key);
  const auto body = access::read_client(
      room.access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto all = store::assignments(connection, access, **key);
        if (not all) return std::unexpected(all.error());
        json::array list;
        for (const auto& each : learnings(*all)) {
          const auto* activity = room.catalogue->find(each.activity_id);
          const std::string& name = activity == nullptr ? each.activity_id
                                    : for_client        ? activity->client_name
                                                        : activity->name;
          list.push_back(json::object{{"at", core::format_instant(each.at)},
                                      {"text", each.text},
                                      {"assignmentId", each.assignment.text()},
                                      {"name", name}});
        }
        return json::object{{"learnings", std::move(list)}};
      });
  return body ? answer(200, *body) : answer(body);
}

Response get_learnings(Homework& room, const Request& request, const Scope& scope) {
  const auto client = path_id(request, "clientId");
  return client ? answer_learnings(room, scope, *client, false) : answer(client);
}

Response get_my_learnings(Homework& room, const Request&, const Scope& scope) {
  return answer_learnings(room, scope, scope.principal().client(), true);
}

}  // namespace

std::span<const HandlerRoute> programme_routes() {
#define RUN "/api/v1/clients/{clientId}/programmes/{runId}"
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kGet, "/api/v1/clients/{clientId}/programmes", "", "ProgrammeRunList", get_runs},
      {Method::kPut, RUN, "ProgrammeStartInput", "ProgrammeRun", start_run},
      {Method::kPut, RUN "/steps", "ProgrammeAdaptInput", "ProgrammeRun", adapt_run},
      {Method::kPost, RUN "/steps/{stepId}/take-up", "ProgrammeTakeUpInput", "ProgrammeRun", take_up_step},
      {Method::kPost, RUN "/steps/{stepId}/finish", "ProgrammeFinishInput", "ProgrammeRun", finish_step},
      {Method::kPost, RUN "/pause", "ReasonInput", "ProgrammeRun", pause_run},
      {Method::kPost, RUN "/resume", "ReasonInput", "ProgrammeRun", resume_run},
      {Method::kPost, RUN "/end", "ProgrammeEndInput", "ProgrammeRun", end_run},
      {Method::kGet, "/api/v1/clients/{clientId}/learnings", "", "LearningList", get_learnings},
  };
#undef RUN
  return kRoutes;
}

std::span<const HandlerRoute> my_learning_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kGet, "/api/v1/me/learnings", "", "LearningList", get_my_learnings},
  };
  return kRoutes;
}

}  // namespace intersession::homework
