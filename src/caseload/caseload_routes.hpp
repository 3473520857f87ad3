// HTTP of this room: caseload, session screen, Today.
#pragma once

#include <functional>
#include <memory>

#include "access/gate.hpp"
#include "caseload/kept_views.hpp"
#include "catalogue/shelf_store.hpp"
#include "measures/instruments.hpp"
#include "measures/range_seen.hpp"
#include "platform/core/json.hpp"
#include "platform/http/router.hpp"

namespace intersession::caseload {

/// What the room works with; outlives the router.
struct Views {
  access::Access& access;
  const access::Gate& gate;
  std::shared_ptr<const catalogue::Catalogue> catalogue;
  catalogue::Shelf& shelf;
  std::shared_ptr<const measures::Instruments> instruments;
  /// The ranges seen here as the member sees them; nullptr where they are switched off.
  std::function<core::Result<std::shared_ptr<const measures::RangesSeen>>(db::Connection&,
                                                                          const access::Scope&)>
      ranges = [](db::Connection&, const access::Scope&) { return nullptr; };
  KeptViews kept{};
};

void add_routes(http::Router& router, Views& views);

/// ClientRecord of the contract, for the rooms that change a part of it.
[[nodiscard]] core::Result<core::json::object> client_record(Views& views, db::Connection& connection,
                                                             const access::ClientAccess& access);

/// Circle of the contract, for the same rooms: those of its clients that the scope may see.
[[nodiscard]] core::Result<core::json::object> circle_view(Views& views, db::Connection& connection,
                                                           const access::Scope& scope,
                                                           const access::CircleAccess& circle);

}  // namespace intersession::caseload
