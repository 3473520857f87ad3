#include "measures/instrument.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace intersession::measures {

namespace json = core::json;
using core::Decoder;

namespace {

std::optional<double> maybe_number(Decoder& in, std::string_view key) {
  if (in.raw(key) == nullptr) return std::nullopt;
  return in.number(key, -1e6, 1e6);
}

/// Problems that name the item or scale that a scoring file speaks of.
void unknown_item(Decoder& in, std::string_view key, const std::string& item) {
  in.problem(key, "Item " + item + ": the form has no such item with a value.");
}

std::vector<std::string> known_items(Decoder& in, std::string_view key, const Instrument& instrument) {
  auto items = in.texts(key, 100, 80);
  for (const auto& item : items) {
    if (instrument.find_item(item) == nullptr) unknown_item(in, key, item);
  }
  return items;
}

/// The lowest and highest score that answers can give.
std::pair<double, double> reachable(const Instrument& instrument, const Scale& scale) {
  double low = 0;
  double high = 0;
  for (const auto& name : scale.items) {
    const auto* item = instrument.find_item(name);
    if (item == nullptr) continue;
    const bool optional =
        std::ranges::find(instrument.optional_items, name) != instrument.optional_items.end();
    low += optional ? std::min(0.0, item->min) : item->min;
    high += optional ? std::max(0.0, item->max) : item->max;
  }
  const double share =
      scale.method == Combination::kMean ? 1.0 / static_cast<double>(scale.items.size()) : scale.multiplier;
  return {low * share, high * share};
}

std::string plain(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

Scale decode_scale(Decoder& in, const Instrument& instrument) {
  Scale scale{.id = in.text("id", 40), .name = in.text("name", 120)};
  scale.client_name = in.optional_text("clientName", 80).value_or("");
  scale.items = known_items(in, "items", instrument);
  scale.reverse = known_items(in, "reverse", instrument);
  scale.method = in.word<Combination>("method", kCombinations);
  scale.multiplier = in.number("multiplier", 0.000'001, 1000);
  scale.decimals = static_cast<int>(in.integer("decimals", 0, 4));
  in.object("prorate", [&](Decoder& nested) {
    scale.max_missing = static_cast<int>(nested.integer("maxMissing", 0, 100));
  });
  if (const auto* range = in.raw("range");
      range != nullptr and range->is_array() and range->get_array().size() == 2 and
      range->get_array()[0].is_number() and range->get_array()[1].is_number()) {
    scale.min = range->get_array()[0].to_number<double>();
    scale.max = range->get_array()[1].to_number<double>();
  } else {
    in.problem("range", "This must be the lowest and the highest score.");
  }
  if (scale.items.empty()) in.problem("items", "A scale needs at least one item.");
  std::set<std::string> seen;
  for (const auto& item : scale.items) {
    if (not seen.insert(item).second) in.problem("items", "Item " + item + ": it stands twice.");
  }
  for (const auto& item : scale.reverse) {
    if (not seen.contains(item)) in.problem("reverse", "Item " + item + ": it is not in this scale.");
  }
  if (in.has_problems()) return scale;
  const auto [low, high] = reachable(instrument, scale);
  if (std::abs(low - scale.min) > 1e-9 or std::abs(high - scale.max) > 1e-9) {
    in.problem("range", "Scale " + scale.id + " (items " + scale.items.front() + " to " + scale.items.back() +
                            "): its answers reach " + plain(low) + " to " + plain(high) + ".");
  }
  return scale;
}

void decode_bands(Decoder& in, Instrument& instrument) {
  in.objects("bands", 60, [&](Decoder& item) {
    Band band{.scale = item.text("scale", 40),
              .min = item.number("min", -1e6, 1e6),
              .max = item.number("max", -1e6, 1e6),
              .label = item.text("label", 200)};
    const auto* scale = instrument.find_scale(band.scale);
    if (scale == nullptr) {
      item.problem("scale", "There is no scale " + band.scale + ".");
    } else if (band.min > band.max or band.min < scale->min or band.max > scale->max) {
      item.problem("min", "This band lies outside the scores of scale " + band.scale + ".");
    }
    for (const auto& other : instrument.bands) {
      if (other.scale == band.scale and band.min <= other.max and other.min <= band.max)
        item.problem("min", "Two bands of scale " + band.scale + " overlap.");
    }
    instrument.bands.push_back(std::move(band));
  });
}

ChangeFigures& figures_for(Instrument& instrument, const std::string& scale) {
  const auto found = std::ranges::find(instrument.change, scale, &ChangeFigures::scale);
  if (found != instrument.change.end()) return *found;
  return instrument.change.emplace_back(ChangeFigures{.scale = scale});
}

void check_scale(Decoder& in, std::string_view key, const Instrument& instrument, const std::string& scale) {
  if (instrument.find_scale(scale) == nullptr) in.problem(key, "There is no scale " + scale + ".");
}

void decode_reliable_change(Decoder& in, Instrument& instrument) {
  const std::string source = in.text("source", 600);
  const Check check = in.word<Check>("verification", kChecks);
  (void)maybe_number(in, "computed");
  const auto alpha = maybe_number(in, "alpha");
  const auto retest = maybe_number(in, "testRetest");
  const auto deviation = maybe_number(in, "sd");
  const std::string leading = instrument.scales.front().id;
  if (const auto value = maybe_number(in, "value")) {
    auto& figures = figures_for(instrument, leading);
    figures.reliable = Figure{*value, source, check};
    figures.deviation = deviation;
    figures.reliability = retest ? retest : alpha;
  }
  in.optional_object("byScale", [&](Decoder& scales) {
    for (const auto& scale : instrument.scales) {
      scales.optional_object(scale.id, [&](Decoder& one) {
        auto& figures = figures_for(instrument, scale.id);
        figures.reliable = Figure{one.number("value", 0, 1e6), source, check};
        (void)maybe_number(one, "computed");
        figures.reliability = maybe_number(one, "alpha");
        figures.deviation = maybe_number(one, "sd");
      });
    }
  });
  in.objects("alternatives", 10, [&](Decoder& one) {
    figures_for(instrument, leading)
        .alternatives.push_back(
            {one.number("value", 0, 1e6), one.text("source", 600), one.word<Check>("verification", kChecks)});
  });
}

void decode_cutoff(Decoder& in, Instrument& instrument) {
  const std::string source = in.text("source", 600);
  const Check check = in.word<Check>("verification", kChecks);
  (void)maybe_number(in, "criterionC");
  (void)in.optional_text("direction", 20);  // follows from higherIs
  const auto end_point = maybe_number(in, "clinicallySignificantChangeAtOrBelow");
  const auto value = maybe_number(in, "value");
  // Where cut-offs differ by group, none is applied: the record does not hold what the groups go by.
  const bool by_group = in.raw("byGroup") != nullptr;
  if (value and not by_group) {
    auto& figures = figures_for(instrument, instrument.scales.front().id);
    figures.cutoff = Figure{*value, source, check};
    figures.recovered_at_or_below = end_point;
  } else if (not source.empty()) {
    instrument.notes.push_back(source);
  }
  in.optional_object("byScale", [&](Decoder& scales) {
    for (const auto& scale : instrument.scales) {
      if (scales.raw(scale.id) == nullptr) continue;
      figures_for(instrument, scale.id).cutoff = Figure{scales.number(scale.id, -1e6, 1e6), source, check};
    }
  });
}

void decode_smallest_difference(Decoder& in, Instrument& instrument) {
  const Figure figure{in.number("value", 0, 1e6), in.text("source", 600),
                      in.word<Check>("verification", kChecks)};
  (void)in.optional_text("alternative", 600);
  (void)in.raw("range");
  const auto scale = in.optional_text("scale", 40).value_or(instrument.scales.front().id);
  check_scale(in, "scale", instrument, scale);
  figures_for(instrument, scale).smallest_difference = figure;
}

void decode_change(Decoder& in, Instrument& instrument) {
  in.optional_object("rci", [&](Decoder& rci) { decode_reliable_change(rci, instrument); });
  in.optional_object("clinicalCutoff", [&](Decoder& cutoff) { decode_cutoff(cutoff, instrument); });
  in.optional_object("mid", [&](Decoder& mid) { decode_smallest_difference(mid, instrument); });
  in.objects("norms", 40, [&](Decoder& norm) {
    Norm one{.group = norm.text("group", 200), .mean = norm.number("mean", -1e6, 1e6)};
    one.deviation = maybe_number(norm, "sd");
    one.source = norm.text("source", 600);
    one.check = norm.word<Check>("verification", kChecks);
    instrument.norms.push_back(std::move(one));
  });
}

void decode_alerts(Decoder& in, Instrument& instrument) {
  static constexpr std::string_view kLevels[] = {"review", "urgent", "emergency"};
  in.objects("alerts", 60, [&](Decoder& item) {
    AlertRule rule{.item = item.text("item", 80),
                   .when_at_least = item.number("whenAtLeast", -1e6, 1e6),
                   .came_with = 0,
                   .level = item.text("level", 20),
                   .action = item.text("action", 1000)};
    if (std::ranges::find(kLevels, rule.level) == std::end(kLevels))
      item.problem("level", "This must be one of: review, urgent, emergency.");
    const auto* scored = instrument.find_item(rule.item);
    if (scored == nullptr) {
      unknown_item(item, "item", rule.item);
    } else if (rule.when_at_least > scored->max) {
      item.problem("whenAtLeast", "Item " + rule.item + ": no answer reaches this.");
    }
    rule.came_with = rule.when_at_least;
    if (instrument.licence == LicenceClass::kSite) rule.source = "threshold chosen by this practice";
    instrument.alerts.push_back(std::move(rule));
  });
}

/// Scales that bands speak of lead; the rest keep their order.
void put_leading_scale_first(Instrument& instrument, const std::string& banded) {
  std::ranges::stable_partition(instrument.scales, [&](const auto& scale) { return scale.id == banded; });
}

std::string first_banded_scale(const json::value& scoring) {
  const auto* bands = scoring.is_object() ? scoring.get_object().if_contains("bands") : nullptr;
  if (bands == nullptr or not bands->is_array() or bands->get_array().empty()) return {};
  const auto* first = bands->get_array().front().if_object();
  const auto* scale = first == nullptr ? nullptr : first->if_contains("scale");
  return scale != nullptr and scale->is_string() ? std::string(scale->get_string()) : std::string();
}

void decode_scoring(Decoder& in, Instrument& instrument, const json::value& scoring) {
  instrument.id = in.text("id", 60);
  (void)in.integer("schemaVersion", 1, 1);
  instrument.abbreviation = in.text("abbreviation", 60);
  instrument.plain_title = in.optional_text("clientTitle", 80).value_or("");
  instrument.construct = in.text("construct", 200);
  instrument.purpose = in.optional_word<Purpose>("purpose", kPurposes).value_or(Purpose::kOutcome);
  instrument.mechanism = in.optional_text("mechanism", 20).value_or("");
  static constexpr core::Word<bool> kDirections[] = {{"worse", true}, {"better", false}};
  instrument.higher_is_worse = in.word<bool>("higherIs", kDirections);
  instrument.recall = in.optional_text("recall", 200).value_or("");
  (void)in.raw("scoreCode");
  in.object("licence", [&](Decoder& licence) {
    instrument.licence = licence.word<LicenceClass>("class", kLicenceClasses);
    instrument.licence_statements = licence.texts("statements", 20, 1000);
  });
  in.object("wording", [&](Decoder& wording) {
    instrument.wording = wording.word<Wording>("status", kWordings);
    (void)wording.texts("sources", 20, 1000);
  });
  instrument.optional_items = known_items(in, "optionalItems", instrument);
  instrument.safety_items = known_items(in, "safetyItems", instrument);
  instrument.personal_items = known_items(in, "personalItems", instrument);
  in.objects("scales", 20,
             [&](Decoder& item) { instrument.scales.push_back(decode_scale(item, instrument)); });
  if (instrument.scales.empty()) in.problem("scales", "At least one scale is needed.");
  put_leading_scale_first(instrument, first_banded_scale(scoring));
  decode_bands(in, instrument);
  if (not instrument.scales.empty()) decode_change(in, instrument);
  in.objects("rules", 20, [&](Decoder& rule) {
    (void)rule.text("id", 60);
    instrument.notes.push_back(rule.text("text", 1000));
  });
  decode_alerts(in, instrument);
  (void)in.texts("source", 20, 2000);
}

}  // namespace

const Scale* Instrument::find_scale(std::string_view scale) const {
  const auto found = std::ranges::find(scales, scale, &Scale::id);
  return found == scales.end() ? nullptr : &*found;
}

const ScoredItem* Instrument::find_item(std::string_view link_id) const {
  const auto found = std::ranges::find(items, link_id, &ScoredItem::link_id);
  return found == items.end() ? nullptr : &*found;
}

bool Instrument::is_part(const Scale& scale) const {
  const auto& leading = scales.front();
  return scale.id != leading.id and std::ranges::all_of(scale.items, [&](const auto& item) {
           return std::ranges::find(leading.items, item) != leading.items.end();
         });
}

const ChangeFigures* Instrument::change_of(std::string_view scale) const {
  const auto found = std::ranges::find(change, scale, &ChangeFigures::scale);
  return found == change.end() ? nullptr : &*found;
}

bool Instrument::in_person_only() const {
  return std::ranges::any_of(alerts, [](const auto& rule) { return rule.level == "emergency"; });
}

core::Result<Instrument> decode_instrument(const json::value& questionnaire, const json::value& scoring) {
  auto form = decode_form(questionnaire);
  if (not form) return std::unexpected(form.error());
  Instrument instrument;
  instrument.title = form->worksheet.title;
  instrument.version = form->version;
  instrument.copyright = form->copyright;
  instrument.questionnaire_json = core::to_json(form->known);
  instrument.items = std::move(form->items);
  instrument.form = std::move(form->worksheet);
  Decoder in(scoring, "/scoring");
  decode_scoring(in, instrument, scoring);
  if (auto problem = in.finish()) {
    return std::unexpected(core::Error{core::ErrorCode::kInvalid, "This instrument is not right.",
                                       std::move(problem->fields), "instrument"});
  }
  return instrument;
}

}  // namespace intersession::measures
