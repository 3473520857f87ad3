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

using Key = std::shared_ptr<const vault::SealingKey>;
[[nodiscard]] inline core::Result<Key> client_key(Measures& room, const access::Scope& scope,
                                                  const core::Id& client) {
  return access::client_key(room.access, scope, client);
}

/// The instruments a practice has: those that come with the product and its own.
class Shelf {
 public:
  Shelf(std::shared_ptr<const Instruments> built_in, std::map<std::string, Instrument, std::less<>> own)
      : built_in_(std::move(built_in)), own_(std::move(own)) {}

  [[nodiscard]] const Instrument* find(std::string_view id) const;
  /// Everything, by id.
  [[nodiscard]] std::vector<const Instrument*> all() const;

 private:
  std::shared_ptr<const Instruments> built_in_;
  std::map<std::string, Instrument, std::less<>> own_;
};
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
/// OpenMeasure of the contract for everything that can be answered now; `phone_only` leaves out the rest.
[[nodiscard]] core::json::array open_measures(const ClientMeasures& of, const Shelf& shelf, core::Instant now,
                                              bool phone_only);

/// Everything the picture of one client is made from.
[[nodiscard]] core::Result<Course> course(Measures& room, db::Connection& connection,
                                          const access::ClientAccess& access, const vault::SealingKey& key);
/// The ranges seen in the clients that the member sees, by "measure/scale"; empty where the owner has not
/// switched them on. Cost: reads every record that changed the answer since the last time; otherwise one
/// query.
[[nodiscard]] core::Result<std::shared_ptr<const RangeCache::Entry>> ranges_seen(Measures& room,
                                                                                 const access::Scope& scope);

/// Stores what a client or a member sends: checked, scored and sealed. `modes`: how this caller may fill in.
[[nodiscard]] http::Response put_submission(Measures& room, const http::Request& request,
                                            const access::Scope& scope, const core::Id& client,
                                            std::span<const Mode> modes);
/// Progress of the contract.
[[nodiscard]] http::Response get_progress(Measures& room, const access::Scope& scope, const core::Id& client,
                                          bool for_member);

}  // namespace intersession::measures
