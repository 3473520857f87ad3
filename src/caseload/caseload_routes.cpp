#include "caseload/caseload_routes.hpp"

#include "access/account_store.hpp"
#include "access/client_work.hpp"
#include "care/client_store.hpp"
#include "care/practice_store.hpp"
#include "caseload/client_file.hpp"
#include "caseload/file_store.hpp"
#include "caseload/row.hpp"
#include "homework/agenda.hpp"
#include "homework/engagement_store.hpp"

namespace intersession::caseload {

namespace json = core::json;
using access::ClientAccess;
using access::Scope;
using core::Result;
using http::Request;
using http::Response;
using std::chrono::days;

namespace {

constexpr days kEightWeeks{8 * 7};
constexpr days kWholeTreatment{2 * 366};

Response answer(const Result<json::object>& result) {
  return result ? Response::json(200, core::to_json(*result)) : Response::problem(result.error());
}

core::LocalDate days_ago(core::Instant now, days back) {
  return core::LocalDate{std::chrono::floor<days>(now - back).time_since_epoch()};
}

Result<care::PracticeSettings> settings(Views& views, db::Connection& connection, const core::Id& practice) {
  const auto key = views.access.vault.practice_key(practice);
  if (not key) return std::unexpected(key.error());
  auto found = care::store::practice(connection, practice, **key);
  if (not found) return std::unexpected(found.error());
  return std::move(found->settings);
}

Result<ClientFile> load(Views& views, db::Connection& connection, const ClientAccess& access, days back) {
  const auto key = views.access.vault.client_key(access.practice(), access.client());
  if (not key) return std::unexpected(key.error());
  return store::file(connection, access, **key, days_ago(access.now(), back));
}

Result<std::vector<homework::EngagementCheck>> load_checks(Views& views, db::Connection& connection,
                                                           const ClientAccess& access) {
  const auto key = views.access.vault.client_key(access.practice(), access.client());
  if (not key) return std::unexpected(key.error());
  return homework::store::checks(connection, access, **key);
}

/// A member's or client's view of one file.
template <class View>
Response client_view(Views& views, const Scope& scope, const core::Id& client, days back, const View& view) {
  return answer(access::read_client(
      views.access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto practice = settings(views, connection, access.practice());
        if (not practice) return std::unexpected(practice.error());
        auto file = load(views, connection, access, back);
        if (not file) return std::unexpected(file.error());
        auto checks = load_checks(views, connection, access);
        if (not checks) return std::unexpected(checks.error());
        file->checks = *std::move(checks);
        return view(connection, access, *file, *practice);
      }));
}

std::string therapist_name(Views& views, db::Connection& connection, const ClientAccess& access) {
  const auto member_id = store::therapist(connection, access);
  const auto key = views.access.vault.practice_key(access.practice());
  if (member_id.is_nil() or not key) return {};
  const auto member = access::store::member(connection, access.practice(), member_id, **key);
  return member and *member ? (*member)->name : std::string();
}

std::string obstacle_words(const homework::EntryContent& content, const catalogue::Catalogue& catalogue) {
  if (not content.obstacle_text.empty()) return content.obstacle_text;
  return content.obstacles.empty() ? std::string() : catalogue.obstacle_text(content.obstacles.front());
}

ClientFacts facts_of(const ClientFile& file, const catalogue::Catalogue& catalogue, core::Instant now) {
  ClientFacts facts{.client = file.client, .access = file.access, .sessions = file.sessions};
  if (file.treatment() != nullptr) facts.treatment = *file.treatment();
  const auto calendar = homework::calendar_of(file.sessions, file.client.details.zone);
  for (const auto& record : file.assignments) {
    const auto* agreement = homework::in_force(record.agreements);
    facts.assignments.push_back({.id = record.id,
                                 .state = record.state,
                                 .in_force_since = agreement == nullptr ? std::nullopt : record.due_since(),
                                 .waits_for_client = record.waits_for_client(),
                                 .waits_for_review = record.state == homework::State::kReported or
                                                     homework::waits_for_review(record, calendar, now),
                                 .was_due = homework::was_due(record, calendar, now),
                                 .planned_at = record.agreements.empty()
                                                   ? std::nullopt
                                                   : std::optional(record.agreements.front().created_at)});
  }
  for (const auto& entry : file.entries) {
    facts.entries.push_back({.assignment = entry.content.assignment,
                             .received_at = entry.received_at,
                             .day = std::chrono::floor<days>(entry.content.occurred_at),
                             .kind = entry.content.kind,
                             .outcome = entry.content.outcome,
                             .obstacle_text = obstacle_words(entry.content, catalogue)});
  }
  return facts;
}

Response get_caseload(Views& views, const Scope& scope) {
  return answer(access::read_caseload(
      views.access.database, scope, [&](db::Connection& connection) -> Result<json::object> {
        std::vector<Row> rows;
        for (const auto& seen : care::store::seen_clients(connection, scope)) {
          const auto access = scope.require_client(connection, seen.id);
          if (not access) continue;
          const auto file = load(views, connection, *access, kEightWeeks + days{7});
          if (not file) return std::unexpected(file.error());
          rows.push_back(make_row(facts_of(*file, *views.catalogue, scope.now()), scope.now()));
        }
        sort_by_need(rows);
        json::array clients;
        for (const auto& row : rows) clients.push_back(to_json(row));
        return json::object{{"at", core::format_instant(scope.now())}, {"clients", std::move(clients)}};
      }));
}

Response get_session_screen(Views& views, const Request& request, const Scope& scope) {
  const auto client = core::Id::parse(request.param("clientId"));
  if (not client) return Response::problem(access::not_found());
  return client_view(views, scope, *client, kWholeTreatment,
                     [&](db::Connection&, const ClientAccess&, const ClientFile& file,
                         const care::PracticeSettings& practice) -> Result<json::object> {
                       return session_screen_to_json(file, practice, *views.catalogue, scope.now());
                     });
}

Response get_today(Views& views, const Scope& scope) {
  return client_view(views, scope, scope.principal().client(), days{21},
                     [&](db::Connection& connection, const ClientAccess& access, const ClientFile& file,
                         const care::PracticeSettings& practice) -> Result<json::object> {
                       return today_to_json(file, practice, *views.catalogue,
                                            therapist_name(views, connection, access), scope.now());
                     });
}

}  // namespace

