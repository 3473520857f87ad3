// The plan of an assignment, and the agreement on it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/activity.hpp"
#include "homework/recurrence.hpp"
#include "platform/core/json.hpp"

namespace intersession::homework {

struct IfThen {
  std::string when;  ///< "if" in the contract
  std::string then;
};
struct ObstaclePlan {
  std::string obstacle;
  std::string coping;
};
/// A required plan field that was left open on purpose.
struct Skip {
  std::string field;
  std::string reason;
};
enum class Reminder { kNone, kOnce };
inline constexpr core::Word<Reminder> kReminderTable[] = {{"none", Reminder::kNone},
                                                          {"once", Reminder::kOnce}};
inline constexpr std::span<const core::Word<Reminder>> kReminders{kReminderTable};

/// What, where, when, how often, how long, and what if. Empty texts are fields that were left open.
struct Plan {
  std::string what;
  std::string smallest;  ///< the smallest version that counts
  std::string where;
  std::string when;  ///< in words
  std::optional<Recurrence> recurrence;
  std::optional<core::LocalDate> begins;  ///< the first day, where it was agreed in advance
  std::optional<int> minutes;
  std::vector<IfThen> if_then;
  std::vector<ObstaclePlan> obstacles;
  std::optional<int> readiness;  ///< 0-10, as the next two
  std::optional<int> importance;
  std::optional<int> confidence;
  std::string below_threshold;  ///< what was chosen when confidence was below the practice's threshold
  std::optional<Reminder> reminder;
  std::vector<Skip> skips;
};

[[nodiscard]] Plan decode_plan(core::Decoder& in);
/// The contract's Plan.
[[nodiscard]] core::json::object to_json(const Plan& plan);

/// Places where a plan is not what the activity declares: a required field that is neither filled in nor
/// skipped with a reason, a hidden one that is given, a skip of a field that is no plan field, is hidden, or
/// is filled in after all, a last day before the first. Pointers are below `pointer`.
[[nodiscard]] std::vector<core::FieldError> check_plan(const Plan& plan, const catalogue::PlanPolicy& policy,
                                                       std::string_view pointer);

/// One version of the agreement. The newest alone can be accepted; the newest that both accepted is in force.
struct Agreement {
  std::int64_t version = 1;
  Plan plan;
  std::string override_reason;  ///< why it goes on while an older assignment is not yet reviewed
  core::Instant created_at{};
  std::optional<core::Instant> accepted_by_member_at;
  std::optional<core::Instant> accepted_by_client_at;
  bool in_room = false;  ///< the client accepted on the shared screen

  /// When the second of the two accepted; nothing while one is missing.
  [[nodiscard]] std::optional<core::Instant> in_force_since() const;
};
/// The contract's Agreement.
[[nodiscard]] core::json::object to_json(const Agreement& agreement);

/// The version in force: the newest that both accepted; nullptr where there is none. `agreements` in any
/// order.
[[nodiscard]] const Agreement* in_force(const std::vector<Agreement>& agreements);

}  // namespace intersession::homework
