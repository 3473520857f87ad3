// An activity: a catalogue entry, what could be done between sessions.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "care/stage.hpp"
#include "catalogue/worksheet.hpp"
#include "platform/core/json.hpp"

namespace intersession::catalogue {

/// The fields of a plan, in the order in which they are agreed.
enum class PlanField {
  kWhat,
  kWhere,
  kWhen,
  kHowOften,
  kHowLong,
  kIfThen,
  kObstacles,
  kReadiness,
  kImportance,
  kConfidence,
  kReminder
};
inline constexpr core::Word<PlanField> kPlanFieldTable[] = {{"what", PlanField::kWhat},
                                                            {"where", PlanField::kWhere},
                                                            {"when", PlanField::kWhen},
                                                            {"howOften", PlanField::kHowOften},
                                                            {"howLong", PlanField::kHowLong},
                                                            {"ifThen", PlanField::kIfThen},
                                                            {"obstacles", PlanField::kObstacles},
                                                            {"readiness", PlanField::kReadiness},
                                                            {"importance", PlanField::kImportance},
                                                            {"confidence", PlanField::kConfidence},
                                                            {"reminder", PlanField::kReminder}};
inline constexpr std::span<const core::Word<PlanField>> kPlanFields{kPlanFieldTable};

/// What an activity says of a plan field: it must be filled in (or skipped with a reason), may be, or has no
/// place in this kind of work (experiential and psychodynamic activities hide count and schedule).
enum class FieldPolicy { kRequired, kOffered, kHidden };

class PlanPolicy {
 public:
  [[nodiscard]] FieldPolicy of(PlanField field) const { return policies_[static_cast<std::size_t>(field)]; }
  void set(PlanField field, FieldPolicy policy) { policies_[static_cast<std::size_t>(field)] = policy; }

 private:
  std::array<FieldPolicy, std::size(kPlanFieldTable)> policies_{};
};

/// A graded form of an activity: easier or harder.
struct Variant {
  std::string id;
  std::string name;
  std::string text;                 ///< in client words
  std::vector<std::string> fields;  ///< worksheet fields that are kept; empty keeps all
  bool harder = false;
};

/// Something to check before the activity is assigned. A hard gate needs a forced answer.
struct Gate {
  std::string id;
  bool hard = false;
  std::string text;
  std::string question;
};

struct Activity {
  std::string id;
  int version = 1;
  std::string review_status;
  std::string author;       ///< who made it; of the practice's own activities
  std::string name;         ///< for staff
  std::string client_name;  ///< what the client reads
  std::string summary;
  std::string client_summary;
  std::vector<std::string> paradigms;  ///< the first is the activity's home
  std::vector<std::string> functions;
  std::vector<std::string> mechanisms;  ///< the first is primary
  std::vector<care::Stage> stages;
  std::vector<care::Format> formats;
  std::vector<std::string> age_groups;
  std::vector<std::string> populations;
  int minutes = 0;                  ///< typical length of one occurrence
  bool completion_emphasis = true;  ///< false: no count, streak or share done is ever shown
  PlanPolicy plan;
  std::vector<Variant> variants;
  std::vector<Gate> gates;
  bool safety = false;  ///< asks about self-harm, suicide or violence: waits until somebody is told
  Worksheet worksheet;
  std::string json;            ///< the data file, compact, as the API gives it out
  std::string worksheet_json;  ///< the worksheet alone, compact
  std::string search_text;     ///< lower-case words to search in

  [[nodiscard]] const Variant* find_variant(std::string_view id) const;
};

/// Reads one data file. The whole file is checked: unknown members, unknown codes (`paradigms`, `mechanisms`,
/// `functions` hold the known ones) and contradictions are problems with their pointers.
struct KnownCodes {
  std::vector<std::string> paradigms;
  std::vector<std::string> mechanisms;
  std::vector<std::string> functions;
};
[[nodiscard]] core::Result<Activity> decode_activity(const core::json::value& file, const KnownCodes& known);

}  // namespace intersession::catalogue
