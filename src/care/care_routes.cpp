#include "care/care_routes.hpp"

#include <algorithm>

#include "access/client_work.hpp"
#include "access/route_tools.hpp"
#include "care/client_store.hpp"
#include "care/practice_store.hpp"
#include "care/session_store.hpp"
#include "care/treatment_store.hpp"
#include "care/versioned.hpp"

namespace intersession::care {

namespace json = core::json;
using access::answer;
using access::ClientAccess;
using access::path_id;
using access::Policy;
using access::Scope;
using core::Decoder;
using core::Id;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

/// Codes that the catalogue does not know are problems at their places.
void check_codes(Decoder& in, std::string_view key, const std::vector<std::string>& codes,
                 const std::function<bool(std::string_view)>& knows) {
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (not knows(codes[i])) {
      in.problem_at(core::pointer_to(core::pointer_to(in.pointer(), key), i), "This code is not known.");
    }
  }
}

TreatmentInput read_treatment(Decoder& in, const Care& care) {
  TreatmentInput input = decode_treatment_input(in);
  check_codes(in, "paradigms", input.paradigms, care.ports.knows_paradigm);
  check_codes(in, "mechanisms", input.mechanisms, care.ports.knows_mechanism);
  return input;
}

// -- practice
// ----------------------------------------------------------------------------------------------------

Result<Practice> load_practice(db::Connection& connection, Care& care, const Id& id) {
  const auto key = care.access.vault.practice_key(id);
  if (not key) return std::unexpected(key.error());
  return store::practice(connection, id, **key);
}

Response get_help(Care& care) {
  const auto practice =
      care.access.database.read([&](db::Connection& connection) -> Result<std::optional<Practice>> {
        const auto id = store::first_practice(connection);
        if (not id) return std::nullopt;
        auto found = load_practice(connection, care, *id);
        if (not found) return std::unexpected(found.error());
        return *std::move(found);
      });
  if (not practice) return answer(practice);
  return answer(200, help_to_json(practice->value_or(Practice{.settings = {.name = "Intersession"}})));
}

Response get_practice(Care& care, const Request&, const Scope& scope) {
  const auto practice = care.access.database.read(
      [&](db::Connection& connection) { return load_practice(connection, care, scope.practice()); });
  return practice ? answer(200, to_json(*practice)) : answer(practice);
}

