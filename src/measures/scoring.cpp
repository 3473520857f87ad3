#include "measures/scoring.hpp"

#include <algorithm>
#include <cmath>

namespace intersession::measures {

namespace json = core::json;

namespace {

bool holds(const std::vector<std::string>& list, std::string_view wanted) {
  return std::ranges::find(list, wanted) != list.end();
}

/// Half up; the small addend lets 2.5 that arrived as 2.4999999 round as it reads.
double round_half_up(double value, int decimals) {
  const double unit = std::pow(10.0, decimals);
  return std::floor(value * unit + 0.5 + 1e-9) / unit;
}

std::string band_of(const Instrument& instrument, std::string_view scale, double value) {
  for (const auto& band : instrument.bands) {
    if (band.scale == scale and value >= band.min - 1e-9 and value <= band.max + 1e-9) return band.label;
  }
  return {};
}

/// What is known of one scale's items.
struct Tally {
  double sum = 0;
  int counted = 0;   ///< items that go into the score
  int answered = 0;  ///< items that somebody answered
  int missing = 0;
};

Tally count(const Instrument& instrument, const Scale& scale, const Answers& answers) {
  Tally tally;
  for (const auto& name : scale.items) {
    const auto* item = instrument.find_item(name);
    const auto found = answers.find(name);
    if (found != answers.end()) {
      const double value = holds(scale.reverse, name) ? item->min + item->max - found->second : found->second;
      tally.sum += value;
      ++tally.counted;
      ++tally.answered;
    } else if (holds(instrument.optional_items, name)) {
      ++tally.counted;
    } else {
      ++tally.missing;
    }
  }
  return tally;
}

Score score_scale(const Instrument& instrument, const Scale& scale, const Answers& answers) {
  const Tally tally = count(instrument, scale, answers);
  Score score{.scale = scale.id, .missing = tally.missing};
  if (tally.answered == 0) {
    score.absent = Absent::kNothingAnswered;
    return score;
  }
  if (tally.missing > scale.max_missing) {
    score.absent = Absent::kTooManyMissing;
    return score;
  }
  score.prorated = tally.missing > 0;
  const double mean = tally.sum / tally.counted;
  if (scale.method == Combination::kMean) {
    score.value = round_half_up(mean, scale.decimals);
  } else if (score.prorated) {
    score.value = round_half_up(mean * static_cast<double>(scale.items.size()), 0) * scale.multiplier;
  } else {
    score.value = tally.sum * scale.multiplier;
  }
  score.band = band_of(instrument, scale.id, *score.value);
  return score;
}

std::optional<double> value_of(const catalogue::WorksheetItem& field, const json::value& answer) {
  const auto& object = answer.as_object();
  if (const auto* coding = object.if_contains("valueCoding")) {
    const auto found =
        std::ranges::find(field.option_codes, std::string_view(coding->at("code").as_string()));
    if (found == field.option_codes.end()) return std::nullopt;
    return field.option_values[static_cast<std::size_t>(found - field.option_codes.begin())];
  }
  if (const auto* flag = object.if_contains("valueBoolean")) return flag->as_bool() ? 1.0 : 0.0;
  for (const char* key : {"valueInteger", "valueDecimal"}) {
    if (const auto* number = object.if_contains(key)) return number->to_number<double>();
  }
  return std::nullopt;
}

}  // namespace

const Score* Scored::find(std::string_view scale) const {
  const auto found = std::ranges::find(scores, scale, &Score::scale);
  return found == scores.end() ? nullptr : &*found;
}

Scored score(const Instrument& instrument, const Answers& answers, const std::vector<std::string>& asked) {
  Scored scored;
  for (const auto& scale : instrument.scales) {
    const bool wanted = std::ranges::all_of(scale.items, [&](const auto& item) {
      return not holds(instrument.personal_items, item) or holds(asked, item);
    });
    if (wanted) scored.scores.push_back(score_scale(instrument, scale, answers));
  }
  for (const auto& rule : instrument.alerts) {
    const auto found = answers.find(rule.item);
    if (found != answers.end() and found->second >= rule.when_at_least) scored.alerts.push_back(rule.item);
  }
  for (const auto& item : instrument.safety_items) {
    if (not answers.contains(item)) scored.unanswered_safety.push_back(item);
  }
  return scored;
}

Scored score(const Instrument& instrument, const Answers& answers) {
  return score(instrument, answers, instrument.personal_items);
}

Answers read_answers(const Instrument& instrument, const json::array& answers) {
  Answers values;
  for (const auto& answered : answers) {
    const auto& object = answered.as_object();
    if (const auto* nested = object.if_contains("item"); nested != nullptr and nested->is_array()) {
      values.merge(read_answers(instrument, nested->get_array()));
    }
    const auto* list = object.if_contains("answer");
    if (list == nullptr or not list->is_array() or list->get_array().empty()) continue;
    const std::string link_id(object.at("linkId").as_string());
    const auto* field = instrument.form.find(link_id);
    if (field == nullptr) continue;
    if (const auto value = value_of(*field, list->get_array().front())) values.emplace(link_id, *value);
  }
  return values;
}

}  // namespace intersession::measures
