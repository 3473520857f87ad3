// An activity that a practice made itself: a draft beside published versions that never change.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalogue/activity.hpp"
#include "platform/core/id.hpp"
#include "platform/core/time.hpp"

namespace intersession::catalogue {

/// The name under which an own activity stands beside those that come with the product: "own-" and its id. No
/// shipped activity begins so.
inline constexpr std::string_view kOwnPrefix = "own-";
[[nodiscard]] std::string own_activity_name(const core::Id& id);
/// The id in such a name; nothing where the text is none.
[[nodiscard]] std::optional<core::Id> own_activity_id(std::string_view name);

/// The most that one draft may hold, in bytes of compact JSON.
inline constexpr std::size_t kLargestDraft = std::size_t{200} * 1024;
/// How deep and large the JSON of one activity may be, in a file or in a request.
inline constexpr core::JsonLimits kActivityLimits{.depth = 24, .nodes = 100'000, .string_points = 20'000};

struct OwnActivity {
  core::Id id;
  std::int64_t version = 0;  ///< grows with every change; what a caller must have seen
  int published = 0;         ///< the newest published version; 0: none yet
  bool retired = false;      ///< no longer offered; what runs goes on
  std::string draft;         ///< compact JSON as it was typed, whole or not; empty: nothing unpublished
  core::Instant created_at{};
  core::Instant changed_at{};
};

/// The draft as it would be published now: the server's own parts (id, version, review status, the
/// worksheet's address, name and version) are put in, the rest stays as typed. `published` is the newest
/// version before it; a draft that came in from a file keeps the file's version where that is higher.
[[nodiscard]] core::json::value settle(const core::json::value& draft, const core::Id& id, int published);

/// Checks a settled draft exactly as a file of the catalogue is checked at load; what is asked of own
/// activities beyond that: an author, and no claim to have been reviewed. kInvalid names every place by its
/// JSON Pointer.
[[nodiscard]] core::Result<Activity> check_own(const core::json::value& settled, const KnownCodes& known);

}  // namespace intersession::catalogue
