#include "measures/measure_plan.hpp"

#include <algorithm>

namespace intersession::measures {

namespace json = core::json;
using core::Instant;
using std::chrono::days;
using std::chrono::hours;

namespace {

constexpr hours kBeforeSession{48};
constexpr days kAfterSession{7};
constexpr days kPatience{28};  ///< how long what has no rhythm stays open
constexpr days kSoftDue{3};

json::array words_to_json(const std::vector<ItemWords>& words) {
  json::array out;
  for (const auto& each : words) out.push_back(json::object{{"item", each.item}, {"text", each.text}});
  return out;
}

std::vector<ItemWords> decode_words(core::Decoder& in) {
  std::vector<ItemWords> words;
  in.objects("words", 10, [&](core::Decoder& item) {
    words.push_back({item.text("item", 80), item.text("text", 200)});
  });
  return words;
}

core::Result<void> check_words(const std::vector<ItemWords>& words, const Instrument& instrument) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto at = core::pointer_to("/words", i) + "/item";
    if (std::ranges::find(instrument.personal_items, words[i].item) == instrument.personal_items.end())
      return core::fail_field(at, "This measure has no such item to put in own words.");
    if (std::ranges::count(words, words[i].item, &ItemWords::item) > 1)
      return core::fail_field(at, "This item is worded twice.");
  }
  if (instrument.is_personal() and words.empty())
    return core::fail_field("/words", "Please put at least one item in the client's own words.");
  return {};
}

Slot make_slot(std::string key, Instant opens, Instant due, Instant closes) {
  return {.key = std::move(key), .opens = opens, .due = due, .closes = closes};
}

std::vector<Slot> session_slots(const MeasurePlan& plan, const Surroundings& around, std::size_t every) {
  std::vector<Slot> found;
  std::size_t index = 0;
  for (const auto& session : around.sessions) {
    const bool counts = session.state != care::SessionState::kCancelled and
                        session.treatment == plan.treatment and
                        session.starts_at + hours{12} >= plan.started_at;
    if (not counts or index++ % every != 0) continue;
    auto slot = make_slot("session:" + session.id.text(),
                          std::max(session.starts_at - kBeforeSession, plan.started_at), session.starts_at,
                          session.starts_at + kAfterSession);
    slot.session = session.id;
    found.push_back(std::move(slot));
  }
  return found;
}

std::vector<Slot> weekly_slots(const MeasurePlan& plan, const Surroundings& around, Instant now) {
  std::vector<Slot> found;
  const auto first = std::chrono::floor<days>(core::to_local(plan.started_at, around.zone));
  const auto today = std::chrono::floor<days>(core::to_local(now, around.zone));
  const auto weeks = (today - first).count() / 7;
  for (auto week = std::max<std::int64_t>(0, weeks - 57); week <= weeks; ++week) {
    const auto day = first + days{7 * week};
    const auto opens = std::max(core::to_instant(day, around.zone), plan.started_at);
    found.push_back(make_slot("week:" + core::format_date(day), opens,
                              core::to_instant(day + kSoftDue, around.zone),
                              core::to_instant(day + days{7}, around.zone)));
  }
  return found;
}

std::vector<Slot> monthly_slots(const MeasurePlan& plan, const Surroundings& around, Instant now) {
  using std::chrono::local_days;
  std::vector<Slot> found;
  const std::chrono::year_month_day first{
      std::chrono::floor<days>(core::to_local(plan.started_at, around.zone))};
  // The same day of each month, or the last one where a month is shorter.
  const auto day_in = [&](int month) {
    const auto in = std::chrono::year_month{first.year(), first.month()} + std::chrono::months{month};
    const std::chrono::year_month_day same{in / first.day()};
    return same.ok() ? local_days{same} : local_days{in / std::chrono::last};
  };
  for (int month = 0; month < 240; ++month) {
    const auto day = day_in(month);
    const auto opens = std::max(core::to_instant(day, around.zone), plan.started_at);
    if (opens > now) break;
    found.push_back(make_slot("month:" + core::format_date(day), opens,
                              core::to_instant(day + kSoftDue, around.zone),
                              core::to_instant(day_in(month + 1), around.zone)));
  }
  return found;
}

std::vector<Slot> stage_slots(const MeasurePlan& plan, const Surroundings& around) {
  std::vector<Slot> found;
  for (std::size_t i = 0; i < around.stages.size(); ++i) {
    const auto& change = around.stages[i];
    const bool end = plan.rhythm == Rhythm::kEnd;
    if (change.at <= plan.started_at or (end and change.stage != care::Stage::kMaintenance)) continue;
    found.push_back(make_slot(end ? "end" : "stage:" + std::to_string(i), change.at, change.at + days{7},
                              change.at + kPatience));
    if (end) break;
  }
  return found;
}

}  // namespace

MeasurePlanInput decode_measure_plan_input(core::Decoder& in) {
  MeasurePlanInput input{.treatment = in.id("treatmentId"), .measure = in.text("measureId", 80)};
  input.rhythm = in.word<Rhythm>("rhythm", kRhythms);
  input.on_phone = in.boolean("onPhone");
  input.words = decode_words(in);
  input.ended = in.optional_boolean("ended").value_or(false);
  return input;
}