core::Result<json::object> client_record(Views& views, db::Connection& connection,
                                         const ClientAccess& access) {
  const auto practice = settings(views, connection, access.practice());
  if (not practice) return std::unexpected(practice.error());
  const auto file = load(views, connection, access, days{0});
  if (not file) return std::unexpected(file.error());
  return record_to_json(*file, *practice, *views.catalogue);
}

void add_routes(http::Router& router, Views& views) {
  using access::Policy;
  using access::Purpose;
  using http::Method;
  router.add(views.gate.guarded(Policy::kTherapist, {Method::kGet, "/api/v1/caseload", "", "Caseload"},
                                [&views](const Request&, const access::Principal& principal) {
                                  return get_caseload(views, views.gate.scope(principal, Purpose::kCaseload));
                                }));
  router.add(views.gate.guarded(
      Policy::kTherapist, {Method::kGet, "/api/v1/clients/{clientId}/session-screen", "", "SessionScreen"},
      [&views](const Request& request, const access::Principal& principal) {
        return get_session_screen(views, request, views.gate.scope(principal, Purpose::kCare));
      }));
  router.add(views.gate.guarded(Policy::kClient, {Method::kGet, "/api/v1/me/today", "", "Today"},
                                [&views](const Request&, const access::Principal& principal) {
                                  return get_today(views, views.gate.scope(principal, Purpose::kCare));
                                }));
}

}  // namespace intersession::caseload
