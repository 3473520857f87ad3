#include "caseload/caseload_routes.hpp"

#include "access/account_store.hpp"
#include "access/client_work.hpp"
#include "care/client_store.hpp"
#include "care/practice_store.hpp"
#include "caseload/client_file.hpp"
#include "caseload/file_store.hpp"
#include "caseload/row.hpp"
#include "caseload/validity.hpp"
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

using Loader = decltype(&store::file);

Result<ClientFile> load(Views& views, db::Connection& connection, const ClientAccess& access, days back,
                        Loader loader) {
  const auto key = views.access.vault.client_key(access.practice(), access.client());
  if (not key) return std::unexpected(key.error());
  return loader(connection, access, **key, days_ago(access.now(), back));
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
        auto file = load(views, connection, access, back, store::file);
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

using Rows = std::vector<std::shared_ptr<const KeptRow>>;

Response caseload_answer(Rows rows, core::Instant now) {
  std::ranges::stable_sort(rows, {}, [](const auto& row) -> const Need& { return row->need; });
  std::size_t size = 64;
  for (const auto& row : rows) size += row->json.size() + 1;
  std::string text;
  text.reserve(size);
  text.append(R"({"at":")").append(core::format_instant(now)).append(R"(","clients":[)");
  const char* comma = "";
  for (const auto& row : rows) {
    text.append(comma).append(row->json);
    comma = ",";
  }
  return Response::json(200, std::move(text.append("]}")));
}

/// The kept row of a client whom the caller may see; nullptr where it is not true any more.
std::shared_ptr<const KeptRow> kept_row(Views& views, const core::Id& practice, const store::SeenRow& seen,
                                        core::Instant now) {
  const auto kept = views.kept.rows.find({practice, seen.client});
  const bool fits = kept and (*kept)->version == seen.version and (*kept)->access == seen.access and
                    (*kept)->validity.holds(now);
  return fits and views.access.vault.client_key(practice, seen.client) ? *kept : nullptr;
}

/// Every row is kept already, and this read is noted: the usual case after the first time.
std::optional<Response> kept_caseload(Views& views, db::Connection& connection, const Scope& scope) {
  if (not access::read_is_noted(connection, scope, core::Id{})) return std::nullopt;
  Rows rows;
  for (const auto& seen : store::seen_rows(connection, scope)) {
    rows.push_back(kept_row(views, scope.practice(), seen, scope.now()));
    if (not rows.back()) return std::nullopt;
  }
  return caseload_answer(std::move(rows), scope.now());
}

Result<std::shared_ptr<const KeptRow>> new_row(Views& views, db::Connection& connection,
                                               const ClientAccess& access, const store::SeenRow& seen) {
  auto file = load(views, connection, access, kEightWeeks + days{7}, store::short_file);
  if (not file) return std::unexpected(file.error());
  file->access = seen.access;
  const auto row = make_row(facts_of(*file, *views.catalogue, access.now()), access.now());
  auto kept =
      std::make_shared<const KeptRow>(KeptRow{seen.version, seen.access, validity_of(*file, access.now()),
                                              need_of(row), core::to_json(to_json(row))});
  views.kept.rows.keep({access.practice(), access.client()}, kept,
                       sizeof(KeptRow) + kept->json.capacity() + kept->need.name.capacity());
  return kept;
}

Response get_caseload(Views& views, const Scope& scope) {
  const auto rows =
      access::read_caseload(views.access.database, scope, [&](db::Connection& connection) -> Result<Rows> {
        Rows found;
        for (const auto& seen : store::seen_rows(connection, scope)) {
          const auto access = scope.require_client(connection, seen.client);
          if (not access) continue;
          found.push_back(kept_row(views, scope.practice(), seen, scope.now()));
          if (found.back()) continue;
          auto row = new_row(views, connection, *access, seen);
          if (not row) return std::unexpected(row.error());
          found.back() = *std::move(row);
        }
        return found;
      });
  return rows ? caseload_answer(*rows, scope.now()) : Response::problem(rows.error());
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

Response today_answer(const KeptToday& today) {
  Response response = Response::json(200, {});
  response.shared_body = today.json;
  return response;
}

/// Today as it was computed before, where that is still true.
std::optional<Response> kept_today(Views& views, db::Connection& connection, const Scope& scope) {
  const auto access = scope.require_client(connection, scope.principal().client());
  if (not access) return std::nullopt;
  const auto kept = views.kept.todays.find({access->practice(), access->client()});
  const bool fits = kept and (*kept)->validity.holds(scope.now()) and
                    (*kept)->stamp == store::today_stamp(connection, *access) and
                    views.access.vault.client_key(access->practice(), access->client());
  return fits ? std::optional(today_answer(**kept)) : std::nullopt;
}

Response get_today(Views& views, const Scope& scope) {
  const auto today = access::read_client(
      views.access.database, scope, scope.principal().client(),
      [&](db::Connection& connection,
          const ClientAccess& access) -> Result<std::shared_ptr<const KeptToday>> {
        const auto practice = settings(views, connection, access.practice());
        if (not practice) return std::unexpected(practice.error());
        auto file = load(views, connection, access, days{21}, store::short_file);
        if (not file) return std::unexpected(file.error());
        auto checks = load_checks(views, connection, access);
        if (not checks) return std::unexpected(checks.error());
        file->checks = *std::move(checks);
        auto json = std::make_shared<const std::string>(core::to_json(today_to_json(
            *file, *practice, *views.catalogue, therapist_name(views, connection, access), scope.now())));
        auto kept = std::make_shared<const KeptToday>(KeptToday{
            store::today_stamp(connection, access), validity_of(*file, scope.now()), std::move(json)});
        views.kept.todays.keep({access.practice(), access.client()}, kept,
                               sizeof(KeptToday) + kept->stamp.capacity() + kept->json->capacity());
        return kept;
      });
  return today ? today_answer(**today) : Response::problem(today.error());
}

}  // namespace

core::Result<json::object> client_record(Views& views, db::Connection& connection,
                                         const ClientAccess& access) {
  const auto practice = settings(views, connection, access.practice());
  if (not practice) return std::unexpected(practice.error());
  const auto file = load(views, connection, access, days{0}, store::file);
  if (not file) return std::unexpected(file.error());
  return record_to_json(*file, *practice, *views.catalogue);
}

void add_routes(http::Router& router, Views& views) {
  using access::Policy;
  using access::Purpose;
  using http::Method;
  router.add(views.gate.guarded_read(
      Policy::kTherapist, {Method::kGet, "/api/v1/caseload", "", "Caseload"},
      [&views](db::Connection& connection, const Request&, const access::Principal& principal) {
        return kept_caseload(views, connection, views.gate.scope(principal, Purpose::kCaseload));
      },
      [&views](const Request&, const access::Principal& principal) {
        return get_caseload(views, views.gate.scope(principal, Purpose::kCaseload));
      }));
  router.add(views.gate.guarded(
      Policy::kTherapist, {Method::kGet, "/api/v1/clients/{clientId}/session-screen", "", "SessionScreen"},
      [&views](const Request& request, const access::Principal& principal) {
        return get_session_screen(views, request, views.gate.scope(principal, Purpose::kCare));
      }));
  router.add(views.gate.guarded_read(
      Policy::kClient, {Method::kGet, "/api/v1/me/today", "", "Today"},
      [&views](db::Connection& connection, const Request&, const access::Principal& principal) {
        return kept_today(views, connection, views.gate.scope(principal, Purpose::kCare));
      },
      [&views](const Request&, const access::Principal& principal) {
        return get_today(views, views.gate.scope(principal, Purpose::kCare));
      }));
}

}  // namespace intersession::caseload
