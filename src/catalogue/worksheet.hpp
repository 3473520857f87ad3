// A worksheet: the form of an activity, a FHIR R4 Questionnaire with a few own extensions
// (catalogue/README.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/core/json.hpp"

namespace intersession::catalogue {

/// FHIR R4 Questionnaire item types that worksheets use.
enum class ItemType {
  kDisplay,
  kGroup,
  kBoolean,
  kInteger,
  kDecimal,
  kString,
  kText,
  kDate,
  kTime,
  kChoice,
  kOpenChoice
};

/// What a caregiver who is linked to the client has to do with a field, once the therapist has shared the
/// assignment.
enum class CaregiverPart {
  kNone,    ///< nothing: it is the client's and the therapist's
  kSees,    ///< reads what the client recorded
  kRecords  ///< records it: the caregiver's own behaviour, on a form of the own
};

/// One field, group or text of a worksheet.
struct WorksheetItem {
  std::string link_id;
  std::string text;
  ItemType type = ItemType::kDisplay;
  bool repeats = false;
  bool is_private = false;                         ///< only the client sees it until released
  CaregiverPart caregiver = CaregiverPart::kNone;  ///< of top-level fields; a group covers what is in it
  bool is_safety = false;                          ///< asks about self-harm, suicide or violence
  /// Rules over this one answer of a safety field: from which number on it needs a person, or with which
  /// options. Text has no rule and is never looked through.
  std::optional<std::int64_t> alert_at_least;
  std::vector<std::string> alert_codes;
  std::size_t max_length = 4000;          ///< code points, for texts
  std::optional<std::int64_t> min_value;  ///< for numbers
  std::optional<std::int64_t> max_value;
  std::vector<std::string> option_codes;             ///< for choices
  std::vector<std::string> option_texts;             ///< what is read beside each
  std::vector<std::optional<double>> option_values;  ///< what each option counts in a score, where it says so
  std::vector<WorksheetItem> items;
};

/// One value of an answer as it is read: the field's own text of the option, or the value.
[[nodiscard]] std::string answer_text(const WorksheetItem& field, const core::json::object& value);

struct Worksheet {
  std::string title;
  std::vector<WorksheetItem> items;

  [[nodiscard]] const WorksheetItem* find(std::string_view link_id) const;
  [[nodiscard]] bool has_safety_field() const;
};

/// Reads the parts of a Questionnaire that the server relies on. Problems (unknown item type, link id twice,
/// range upside down, a choice without options, enableWhen on an unknown field) are added to `in`.
[[nodiscard]] Worksheet decode_worksheet(core::Decoder& in);

/// Checks answers, QuestionnaireResponse.item, against a worksheet: known fields, the value[x] that the type
/// asks for, range, length, options, repeats. Unanswered fields are always allowed: stopping half way is a
/// full answer. Problems name the place below `pointer`.
[[nodiscard]] std::vector<core::FieldError> check_answers(const Worksheet& worksheet,
                                                          const core::json::array& answers,
                                                          std::string_view pointer);

/// The answers to the fields of one part alone.
[[nodiscard]] core::json::array answers_of(const Worksheet& worksheet, const core::json::array& answers,
                                           CaregiverPart part);
/// Their texts, in the order of the worksheet.
[[nodiscard]] std::vector<std::string> texts_of(const Worksheet& worksheet, CaregiverPart part);

/// The answers without private fields, other than those in `released`.
struct SharedAnswers {
  core::json::array answers;
  int withheld = 0;  ///< answered private fields that were left out
};
[[nodiscard]] SharedAnswers shared_answers(const Worksheet& worksheet, const core::json::array& answers,
                                           const std::vector<std::string>& released);

}  // namespace intersession::catalogue
