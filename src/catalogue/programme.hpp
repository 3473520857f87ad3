// A programme: an ordered proposal of activities, with when each is offered.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "care/stage.hpp"
#include "platform/core/json.hpp"

namespace intersession::catalogue {

/// When a step is offered. A closed list: at once, after the previous one is finished, that plus a delay, so
/// many days after the previous one was due whether it is finished or not, and on a day of the programme.
enum class DeliveryKind { kAtOnce, kAfterPrevious, kAfterPreviousPlusDelay, kFixedInterval, kFixedDate };
inline constexpr core::Word<DeliveryKind> kDeliveryKindTable[] = {
    {"at-once", DeliveryKind::kAtOnce},
    {"after-previous", DeliveryKind::kAfterPrevious},
    {"after-previous-plus-delay", DeliveryKind::kAfterPreviousPlusDelay},
    {"fixed-interval", DeliveryKind::kFixedInterval},
    {"fixed-date", DeliveryKind::kFixedDate}};
inline constexpr std::span<const core::Word<DeliveryKind>> kDeliveryKinds{kDeliveryKindTable};

struct Delivery {
  DeliveryKind kind = DeliveryKind::kAfterPrevious;
  int days = 0;              ///< of the delay or the interval; 0 for the other kinds
  int day_of_programme = 0;  ///< kFixedDate: 1 is the day on which the programme begins
};

struct ProgrammeStep {
  std::string id;
  int session = 1;  ///< of a course of sessions it was thought for
  care::Stage stage = care::Stage::kEarly;
  std::string activity_id;
  std::string variant_id;  ///< empty: the activity as it is
  Delivery delivery;
  std::string note;  ///< for the therapist
};

struct Programme {
  std::string id;
  int version = 1;
  std::string review_status;
  std::string name;
  std::string client_name;
  std::string summary;
  std::vector<std::string> paradigms;
  std::vector<care::Format> formats;
  int sessions = 1;
  std::vector<ProgrammeStep> steps;
  std::string json;  ///< the data file, compact, as the API gives it out
};

/// Reads `delivery` and the other members of one step. A step is kept as it was in a programme that runs, in
/// the same form.
[[nodiscard]] ProgrammeStep decode_programme_step(core::Decoder& in);
[[nodiscard]] core::json::object to_json(const ProgrammeStep& step);

/// Whether an activity (and, where one is named, its variant) is in the catalogue.
using KnowsActivity = std::function<bool(const std::string& activity, const std::string& variant)>;

/// Reads one data file. The whole file is checked: unknown members, unknown activities, ids that stand twice.
[[nodiscard]] core::Result<Programme> decode_programme(const core::json::value& file,
                                                       const std::vector<std::string>& known_paradigms,
                                                       const KnowsActivity& knows_activity);

}  // namespace intersession::catalogue
