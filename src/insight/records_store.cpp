#include "insight/records_store.hpp"

#include <algorithm>
#include <optional>

#include "care/client_store.hpp"
#include "care/session_store.hpp"
#include "care/treatment_store.hpp"
#include "homework/assignment_store.hpp"
#include "measures/measure_store.hpp"

namespace intersession::insight::store {

namespace {

using core::Result;

bool agreed(const care::ClientDetails& details, const std::string& study) {
  if (study.empty()) return details.analysis_consent;
  return std::find(details.studies.begin(), details.studies.end(), study) != details.studies.end();
}

Result<ClientRecords> load(db::Connection& connection, const access::ClientAccess& access,
                           const vault::SealingKey& key, const measures::Shelf& shelf) {
  ClientRecords out;
  auto sessions = care::store::sessions(connection, access, key);
  if (not sessions) return std::unexpected(sessions.error());
  auto assignments = homework::store::assignments(connection, access, key);
  if (not assignments) return std::unexpected(assignments.error());
  auto goals = care::store::goals(connection, access, key);
  if (not goals) return std::unexpected(goals.error());
  auto treatments = care::store::treatments(connection, access, key);
  if (not treatments) return std::unexpected(treatments.error());
  out.sessions = *std::move(sessions);
  out.assignments = *std::move(assignments);
  out.goals = *std::move(goals);
  out.treatments = *std::move(treatments);
  auto submissions = measures::store::submissions(connection, access, key);
  if (not submissions) return std::unexpected(submissions.error());
  out.scores =
      measures::session_scores({.sessions = out.sessions,
                                .submissions = *std::move(submissions),
                                .find_instrument = [&shelf](std::string_view id) { return shelf.find(id); }});
  return out;
}

/// The records of one client under the name that the practice knows; nothing where the client did not agree.
Result<std::optional<ClientRecords>> of_client(db::Connection& connection, const access::ClientAccess& access,
                                               vault::Vault& vault, const measures::Shelf& shelf,
                                               const std::string& study) {
  const auto key = vault.client_key(access.practice(), access.client());
  if (not key) return std::unexpected(key.error());
  const auto client = care::store::client(connection, access, **key);
  if (not client) return std::unexpected(client.error());
  if (not agreed(client->details, study)) return std::optional<ClientRecords>();
  auto out = load(connection, access, **key, shelf);
  if (not out) return std::unexpected(out.error());
  out->label = client->details.name;
  return std::optional(*std::move(out));
}

}  // namespace

Result<Records> records(db::Connection& connection, const access::Scope& scope, vault::Vault& vault,
                        std::shared_ptr<const measures::Instruments> instruments,
                        const RecordsRequest& request) {
  Records out;
  auto shelf = measures::store::shelf(connection, scope.practice(), vault, std::move(instruments));
  if (not shelf) return std::unexpected(shelf.error());
  out.shelf = std::make_shared<const measures::Shelf>(*std::move(shelf));
  for (const auto& seen : care::store::seen_clients(connection, scope)) {
    const auto access = scope.require_client(connection, seen.id);
    if (not access) continue;
    auto one = of_client(connection, *access, vault, *out.shelf, request.study);
    if (not one) {
      // One damaged record must not take the others with it; who reads the result is told that it is missing.
      ++out.left_out.unreadable;
    } else if (not *one) {
      ++out.left_out.not_consenting;
    } else {
      out.clients.push_back(**std::move(one));
      if (not request.names) out.clients.back().label = "client " + std::to_string(out.clients.size());
    }
  }
  return out;
}

}  // namespace intersession::insight::store
