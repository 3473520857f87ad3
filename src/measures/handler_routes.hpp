// What the handlers of this room share.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "access/client_work.hpp"
#include "access/route_tools.hpp"
#include "measures/measure_store.hpp"
#include "measures/measures_routes.hpp"
#include "measures/progress.hpp"
#include "measures/shelf_store.hpp"

namespace intersession::measures {

using Handler = http::Response (*)(Measures&, const http::Request&, const access::Scope&);
struct HandlerRoute {
  http::Method method;
  std::string_view pattern;
  std::string_view request_schema;
  std::string_view response_schema;
  access::Policy policy;
  Handler handler;
};
[[nodiscard]] std::span<const HandlerRoute> library_routes();
[[nodiscard]] std::span<const HandlerRoute> client_routes();
[[nodiscard]] std::span<const HandlerRoute> my_routes();

[[nodiscard]] http::Response answer(const core::Result<core::json::object>& body);
template <class T>
[[nodiscard]] http::Response refuse(const core::Result<T>& failed) {
  return http::Response::problem(failed.error());
}
using access::path_id;

/// Which answers a phone meets with whom to reach, at once and without a connection: `meetAnswers` of the
/// contract.
[[nodiscard]] core::json::array answers_to_meet(const Instrument& instrument);
/// When sessions began, of those that did.
[[nodiscard]] std::vector<core::Instant> begins_of(const std::vector<care::Session>& sessions);

using Key = std::shared_ptr<const vault::SealingKey>;
[[nodiscard]] inline core::Result<Key> client_key(Measures& room, const access::Scope& scope,
                                                  const core::Id& client) {
  return access::client_key(room.access, scope, client);
}

/// The instruments that the practice has.
[[nodiscard]] core::Result<Shelf> shelf(Measures& room, db::Connection& connection, const core::Id& practice);
/// What decides on the use of instruments in this practice.
[[nodiscard]] core::Result<Terms> terms(Measures& room, db::Connection& connection, const core::Id& practice);

/// Plans and submissions of one client with what their times depend on.
struct ClientMeasures {
  std::vector<MeasurePlan> plans;
  std::vector<Submission> submissions;
  Surroundings around;
};
[[nodiscard]] core::Result<ClientMeasures> client_measures(db::Connection& connection,
                                                           const access::ClientAccess& access,
                                                           const vault::SealingKey& key);
/// OpenMeasure of the contract for everything that can be answered now. `phone_only`: on the client's phone;
/// else also what has closed and can still be filled in with the therapist or keyed in from paper.
[[nodiscard]] core::json::array open_measures(const ClientMeasures& of, const Shelf& shelf, core::Instant now,
                                              bool phone_only);

/// Everything the picture of one client is made from.
[[nodiscard]] core::Result<Course> course(Measures& room, db::Connection& connection,
                                          const access::ClientAccess& access, const vault::SealingKey& key);
/// ranges_seen() in a transaction of its own, noted as one read of the caseload where they are switched on.
[[nodiscard]] core::Result<std::shared_ptr<const RangesSeen>> read_ranges(Measures& room,
                                                                          const access::Scope& scope);

/// Stores what a client or a member sends: checked, scored and sealed. `modes`: how this caller may fill in.
[[nodiscard]] http::Response put_submission(Measures& room, const http::Request& request,
                                            const access::Scope& scope, const core::Id& client,
                                            std::span<const Mode> modes);
/// Progress of the contract.
[[nodiscard]] http::Response get_progress(Measures& room, const access::Scope& scope, const core::Id& client,
                                          bool for_member);

}  // namespace intersession::measures
