#include "caseload/caseload_routes.hpp"

#include "access/account_store.hpp"
#include "access/circle_relation_store.hpp"
#include "access/client_work.hpp"
#include "care/circle_store.hpp"
#include "care/client_store.hpp"
#include "care/practice_store.hpp"
#include "caseload/circle_view.hpp"
#include "caseload/client_file.hpp"
#include "caseload/file_store.hpp"
#include "caseload/row.hpp"
#include "caseload/validity.hpp"
#include "homework/agenda.hpp"
#include "homework/couple_store.hpp"
#include "homework/engagement_store.hpp"
#include "homework/joint_store.hpp"

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

/// The same with the activities of its assignments.
Result<ClientFile> load_with_activities(Views& views, db::Connection& connection, const ClientAccess& access,
                                        days back, Loader loader) {
  auto file = load(views, connection, access, back, loader);
  if (not file) return file;
  for (const auto& record : file->assignments) {
    auto activity =
        views.shelf.find(connection, access.practice(), record.activity_id, record.activity_version);
    if (not activity) return std::unexpected(activity.error());
    file->activities.push_back(*std::move(activity));
  }
  return file;
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
        auto file = load_with_activities(views, connection, access, back, store::file);
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

/// A record that cannot be opened; every other line of the caseload stands.
struct Closed {
  core::Id client;
  std::string name;  ///< empty where that cannot be read either
};
struct Lines {
  std::vector<std::shared_ptr<const KeptRow>> rows;
  std::vector<Closed> closed;
};

Response caseload_answer(Lines lines, core::Instant now) {
  std::ranges::stable_sort(lines.rows, {}, [](const auto& row) -> const Need& { return row->need; });
  std::size_t size = 64;
  for (const auto& row : lines.rows) size += row->json.size() + 1;
  std::string text;
  text.reserve(size);
  text.append(R"({"at":")").append(core::format_instant(now)).append(R"(","clients":[)");
  const char* comma = "";
  for (const auto& row : lines.rows) {
    text.append(comma).append(row->json);
    comma = ",";
  }
  text.append("]");
  if (not lines.closed.empty()) {
    json::array closed;
    for (const auto& each : lines.closed) {
      json::object one{{"clientId", each.client.text()}};
      if (not each.name.empty()) one["name"] = each.name;
      closed.push_back(std::move(one));
    }
    text.append(R"(,"cannotBeOpened":)").append(core::to_json(closed));
  }
  return Response::json(200, std::move(text.append("}")));
}

/// What rows are made with, beside each record.
struct Making {
  Views& views;
  db::Connection& connection;
  std::shared_ptr<const measures::RangesSeen> ranges;
  std::optional<measures::Shelf> shelf{};  ///< read when the first row is made
};

RowName name_of(const Making& making, const Scope& scope, const core::Id& client) {
  return {{scope.practice(), client}, making.ranges ? scope.subject() : core::Id{}};
}

/// The kept row of a client whom the caller may see; nullptr where it is not true any more.
std::shared_ptr<const KeptRow> kept_row(const Making& making, const Scope& scope,
                                        const store::SeenRow& seen) {
  const auto kept = making.views.kept.rows.find(name_of(making, scope, seen.client));
  const bool fits = kept and (*kept)->version == seen.version and (*kept)->access == seen.access and
                    (*kept)->alerts == seen.alerts and (*kept)->ranges == making.ranges and
                    (*kept)->validity.holds(scope.now());
  return fits and making.views.access.vault.client_key(scope.practice(), seen.client) ? *kept : nullptr;
}

/// Every row is kept already, and this read is noted: the usual case after the first time.
std::optional<Response> kept_caseload(Views& views, db::Connection& connection, const Scope& scope) {
  if (not access::read_is_noted(connection, scope, core::Id{})) return std::nullopt;
  auto ranges = views.ranges(connection, scope);
  if (not ranges) return std::nullopt;
  const Making making{views, connection, *std::move(ranges)};
  Lines lines;
  for (const auto& seen : store::seen_rows(connection, scope)) {
    lines.rows.push_back(kept_row(making, scope, seen));
    if (not lines.rows.back()) return std::nullopt;
  }
  return caseload_answer(std::move(lines), scope.now());
}

/// Entries that were read before, where nothing was written since and they begin early enough.
std::shared_ptr<const std::vector<homework::EntryHead>> kept_entries(Views& views, const RecordName& name,
                                                                     std::int64_t version,
                                                                     core::LocalDate first_day) {
  const auto kept = views.kept.entries.find(name);
  const bool fits = kept and (*kept)->version == version and (*kept)->first_day <= first_day;
  return fits ? (*kept)->entries : nullptr;
}

void keep_entries(Views& views, const RecordName& name, KeptEntries entries) {
  std::size_t size = sizeof(KeptEntries) + entries.entries->capacity() * sizeof(homework::EntryHead);
  for (const auto& each : *entries.entries) size += each.obstacle_text.capacity();
  views.kept.entries.keep(name, std::make_shared<const KeptEntries>(std::move(entries)), size);
}

Result<std::shared_ptr<const KeptRow>> new_row(Making& making, const Scope& scope, const ClientAccess& access,
                                               const store::SeenRow& seen) {
  Views& views = making.views;
  const auto key = views.access.vault.client_key(access.practice(), access.client());
  if (not key) return std::unexpected(key.error());
  if (not making.shelf) {
    auto shelf =
        measures::store::shelf(making.connection, access.practice(), views.access.vault, views.instruments);
    if (not shelf) return std::unexpected(shelf.error());
    making.shelf = *std::move(shelf);
  }
  const RecordName name{access.practice(), access.client()};
  const auto first_day = days_ago(access.now(), kEightWeeks + days{7});
  const auto kept_before = kept_entries(views, name, seen.version, first_day);
  auto file = store::row_file(making.connection, access, **key,
                              {first_day, kept_before, *making.shelf, making.ranges});
  if (not file) return std::unexpected(file.error());
  file->access = seen.access;
  file->row.alerts = seen.alerts;
  const auto row = make_row(facts_of(*file, *views.catalogue, access.now()), access.now());
  auto kept = std::make_shared<const KeptRow>(KeptRow{seen.version, seen.access, seen.alerts, making.ranges,
                                                      validity_of(*file, access.now()), need_of(row),
                                                      core::to_json(to_json(row))});
  views.kept.rows.keep(name_of(making, scope, seen.client), kept,
                       sizeof(KeptRow) + kept->json.capacity() + kept->need.name.capacity());
  if (not kept_before) {
    using Heads = std::vector<homework::EntryHead>;
    keep_entries(views, name,
                 {seen.version, first_day, std::make_shared<const Heads>(std::move(file->row.entries))});
  }
  return kept;
}

/// The name where at least that can be read.
Closed closed(Views& views, db::Connection& connection, const ClientAccess& access) {
  Closed found{access.client(), {}};
  const auto key = views.access.vault.client_key(access.practice(), access.client());
  if (not key) return found;
  if (const auto client = care::store::client(connection, access, **key)) found.name = client->details.name;
  return found;
}

Response get_caseload(Views& views, const Scope& scope) {
  const auto lines =
      access::read_caseload(views.access.database, scope, [&](db::Connection& connection) -> Result<Lines> {
        auto ranges = views.ranges(connection, scope);
        if (not ranges) return std::unexpected(ranges.error());
        Making making{views, connection, *std::move(ranges)};
        Lines found;
        for (const auto& seen : store::seen_rows(connection, scope)) {
          const auto access = scope.require_client(connection, seen.client);
          if (not access) continue;
          if (auto kept = kept_row(making, scope, seen)) {
            found.rows.push_back(std::move(kept));
            continue;
          }
          auto row = new_row(making, scope, *access, seen);
          if (row) {
            found.rows.push_back(*std::move(row));
          } else if (row.error().reason != "erased") {
            if (row.error().code == core::ErrorCode::kStorage) return std::unexpected(row.error());
            found.closed.push_back(closed(views, connection, *access));
          }
        }
        return found;
      });
  return lines ? caseload_answer(*lines, scope.now()) : Response::problem(lines.error());
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

/// Today as it was computed before, where that is still true.
std::optional<Response> kept_today(Views& views, db::Connection& connection, const Scope& scope) {
  const auto access = scope.require_client(connection, scope.principal().client());
  if (not access) return std::nullopt;
  const auto kept = views.kept.todays.find({access->practice(), access->client()});
  const bool fits = kept and (*kept)->validity.holds(scope.now()) and
                    (*kept)->stamp == store::today_stamp(connection, *access) and
                    views.access.vault.client_key(access->practice(), access->client());
  return fits ? std::optional(Response::json(200, (*kept)->json.text())) : std::nullopt;
}

Response get_today(Views& views, const Scope& scope) {
  const auto today = access::read_client(
      views.access.database, scope, scope.principal().client(),
      [&](db::Connection& connection, const ClientAccess& access) -> Result<std::string> {
        const auto practice = settings(views, connection, access.practice());
        if (not practice) return std::unexpected(practice.error());
        auto file = load_with_activities(views, connection, access, days{21}, store::short_file);
        if (not file) return std::unexpected(file.error());
        auto checks = load_checks(views, connection, access);
        if (not checks) return std::unexpected(checks.error());
        file->checks = *std::move(checks);
        auto json = core::to_json(
            today_to_json(*file, *practice, therapist_name(views, connection, access), scope.now()));
        const auto kept = std::make_shared<const KeptToday>(KeptToday{
            store::today_stamp(connection, access), validity_of(*file, scope.now()), core::Compressed(json)});
        views.kept.todays.keep({access.practice(), access.client()}, kept,
                               sizeof(KeptToday) + kept->stamp.capacity() + kept->json.size());
        return json;
      });
  return today ? Response::json(200, *std::move(today)) : Response::problem(today.error());
}

/// The activity of a joint plan in the version that its clients began with.
Result<catalogue::ActivityRef> activity_of(Views& views, db::Connection& connection, const core::Id& practice,
                                           const homework::JointPlan& plan,
                                           const std::vector<ClientFile>& clients) {
  for (const auto& client : clients) {
    for (const auto& record : client.assignments) {
      if (std::ranges::count(plan.links, record.id, &homework::JointPlan::Link::assignment) > 0) {
        return views.shelf.find(connection, practice, plan.activity_id, record.activity_version);
      }
    }
  }
  return views.shelf.find(connection, practice, plan.activity_id, 1);  // nobody of it is left: any version
}

}  // namespace

core::Result<json::object> client_record(Views& views, db::Connection& connection,
                                         const ClientAccess& access) {
  const auto practice = settings(views, connection, access.practice());
  if (not practice) return std::unexpected(practice.error());
  const auto file = load_with_activities(views, connection, access, days{0}, store::file);
  if (not file) return std::unexpected(file.error());
  return record_to_json(*file, *practice);
}

core::Result<json::object> circle_view(Views& views, db::Connection& connection, const Scope& scope,
                                       const access::CircleAccess& circle) {
  const auto key = views.access.vault.practice_key(circle.practice());
  if (not key) return std::unexpected(key.error());
  const auto practice = settings(views, connection, circle.practice());
  if (not practice) return std::unexpected(practice.error());
  CircleFile file;
  auto found = care::store::circle(connection, circle, **key);
  if (not found) return std::unexpected(found.error());
  file.circle = *std::move(found);
  for (const auto& id : access::store::leaders(connection, circle)) {
    const auto member = access::store::member(connection, circle.practice(), id, **key);
    if (not member) return std::unexpected(member.error());
    if (*member) file.leaders.emplace_back(id, (*member)->name);
  }
  for (const auto& id : access::store::circle_clients(connection, circle)) {
    const auto client = scope.require_client(connection, id);
    if (not client) continue;
    auto loaded = load(views, connection, *client, kEightWeeks, store::file);
    if (not loaded) return std::unexpected(loaded.error());
    file.clients.push_back(*std::move(loaded));
    const auto client_key = views.access.vault.client_key(circle.practice(), id);
    if (not client_key) return std::unexpected(client_key.error());
    auto check = homework::store::newest_check(connection, circle, *client, **client_key);
    if (not check) return std::unexpected(check.error());
    if (*check) file.checks.push_back(**std::move(check));
  }
  std::ranges::sort(file.clients, {}, [](const ClientFile& each) { return each.client.details.name; });
  auto sessions = care::store::circle_sessions(connection, circle, **key);
  if (not sessions) return std::unexpected(sessions.error());
  file.sessions = *std::move(sessions);
  file.plans = homework::store::joint_plans(connection, circle);
  for (const auto& plan : file.plans) {
    auto activity = activity_of(views, connection, circle.practice(), plan, file.clients);
    if (not activity) return std::unexpected(activity.error());
    file.activities.push_back(*std::move(activity));
  }
  return circle_to_json(file, *practice, *views.catalogue, scope.now());
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
