// A study as one HTML page that stands alone: no script, no outside file, readable in light and dark and on
// paper.
//
// Order: what can be said, how sure, what checks say, the pictures, single clients, limits, how it was made.
// Thread safety: pure.
#pragma once

#include "insight/json_of.hpp"

namespace intersession::insight {

struct ReportHead {
  std::string title;    ///< such as the name of the practice
  std::string source;   ///< one sentence: where the rows come from
  std::string made_on;  ///< a date as text
};

/// Courses of at most so many clients are shown; more are counted.
inline constexpr std::size_t most_clients_shown = 200;

[[nodiscard]] std::string report_page(const json::object& study, const ReportHead& head);

}  // namespace intersession::insight
