// The client's Today: one thing now, the rest of the week below it.
#pragma once

#include <string>
#include <vector>

#include "catalogue/activity.hpp"
#include "homework/agreement.hpp"
#include "homework/occurrence.hpp"
#include "platform/core/json.hpp"

namespace intersession::caseload {

/// One occurrence with what the client needs to do it.
struct TodayItem {
  homework::Occurrence occurrence;
  std::string name;
  std::string client_rationale;
  const homework::Plan* plan = nullptr;  ///< of the agreement in force; never null in an item that is shown
  int minutes = 0;                       ///< as agreed, else the activity's
};

/// Keeps what belongs to this week and puts it in order: what is open now, then what comes later, then what
/// was recorded; what passed unrecorded stays for two days at the end, to be recorded late.
[[nodiscard]] std::vector<TodayItem> arrange(std::vector<TodayItem> items, core::LocalTime now);

/// TodayItem of the contract.
[[nodiscard]] core::json::object to_json(const TodayItem& item);

/// Monday to Sunday of the week of a day.
struct Week {
  core::LocalDate first;
  core::LocalDate last;
};
[[nodiscard]] Week week_of(core::LocalDate day);

}  // namespace intersession::caseload