core::Result<MeasurePlan> apply(const std::optional<MeasurePlan>& before, const core::Id& id,
                                const MeasurePlanInput& input, const Instrument& instrument, Instant now) {
  if (auto fits = check_words(input.words, instrument); not fits) return std::unexpected(fits.error());
  MeasurePlan plan = before.value_or(
      MeasurePlan{.id = id, .treatment = input.treatment, .measure = input.measure, .started_at = now});
  if (plan.measure != input.measure or plan.treatment != input.treatment)
    return core::fail_field("/measureId", "Another measure is a new plan.");
  if (plan.ended_at and not input.ended)
    return core::fail(core::ErrorCode::kConflict, "This measure was ended. Begin it anew.", "measure-ended");
  ++plan.version;
  plan.rhythm = input.rhythm;
  plan.on_phone = input.on_phone;
  plan.words = input.words;
  if (input.ended and not plan.ended_at) plan.ended_at = now;
  return plan;
}

json::object to_json(const MeasurePlan& plan) {
  json::object out{{"planId", plan.id.text()},
                   {"treatmentId", plan.treatment.text()},
                   {"version", plan.version},
                   {"measureId", plan.measure},
                   {"rhythm", core::word_for(kRhythms, plan.rhythm)},
                   {"onPhone", plan.on_phone},
                   {"words", words_to_json(plan.words)},
                   {"startedAt", core::format_instant(plan.started_at)}};
  if (plan.ended_at) out["endedAt"] = core::format_instant(*plan.ended_at);
  return out;
}

std::string pack(const MeasurePlan& plan) {
  json::object out{{"measure", plan.measure},
                   {"rhythm", core::word_for(kRhythms, plan.rhythm)},
                   {"onPhone", plan.on_phone},
                   {"words", words_to_json(plan.words)},
                   {"startedAt", core::format_instant(plan.started_at)}};
  if (plan.ended_at) out["endedAt"] = core::format_instant(*plan.ended_at);
  return core::to_json(out);
}

core::Result<void> unpack(std::string_view text, MeasurePlan& plan) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  core::Decoder in(*value);
  plan.measure = in.text("measure", 80);
  plan.rhythm = in.word<Rhythm>("rhythm", kRhythms);
  plan.on_phone = in.boolean("onPhone");
  plan.words = decode_words(in);
  plan.started_at = in.instant("startedAt");
  plan.ended_at = in.optional_instant("endedAt");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return {};
}

std::vector<std::string> asked_items(const Instrument& instrument, const std::vector<ItemWords>& words) {
  std::vector<std::string> asked;
  for (const auto& item : instrument.items) {
    const bool personal =
        std::ranges::find(instrument.personal_items, item.link_id) != instrument.personal_items.end();
    if (not personal or std::ranges::find(words, item.link_id, &ItemWords::item) != words.end())
      asked.push_back(item.link_id);
  }
  return asked;
}

json::value worded_form(const Instrument& instrument, const std::vector<ItemWords>& words) {
  auto form = core::parse_json(instrument.questionnaire_json, {.depth = 24, .nodes = 100'000}).value();
  if (not instrument.is_personal()) return form;
  json::array kept;
  for (auto& each : form.at("item").as_array()) {
    auto& item = each.as_object();
    const std::string link_id(item.at("linkId").as_string());
    if (std::ranges::find(instrument.personal_items, link_id) != instrument.personal_items.end()) {
      const auto own = std::ranges::find(words, link_id, &ItemWords::item);
      if (own == words.end()) continue;
      item["text"] = own->text;
    }
    kept.push_back(std::move(each));
  }
  form.as_object()["item"] = std::move(kept);
  return form;
}

std::vector<Slot> every_slot(const MeasurePlan& plan, const Surroundings& around, Instant now) {
  std::vector<Slot> found;
  switch (plan.rhythm) {
    case Rhythm::kEverySession:
      found = session_slots(plan, around, 1);
      break;
    case Rhythm::kEveryOtherSession:
      found = session_slots(plan, around, 2);
      break;
    case Rhythm::kWeekly:
      found = weekly_slots(plan, around, now);
      break;
    case Rhythm::kMonthly:
      found = monthly_slots(plan, around, now);
      break;
    case Rhythm::kStageChange:
    case Rhythm::kEnd:
      found = stage_slots(plan, around);
      break;
    case Rhythm::kStart:
    case Rhythm::kOnce:
      found.push_back(make_slot(plan.rhythm == Rhythm::kStart ? "start" : "once", plan.started_at,
                                plan.started_at + days{7}, plan.started_at + kPatience));
  }
  return found;
}

std::vector<Slot> slots(const MeasurePlan& plan, const Surroundings& around, Instant now) {
  auto found = every_slot(plan, around, now);
  std::erase_if(found, [&](const auto& slot) { return slot.opens > now; });
  return found;
}

std::optional<Slot> newest_slot(const MeasurePlan& plan, const Surroundings& around,
                                const std::vector<std::string>& answered, Instant now) {
  if (plan.ended_at and *plan.ended_at <= now) return std::nullopt;
  const auto opened = slots(plan, around, now);
  if (opened.empty() or std::ranges::find(answered, opened.back().key) != answered.end()) return std::nullopt;
  return opened.back();
}

std::optional<Slot> slot_to_answer(const MeasurePlan& plan, const Surroundings& around,
                                   const std::vector<std::string>& answered, Instant now) {
  auto slot = newest_slot(plan, around, answered, now);
  return slot and now < slot->closes ? slot : std::nullopt;
}

}  // namespace intersession::measures
