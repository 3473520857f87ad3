// The range seen here: computed from the records that a member sees, kept until one of them changes.
#include <set>

#include "care/client_store.hpp"
#include "care/session_store.hpp"
#include "measures/handler_routes.hpp"

namespace intersession::measures {

using access::ClientAccess;
using access::Scope;
using core::Result;

namespace {

Result<MeasureSettings> settings_of(Measures& room, db::Connection& connection, const core::Id& practice) {
  const auto key = room.access.vault.practice_key(practice);
  if (not key) return std::unexpected(key.error());
  return store::settings(connection, practice, **key);
}

/// The day, the settings, and who is seen.
std::string version_of(const Scope& scope, const MeasureSettings& settings,
                       const std::vector<care::store::SeenClient>& clients) {
  const auto day = std::chrono::floor<std::chrono::days>(scope.now().time_since_epoch()).count();
  std::string version = std::to_string(day) + "/" + std::to_string(settings.version);
  for (const auto& client : clients) version += ";" + client.id.text();
  return version;
}

/// Every client's scores, by "measure/scale".
using Gathered = std::map<std::string, std::vector<CourseOfScores>, std::less<>>;

Result<void> gather(Measures& room, db::Connection& connection, const ClientAccess& access,
                    const Shelf& shelf, Gathered& gathered) {
  const auto key = room.access.vault.client_key(access.practice(), access.client());
  if (not key) return std::unexpected(key.error());
  auto submissions = store::submissions(connection, access, **key);
  if (not submissions) return std::unexpected(submissions.error());
  auto sessions = care::store::sessions(connection, access, **key);
  if (not sessions) return std::unexpected(sessions.error());
  Course course{.sessions = *std::move(sessions), .submissions = *std::move(submissions)};
  course.find_instrument = [&](std::string_view id) { return shelf.find(id); };
  for (const auto& each : series(course)) {
    // Items in the client's own words compare with nobody.
    if (each.instrument->is_personal()) continue;
    auto numbers = numbered(each, course.sessions);
    if (not numbers.scores.empty()) gathered[each.measure + "/" + each.scale].push_back(std::move(numbers));
  }
  return {};
}

Result<std::shared_ptr<const RangesSeen>> compute(Measures& room, db::Connection& connection,
                                                  const Scope& scope,
                                                  const std::vector<care::store::SeenClient>& clients,
                                                  std::string version) {
  const auto known = shelf(room, connection, scope.practice());
  if (not known) return std::unexpected(known.error());
  Gathered gathered;
  for (const auto& seen : clients) {
    const auto access = scope.require_client(connection, seen.id);
    if (not access) continue;
    // A record that cannot be opened is missing here; that it cannot, the caseload says.
    (void)gather(room, connection, *access, *known, gathered);
  }
  auto found = std::make_shared<RangesSeen>();
  found->version = std::move(version);
  for (const auto& [name, courses] : gathered) {
    const auto slash = name.rfind('/');
    const auto* instrument = known->find(std::string_view(name).substr(0, slash));
    const auto* scale = instrument->find_scale(std::string_view(name).substr(slash + 1));
    if (auto range = RangeSeen::learn(*scale, courses)) found->ranges[name] = std::move(range);
  }
  return std::shared_ptr<const RangesSeen>(std::move(found));
}

}  // namespace

Result<std::shared_ptr<const RangesSeen>> read_ranges(Measures& room, const Scope& scope) {
  const auto now = room.access.database.read(
      [&](db::Connection& connection) { return settings_of(room, connection, scope.practice()); });
  if (not now) return std::unexpected(now.error());
  if (not now->range_seen_here) return nullptr;
  return access::read_caseload(room.access.database, scope, [&](db::Connection& connection) {
    return ranges_seen(room, connection, scope);
  });
}

Result<std::shared_ptr<const RangesSeen>> ranges_seen(Measures& room, db::Connection& connection,
                                                      const Scope& scope) {
  const auto settings = settings_of(room, connection, scope.practice());
  if (not settings) return std::unexpected(settings.error());
  if (not settings->range_seen_here) return nullptr;
  const auto clients = care::store::seen_clients(connection, scope);
  auto version = version_of(scope, *settings, clients);
  {
    const std::lock_guard lock(room.ranges->mutex);
    const auto kept = room.ranges->by_member.find(scope.subject());
    if (kept != room.ranges->by_member.end() and kept->second->version == version) return kept->second;
  }
  auto found = compute(room, connection, scope, clients, std::move(version));
  if (not found) return found;
  const std::lock_guard lock(room.ranges->mutex);
  room.ranges->by_member[scope.subject()] = *found;
  return found;
}

}  // namespace intersession::measures
