// The ten pictures of a study (study.hpp), drawn from its JSON alone.
//
// 1 trajectory, 2 forest, 3 clients (caterpillar with shrinkage), 4 within-between, 5 change, 6 phases, 7
// expected, 8 paths, 9 adherence, 10 diagnostics. Each carries its n; where it cannot be drawn it carries the
// refusal. Thread safety: pure functions.
#pragma once

#include "insight/json_of.hpp"

namespace intersession::insight {

struct Picture {
  std::string name;  ///< file and route name, such as "forest"
  std::string title;
  std::string description;  ///< the text equivalent
  std::string svg;
};

/// Names in the order above.
[[nodiscard]] const std::vector<std::string>& picture_names();

/// One picture; `client` chooses whose trajectory (empty: the client with most sessions). Unknown names give
/// none.
[[nodiscard]] std::optional<Picture> picture(const json::object& study, std::string_view name,
                                             std::string_view client = "");

[[nodiscard]] std::vector<Picture> all_pictures(const json::object& study);

}  // namespace intersession::insight
