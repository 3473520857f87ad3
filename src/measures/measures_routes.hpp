// HTTP of this room: instruments, what a client is asked, what came in, the picture of progress.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "access/gate.hpp"
#include "catalogue/shelf_store.hpp"
#include "measures/instruments.hpp"
#include "measures/range_seen.hpp"
#include "measures/submission.hpp"
#include "platform/http/router.hpp"

namespace intersession::measures {

/// Ranges that were computed for one member.
struct RangeCache {
  std::mutex mutex;
  std::map<core::Id, std::shared_ptr<const RangesSeen>> by_member;
};

/// What the room works with; outlives the router.
struct Measures {
  access::Access& access;
  const access::Gate& gate;
  std::shared_ptr<const Instruments> instruments;
  std::shared_ptr<const catalogue::Catalogue> catalogue;
  catalogue::Shelf& activities;
  /// True once somebody is told of an alarming answer in this practice. Until a room above says so, measures
  /// that ask about safety cannot be assigned.
  std::function<bool(db::Connection&, const core::Id& practice)> safety_ready =
      [](db::Connection&, const core::Id&) { return false; };
  /// Told of a new submission with answers that a person should look at (scored.alerts), inside its write:
  /// the answer and what follows from it are kept together or not at all.
  std::function<core::Result<void>(db::Connection&, const access::ClientAccess&, const vault::SealingKey&,
                                   const Submission&, const Instrument&)>
      needs_person = [](db::Connection&, const access::ClientAccess&, const vault::SealingKey&,
                        const Submission&, const Instrument&) { return core::Result<void>{}; };
  std::shared_ptr<RangeCache> ranges = std::make_shared<RangeCache>();
};

void add_routes(http::Router& router, Measures& room);

/// The ranges seen in the clients that the member sees; nullptr where the owner has not switched them on.
/// They are computed from all records once a day (UTC), and anew where other clients are seen or the settings
/// changed: so they stand still while somebody works with them, and a write does not cost a fit. Otherwise
/// two queries.
[[nodiscard]] core::Result<std::shared_ptr<const RangesSeen>> ranges_seen(Measures& room,
                                                                          db::Connection& connection,
                                                                          const access::Scope& scope);

}  // namespace intersession::measures
