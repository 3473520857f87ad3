// Which answers to a worksheet bring a person, by the rules on its fields.
#pragma once

#include <string>
#include <vector>

#include "catalogue/worksheet.hpp"

namespace intersession::catalogue {

/// An answer that meets a rule of its field.
struct AlarmingAnswer {
  const WorksheetItem* field = nullptr;  ///< of the worksheet
  std::string answer;                    ///< as it is read: the option's text, or the number
  std::string rule;                      ///< such as "at least 3"
};
/// The answers that a person should look at: each field once, with its first such answer, in the order in
/// which they were given. `answers` fit the worksheet: check_answers().
[[nodiscard]] std::vector<AlarmingAnswer> alarming_answers(const Worksheet& worksheet,
                                                           const core::json::array& answers);

}  // namespace intersession::catalogue
