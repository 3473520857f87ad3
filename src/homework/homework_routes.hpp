// HTTP of this room: assignments and their events, the client's agreements, entries.
#pragma once

#include <functional>
#include <memory>

#include "access/gate.hpp"
#include "catalogue/alarming.hpp"
#include "catalogue/shelf_store.hpp"
#include "homework/entry.hpp"
#include "platform/core/json.hpp"
#include "platform/core/kept.hpp"
#include "platform/http/router.hpp"

namespace intersession::homework {

/// One client's assignment.
struct AssignmentName {
  core::Id practice;
  core::Id client;
  core::Id assignment;
  bool operator==(const AssignmentName&) const = default;
};
struct AssignmentNameHash {
  std::size_t operator()(const AssignmentName& name) const noexcept {
    return std::hash<core::Id>{}(name.assignment);
  }
};
/// The activity of assignments that were looked up within their client's scope: it never changes, and the
/// write that follows asks for scope and assignment again.
using KnownActivities = core::Kept<AssignmentName, catalogue::ActivityRef, AssignmentNameHash>;

/// What the room works with; outlives the router.
struct Homework {
  access::Access& access;
  const access::Gate& gate;
  std::shared_ptr<const catalogue::Catalogue> catalogue;
  catalogue::Shelf& shelf;
  KnownActivities activities{std::size_t{2} * 1024 * 1024};
  /// Circle of the contract, from the room of views.
  std::function<core::Result<core::json::object>(db::Connection&, const access::Scope&,
                                                 const access::CircleAccess&)>
      circle_view = nullptr;
  std::string origin{};  ///< where the apps are, for links
  /// True once somebody is told of an alarming answer in this practice. Until a room above says so,
  /// activities that ask about safety cannot be assigned.
  std::function<bool(db::Connection&, const core::Id& practice)> safety_ready =
      [](db::Connection&, const core::Id&) { return false; };
  /// Told of a saved entry with answers that a person should look at, inside its write: both are kept
  /// together or not at all.
  std::function<core::Result<void>(db::Connection&, const access::ClientAccess&, const vault::SealingKey&,
                                   const Entry&, const catalogue::Activity&,
                                   std::span<const catalogue::AlarmingAnswer>)>
      needs_person = [](db::Connection&, const access::ClientAccess&, const vault::SealingKey&, const Entry&,
                        const catalogue::Activity&,
                        std::span<const catalogue::AlarmingAnswer>) { return core::Result<void>{}; };
};

/// Every route of tag homework in api/openapi.yaml.
void add_routes(http::Router& router, Homework& room);

}  // namespace intersession::homework
