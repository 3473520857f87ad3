#include "measures/submission.hpp"

#include <algorithm>

namespace intersession::measures {

namespace json = core::json;
using core::Decoder;

namespace {

json::value sorted(const json::value& value) {
  if (value.is_array()) {
    json::array list;
    for (const auto& each : value.get_array()) list.push_back(sorted(each));
    return list;
  }
  if (not value.is_object()) return value;
  std::vector<std::string> keys;
  for (const auto& each : value.get_object()) keys.emplace_back(each.key());
  std::ranges::sort(keys);
  json::object ordered;
  for (const auto& key : keys) ordered[key] = sorted(value.get_object().at(key));
  return ordered;
}

json::object content_to_json(const SubmissionContent& content) {
  return {{"planId", content.plan.text()},
          {"slot", content.slot},
          {"mode", core::word_for(kModes, content.mode)},
          {"answeredAt", core::format_local(content.answered_at)},
          {"zone", content.zone},
          {"offsetMinutes", content.offset_minutes},
          {"answers", content.answers}};
}

json::object score_to_json(const Score& score, bool with_band) {
  json::object out{{"scale", score.scale}, {"missing", score.missing}, {"prorated", score.prorated}};
  if (score.value) out["value"] = *score.value;
  if (score.absent) out["absent"] = core::word_for(kAbsents, *score.absent);
  if (with_band and not score.band.empty()) out["band"] = score.band;
  return out;
}

Score decode_score(Decoder& in) {
  Score score{.scale = in.text("scale", 40)};
  score.missing = static_cast<int>(in.integer("missing", 0, 1000));
  score.prorated = in.boolean("prorated");
  if (in.raw("value") != nullptr) score.value = in.number("value", -1e9, 1e9);
  score.absent = in.optional_word<Absent>("absent", kAbsents);
  score.band = in.optional_text("band", 200).value_or("");
  return score;
}

}  // namespace

core::Instant SubmissionContent::answered() const {
  return core::Instant{answered_at.time_since_epoch() - std::chrono::minutes{offset_minutes}};
}

SubmissionContent decode_submission(Decoder& in) {
  SubmissionContent content{.plan = in.id("planId"), .slot = in.text("slot", 80)};
  content.mode = in.word<Mode>("mode", kModes);
  content.answered_at = in.local_time("answeredAt");
  content.zone = in.zone("zone");
  content.offset_minutes = static_cast<int>(in.integer("offsetMinutes", -24 * 60, 24 * 60));
  if (const auto* answers = in.raw("answers"); answers != nullptr and answers->is_array()) {
    content.answers = sorted(*answers).as_array();
  } else {
    in.problem("answers", "This must be a list.");
  }
  return content;
}

std::vector<core::FieldError> check_submission(const SubmissionContent& content,
                                               const Instrument& instrument) {
  return catalogue::check_answers(instrument.form, content.answers, "/answers");
}

Submission scored_submission(const core::Id& id, SubmissionContent content, const MeasurePlan& plan,
                             const Instrument& instrument) {
  Submission submission{.id = id,
                        .content = std::move(content),
                        .measure = instrument.id,
                        .measure_version = instrument.version,
                        .words = plan.words};
  submission.scored = score(instrument, read_answers(instrument, submission.content.answers),
                            asked_items(instrument, plan.words));
  return submission;
}

core::Instant correctable_until(const Submission& stored, std::span<const core::Instant> begins) {
  constexpr std::chrono::days kWeek{7};
  auto until = stored.received_at + kWeek;
  for (const auto begin : begins) {
    if (begin > stored.received_at) until = std::min(until, begin);
  }
  return until;
}

core::Result<SubmissionContent> correction(const Submission& stored, SubmissionContent wish, Corrector who,
                                           std::span<const core::Instant> begins, core::Instant now) {
  const auto& first = stored.content;
  if (wish.plan != first.plan) return core::fail_field("/planId", "A correction stays with its measure.");
  if (wish.slot != first.slot) return core::fail_field("/slot", "A correction stays with its time.");
  if (wish.mode != first.mode)
    return core::fail_field("/mode", "A correction does not change how it was filled in.");
  const bool own = (first.mode == Mode::kPhone) == (who == Corrector::kClient);
  if (not own) {
    return core::fail(core::ErrorCode::kConflict, "Only who filled this in can correct it.",
                      "not-yours-to-correct");
  }
  if (who == Corrector::kClient and now >= correctable_until(stored, begins)) {
    return core::fail(
        core::ErrorCode::kConflict,
        "This can no longer be changed here. Please tell your therapist what should be different.",
        "too-late-to-correct");
  }
  if (first.mode != Mode::kPaper) {
    wish.answered_at = first.answered_at;
    wish.zone = first.zone;
    wish.offset_minutes = first.offset_minutes;
  }
  return wish;
}

Submission without_repeated_alerts(Submission submission, const Instrument& instrument,
                                   std::span<const Submission> before) {
  const auto answers = read_answers(instrument, submission.content.answers);
  std::erase_if(submission.scored.alerts, [&](const std::string& item) {
    return std::ranges::any_of(before, [&](const Submission& each) {
      const bool same_time = each.id != submission.id and each.content.plan == submission.content.plan and
                             each.content.slot == submission.content.slot;
      if (not same_time or std::ranges::find(each.scored.alerts, item) == each.scored.alerts.end())
        return false;
      const auto earlier = read_answers(instrument, each.content.answers);
      const auto now = answers.find(item);
      const auto then = earlier.find(item);
      return now != answers.end() and then != earlier.end() and now->second == then->second;
    });
  });
  return submission;
}

std::string canonical(const SubmissionContent& content) {
  return core::to_json(content_to_json(content));
}

std::string pack(const Submission& submission) {
  json::object out = content_to_json(submission.content);
  out["measure"] = submission.measure;
  out["measureVersion"] = submission.measure_version;
  json::array words;
  for (const auto& each : submission.words)
    words.push_back(json::object{{"item", each.item}, {"text", each.text}});
  out["words"] = std::move(words);
  json::array scores;
  for (const auto& each : submission.scored.scores) scores.push_back(score_to_json(each, true));
  out["scores"] = std::move(scores);
  out["alerts"] = core::json_texts(submission.scored.alerts);
  out["unanswered"] = core::json_texts(submission.scored.unanswered_safety);
  return core::to_json(out);
}

core::Result<void> unpack(std::string_view text, Submission& submission) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  Decoder in(*value);
  submission.content = decode_submission(in);
  submission.measure = in.text("measure", 80);
  submission.measure_version = in.text("measureVersion", 40);
  in.objects("words", 10, [&](Decoder& item) {
    submission.words.push_back({item.text("item", 80), item.text("text", 200)});
  });
  in.objects("scores", 20, [&](Decoder& item) { submission.scored.scores.push_back(decode_score(item)); });
  submission.scored.alerts = in.texts("alerts", 60, 80);
  submission.scored.unanswered_safety = in.texts("unanswered", 60, 80);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return {};
}

json::object to_json(const Submission& submission, bool for_member) {
  json::object out = content_to_json(submission.content);
  out["submissionId"] = submission.id.text();
  out["measureId"] = submission.measure;
  out["measureVersion"] = submission.measure_version;
  out["receivedAt"] = core::format_instant(submission.received_at);
  out["revision"] = submission.revision;
  if (submission.corrected_at) out["correctedAt"] = core::format_instant(*submission.corrected_at);
  json::array scores;
  for (const auto& each : submission.scored.scores) scores.push_back(score_to_json(each, for_member));
  out["scores"] = std::move(scores);
  if (for_member) {
    out["lookAt"] = core::json_texts(submission.scored.alerts);
    out["unanswered"] = core::json_texts(submission.scored.unanswered_safety);
  }
  return out;
}

}  // namespace intersession::measures
