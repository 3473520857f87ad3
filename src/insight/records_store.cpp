#include "insight/records_store.hpp"

#include <algorithm>

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
    const auto key = vault.client_key(access->practice(), access->client());
    if (not key) return std::unexpected(key.error());
    const auto client = care::store::client(connection, *access, **key);
    if (not client) return std::unexpected(client.error());
    if (not agreed(client->details, request.study)) {
      ++out.not_consenting;
      continue;
    }
    auto one = load(connection, *access, **key, *out.shelf);
    if (not one) return std::unexpected(one.error());
    one->label = request.names ? client->details.name : "client " + std::to_string(out.clients.size() + 1);
    out.clients.push_back(*std::move(one));
  }
  return out;
}

}  // namespace intersession::insight::store