Response put_practice(Care& care, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  const auto version = in.integer("version", 1, 1'000'000'000);
  const PracticeSettings settings = decode_practice_settings(in);
  for (const auto& [paradigm, noun] : settings.nouns) {
    if (not care.ports.knows_paradigm(paradigm))
      in.problem("nouns", "This paradigm is not known: " + paradigm + ".");
  }
  if (auto problem = in.finish()) return Response::problem(*problem);
  const auto key = care.access.vault.practice_key(scope.practice());
  if (not key) return answer(key);
  const auto saved =
      care.access.database.write(scope.practice(), [&](db::Connection& connection) -> Result<Practice> {
        if (auto owner = scope.require_owner(); not owner) return std::unexpected(owner.error());
        auto before = store::practice(connection, scope.practice(), **key);
        if (not before) return before;
        Practice after = *before;
        after.settings = settings;
        const bool same = pack_settings(settings) == pack_settings(before->settings) and
                          settings.zone == before->settings.zone;
        const auto put = decide_put(before->version, version, same);
        if (not put) return std::unexpected(put.error());
        if (*put == Put::kRepeat) return before;
        ++after.version;
        if (auto done = store::save(connection, after, **key, scope.now()); not done) {
          return std::unexpected(done.error());
        }
        access::record(connection, scope,
                       {.action = "practice.change", .resource_kind = "practice", .resource = after.id});
        return after;
      });
  return saved ? answer(200, to_json(*saved)) : answer(saved);
}

// -- client
// ------------------------------------------------------------------------------------------------------

struct ClientPut {
  ClientDetails details;
  std::optional<std::int64_t> version;
  Id treatment;
  TreatmentInput first_treatment;
};

Result<ClientPut> decode_client_put(const Request& request, Care& care) {
  const auto body = core::parse_json(request.body);
  if (not body) return std::unexpected(body.error());
  Decoder in(*body);
  ClientPut put{.details = decode_client_details(in),
                .version = in.optional_integer("version", 1, 1'000'000'000)};
  put.treatment = in.optional_id("treatmentId").value_or(Id{});
  in.object("treatment", [&](Decoder& nested) { put.first_treatment = read_treatment(nested, care); });
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return put;
}

using Key = std::shared_ptr<const vault::SealingKey>;

Result<json::object> create_client(db::Connection& connection, const Scope& scope, Care& care, const Key& key,
                                   const Id& id, const ClientPut& put) {
  auto access = scope.admit_client(connection, id);
  if (not access) return std::unexpected(access.error());
  const Client client{.id = id, .version = 1, .created_at = scope.now(), .details = put.details};
  if (auto done = store::save(connection, *access, *key, client); not done)
    return std::unexpected(done.error());
  Treatment treatment = apply(std::nullopt, put.treatment, put.first_treatment, scope.now());
  treatment.version = 1;
  if (auto done = store::save(connection, *access, *key, treatment); not done)
    return std::unexpected(done.error());
  access::record(connection, *access, {.action = "client.create", .resource_kind = "client", .resource = id});
  return care.ports.client_record(connection, *access);
}

Result<json::object> change_client(db::Connection& connection, const ClientAccess& access, Care& care,
                                   const Key& key, const ClientPut& put) {
  auto before = store::client(connection, access, *key);
  if (not before) return std::unexpected(before.error());
  Client after = *before;
  after.details = put.details;
  // Consent has a route of its own, so that nobody withdraws or gives it by correcting a name.
  after.details.analysis_consent = before->details.analysis_consent;
  after.details.studies = before->details.studies;
  const bool same = pack_client(after.details) == pack_client(before->details) and
                    after.details.zone == before->details.zone;
  const auto decided = decide_put(before->version, put.version, same);
  if (not decided) return std::unexpected(decided.error());
  if (*decided == Put::kChange) {
    ++after.version;
    if (auto done = store::save(connection, access, *key, after); not done)
      return std::unexpected(done.error());
    access::record(connection, access,
                   {.action = "client.change", .resource_kind = "client", .resource = after.id});
  }
  return care.ports.client_record(connection, access);
}

Response put_client(Care& care, const Request& request, const Scope& scope) {
  const auto id = path_id(request, "clientId");
  if (not id) return answer(id);
  auto put = decode_client_put(request, care);
  if (not put) return answer(put);
  if (put->treatment.is_nil()) put->treatment = care.access.random.id(scope.now());
  // The key must be durable before the first row that it seals.
  if (not put->version) {
    if (auto made = care.access.vault.create_client(scope.practice(), *id); not made) return answer(made);
  }
  const auto key = care.access.vault.client_key(scope.practice(), *id);
  if (not key) return Response::problem(access::not_found());
  bool created = false;
  const auto saved =
      care.access.database.write(scope.practice(), [&](db::Connection& connection) -> Result<json::object> {
        auto known = scope.require_client_to_write(connection, *id);
        if (known) return change_client(connection, *known, care, *key, *put);
        if (put->version) return std::unexpected(known.error());
        created = true;
        return create_client(connection, scope, care, *key, *id, *put);
      });
  return saved ? answer(created ? 201 : 200, *saved) : answer(saved);
}

Response put_consent(Care& care, const Request& request, const Scope& scope) {
  const auto id = path_id(request, "clientId");
  if (not id) return answer(id);
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  const Consent consent = decode_consent(in);
  const auto version = in.integer("version", 1, 1'000'000'000);
  if (auto problem = in.finish()) return Response::problem(*problem);
  const auto key = care.access.vault.client_key(scope.practice(), *id);
  if (not key) return Response::problem(access::not_found());
  const auto saved = access::write_client(
      care.access.database, scope, *id,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        auto before = store::client(connection, access, **key);
        if (not before) return std::unexpected(before.error());
        Client after = *before;
        after.details.analysis_consent = consent.analysis;
        after.details.studies = consent.studies;
        const auto decided =
            decide_put(before->version, version, pack_client(after.details) == pack_client(before->details));
        if (not decided) return std::unexpected(decided.error());
        if (*decided == Put::kChange) {
          ++after.version;
          if (auto done = store::save(connection, access, **key, after); not done)
            return std::unexpected(done.error());
          access::record(connection, access,
                         {.action = "consent.change", .resource_kind = "client", .resource = after.id});
        }
        return care.ports.client_record(connection, access);
      });
  return saved ? answer(200, *saved) : answer(saved);
}

Response get_client(Care& care, const Request& request, const Scope& scope) {
  const auto id = path_id(request, "clientId");
  if (not id) return answer(id);
  const auto record = access::read_client(care.access.database, scope, *id,
                                          [&](db::Connection& connection, const ClientAccess& access) {
                                            return care.ports.client_record(connection, access);
                                          });
  return record ? answer(200, *record) : answer(record);
}

// -- parts of a treatment
// ------------------------------------------------------------------------------------------

/// PUT of one versioned part of a client's record. `load` gives all parts of the kind, `make` the part after
/// the input; equality is that of the API's form.
template <class T, class Load, class Make>
Response put_part(Care& care, const Request& request, const Scope& scope, std::string_view id_name,
                  std::string_view kind, std::optional<std::int64_t> version, const Load& load,
                  const Make& make) {
  const auto client = path_id(request, "clientId");
  if (not client) return answer(client);
  const auto id = path_id(request, id_name);
  if (not id) return answer(id);
  const auto key = care.access.vault.client_key(scope.practice(), *client);
  if (not key) return Response::problem(access::not_found());
  const std::string action = std::string(kind) + ".save";
  bool created = false;
  const auto saved = access::write_client(
      care.access.database, scope, *client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<T> {
        const auto all = load(connection, access, **key);
        if (not all) return std::unexpected(all.error());
        const auto found = std::ranges::find(*all, *id, &T::id);
        const std::optional<T> before = found == all->end() ? std::nullopt : std::optional<T>(*found);
        Result<T> after = make(connection, access, before, *id);
        if (not after) return after;
        const bool same = before and to_json(*after) == to_json(*before);
        const auto put = decide_put(before ? std::optional(before->version) : std::nullopt, version, same);
        if (not put) return std::unexpected(put.error());
        if (*put == Put::kRepeat) return after;
        ++after->version;
        created = *put == Put::kCreate;
        if (auto done = store::save(connection, access, **key, *after); not done)
          return std::unexpected(done.error());
        access::record(connection, access, {.action = action, .resource_kind = kind, .resource = *id});
        return after;
      });
  return saved ? answer(created ? 201 : 200, to_json(*saved)) : answer(saved);
}

constexpr std::int64_t kManyVersions = 1'000'000'000;

/// A part belongs to one of the client's treatments and stays there. `before`: the stored part, if any.
template <class T>
Result<void> check_treatment(db::Connection& connection, const ClientAccess& access,
                             const std::optional<T>& before, const Id& treatment) {
  if (before and before->treatment != treatment)
    return core::fail_field("/treatmentId", "This stays in the treatment that it was made in.");
  if (not before and not store::has_treatment(connection, access, treatment))
    return core::fail_field("/treatmentId", "This client has no such treatment.");
  return {};
}

/// The input without its rating where the stored goal has it already: the same request, sent again because
/// its answer was lost.
GoalInput without_repeat(GoalInput input, const std::optional<Goal>& before,
                         std::optional<std::int64_t> version) {
  const bool next = before and before->version == version.value_or(0) + 1;
  if (next and not before->ratings.empty() and before->ratings.back().rating == input.rating)
    input.rating.reset();
  return input;
}

Response put_treatment(Care& care, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  const TreatmentInput input = read_treatment(in, care);
  const auto version = in.optional_integer("version", 1, kManyVersions);
  if (auto problem = in.finish()) return Response::problem(*problem);
  return put_part<Treatment>(
      care, request, scope, "treatmentId", "treatment", version, store::treatments,
      [&](db::Connection&, const ClientAccess& access, const std::optional<Treatment>& before,
          const Id& id) -> Result<Treatment> { return apply(before, id, input, access.now()); });
}

Response put_goal(Care& care, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  const GoalInput input = decode_goal_input(in);
  const auto version = in.optional_integer("version", 1, kManyVersions);
  if (auto problem = in.finish()) return Response::problem(*problem);
  return put_part<Goal>(care, request, scope, "goalId", "goal", version, store::goals,
                        [&](db::Connection& connection, const ClientAccess& access,
                            const std::optional<Goal>& before, const Id& id) -> Result<Goal> {
                          auto fits = check_treatment(connection, access, before, input.treatment);
                          if (not fits) return std::unexpected(fits.error());
                          return apply(before, id, without_repeat(input, before, version), access.now());
                        });
}

Response put_element(Care& care, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  const FormulationElement input = decode_formulation_element(in);
  const auto version = in.optional_integer("version", 1, kManyVersions);
  if (auto problem = in.finish()) return Response::problem(*problem);
  return put_part<FormulationElement>(
      care, request, scope, "elementId", "formulation-element", version, store::formulation,
      [&](db::Connection& connection, const ClientAccess& access,
          const std::optional<FormulationElement>& before, const Id& id) -> Result<FormulationElement> {
        auto fits = check_treatment(connection, access, before, input.treatment);
        if (not fits) return std::unexpected(fits.error());
        FormulationElement after = input;
        after.id = id;
        if (before) after.version = before->version;
        return after;
      });
}

Response put_session(Care& care, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  const SessionInput input = decode_session_input(in);
  const auto version = in.optional_integer("version", 1, kManyVersions);
  if (auto problem = in.finish()) return Response::problem(*problem);
  return put_part<Session>(care, request, scope, "sessionId", "session", version, store::sessions,
                           [&](db::Connection& connection, const ClientAccess& access,
                               const std::optional<Session>& before, const Id& id) -> Result<Session> {
                             auto fits = check_treatment(connection, access, before, input.treatment);
                             if (not fits) return std::unexpected(fits.error());
                             const auto practice = load_practice(connection, care, access.practice());
                             if (not practice) return std::unexpected(practice.error());
                             return apply(before, id, input, practice->settings.zone, access.now());
                           });
}

}  // namespace

void add_routes(http::Router& router, Care& care) {
  struct CareRoute {
    Policy policy;
    access::Purpose purpose;
    access::RouteSpec spec;
    Response (*handler)(Care&, const Request&, const Scope&);
  };
  constexpr auto kAdministration = access::Purpose::kAdministration;
  constexpr auto kCare = access::Purpose::kCare;
  const CareRoute routes[] = {
      {Policy::kMember, kAdministration, {Method::kGet, "/api/v1/practice", "", "Practice"}, get_practice},
      {Policy::kOwner,
       kAdministration,
       {Method::kPut, "/api/v1/practice", "PracticeInput", "Practice"},
       put_practice},
      {Policy::kTherapist,
       kCare,
       {Method::kGet, "/api/v1/clients/{clientId}", "", "ClientRecord"},
       get_client},
      {Policy::kTherapist,
       kCare,
       {Method::kPut, "/api/v1/clients/{clientId}", "ClientInput", "ClientRecord"},
       put_client},
      {Policy::kTherapist,
       kCare,
       {Method::kPut, "/api/v1/clients/{clientId}/consent", "ConsentInput", "ClientRecord"},
       put_consent},
      {Policy::kTherapist,
       kCare,
       {Method::kPut, "/api/v1/clients/{clientId}/treatments/{treatmentId}", "TreatmentInput", "Treatment"},
       put_treatment},
      {Policy::kTherapist,
       kCare,
       {Method::kPut, "/api/v1/clients/{clientId}/goals/{goalId}", "GoalInput", "Goal"},
       put_goal},
      {Policy::kTherapist,
       kCare,
       {Method::kPut, "/api/v1/clients/{clientId}/formulation/{elementId}", "FormulationElementInput",
        "FormulationElement"},
       put_element},
      {Policy::kTherapist,
       kCare,
       {Method::kPut, "/api/v1/clients/{clientId}/sessions/{sessionId}", "SessionInput", "Session"},
       put_session},
  };
  router.add(care.gate.open({Method::kGet, "/api/v1/help", "", "Help"},
                            [&care](const Request&) { return get_help(care); }));
  for (const auto& route : routes) {
    router.add(care.gate.guarded(route.policy, route.spec,
                                 [&care, handler = route.handler, purpose = route.purpose](
                                     const Request& request, const access::Principal& principal) {
                                   return handler(care, request, care.gate.scope(principal, purpose));
                                 }));
  }
  add_circle_routes(router, care);
}

}  // namespace intersession::care
