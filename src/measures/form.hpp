// The form of an instrument: what can be asked here of any FHIR R4 Questionnaire.
#pragma once

#include <string>
#include <vector>

#include "catalogue/worksheet.hpp"
#include "platform/core/json.hpp"

namespace intersession::measures {

/// One item that can be scored: the lowest and highest value that its answers can have.
struct ScoredItem {
  std::string link_id;
  double min = 0;
  double max = 0;
};

struct Form {
  catalogue::Worksheet worksheet;
  std::string version;
  std::string copyright;
  std::vector<ScoredItem> items;
  core::json::object known;  ///< the Questionnaire without what means nothing here, as the API gives it out
};

/// Reads a Questionnaire. What else it carries (codes, profiles, dates) is left out; an item that cannot be
/// asked here is refused, each with its name, below /questionnaire.
[[nodiscard]] core::Result<Form> decode_form(const core::json::value& questionnaire);

}  // namespace intersession::measures
