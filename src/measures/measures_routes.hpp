// HTTP of this room: instruments, what a client is asked, what came in, the picture of progress.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "access/gate.hpp"
#include "catalogue/catalogue.hpp"
#include "measures/instruments.hpp"
#include "measures/range_seen.hpp"
#include "measures/submission.hpp"
#include "platform/http/router.hpp"

namespace intersession::measures {

/// Ranges that were computed for one member, until a record that the member sees changes.
struct RangeCache {
  struct Entry {
    std::string version;  ///< of all records that it rests on
    std::map<std::string, std::shared_ptr<const RangeSeen>, std::less<>> ranges;
  };
  std::mutex mutex;
  std::map<core::Id, std::shared_ptr<const Entry>> by_member;
};

/// What the room works with; outlives the router.
struct Measures {
  access::Access& access;
  const access::Gate& gate;
  std::shared_ptr<const Instruments> instruments;
  std::shared_ptr<const catalogue::Catalogue> catalogue;
  /// True once somebody is told of an alarming answer in this practice. Until a room above says so, measures
  /// that ask about safety cannot be assigned.
  std::function<bool(db::Connection&, const core::Id& practice)> safety_ready =
      [](db::Connection&, const core::Id&) { return false; };
  /// Told of a new submission with answers that a person should look at (scored.alerts), inside its write: the
  /// answer and what follows from it are kept together or not at all.
  std::function<core::Result<void>(db::Connection&, const access::ClientAccess&, const vault::SealingKey&,
                                   const Submission&, const Instrument&)>
      needs_person = [](db::Connection&, const access::ClientAccess&, const vault::SealingKey&,
                        const Submission&, const Instrument&) { return core::Result<void>{}; };
  std::shared_ptr<RangeCache> ranges = std::make_shared<RangeCache>();
};

void add_routes(http::Router& router, Measures& room);

}  // namespace intersession::measures
