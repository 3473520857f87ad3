#include "care/treatment.hpp"

namespace intersession::care {

namespace json = core::json;
using core::Decoder;

namespace {

json::array log_to_json(const Treatment& treatment) {
  json::array log;
  for (const auto& change : treatment.stage_log) {
    json::object item{{"stage", core::word_for(kStages, change.stage)},
                      {"at", core::format_instant(change.at)}};
    if (not change.reason.empty()) item["reason"] = change.reason;
    log.push_back(std::move(item));
  }
  return log;
}

json::object content(const Treatment& treatment) {
  return {{"paradigms", core::json_texts(treatment.paradigms)},
          {"mechanisms", core::json_texts(treatment.mechanisms)},
          {"format", core::word_for(kFormats, treatment.format)},
          {"stageLog", log_to_json(treatment)}};
}

}  // namespace

TreatmentInput decode_treatment_input(Decoder& in) {
  TreatmentInput input;
  input.stage = in.word<Stage>("stage", kStages);
  input.stage_reason = in.optional_text("stageReason", 500).value_or("");
  input.paradigms = in.texts("paradigms", 6, 40);
  if (not in.has("paradigms")) in.problem("paradigms", "This is required.");
  input.mechanisms = in.texts("mechanisms", 8, 20);
  input.format = in.optional_word<Format>("format", kFormats).value_or(Format::kIndividual);
  return input;
}

Treatment apply(const std::optional<Treatment>& before, const core::Id& id, const TreatmentInput& input,
                core::Instant now) {
  Treatment treatment = before.value_or(Treatment{.id = id, .started_at = now});
  treatment.paradigms = input.paradigms;
  treatment.mechanisms = input.mechanisms;
  treatment.format = input.format;
  if (treatment.stage_log.empty() or treatment.stage() != input.stage) {
    treatment.stage_log.push_back({input.stage, now, input.stage_reason});
  }
  return treatment;
}

json::object to_json(const Treatment& treatment) {
  json::object out = content(treatment);
  out["treatmentId"] = treatment.id.text();
  out["version"] = treatment.version;
  out["stage"] = core::word_for(kStages, treatment.stage());
  out["startedAt"] = core::format_instant(treatment.started_at);
  return out;
}

std::string pack(const Treatment& treatment) {
  return core::to_json(content(treatment));
}

core::Result<Treatment> unpack_treatment(std::string_view text) {
  const auto value = core::parse_json(text, {.nodes = 500'000});
  if (not value) return std::unexpected(value.error());
  Decoder in(*value);
  Treatment treatment;
  treatment.paradigms = in.texts("paradigms", 6, 40);
  treatment.mechanisms = in.texts("mechanisms", 8, 20);
  treatment.format = in.word<Format>("format", kFormats);
  in.objects("stageLog", 100'000, [&](Decoder& item) {
    treatment.stage_log.push_back({item.word<Stage>("stage", kStages), item.instant("at"),
                                   item.optional_text("reason", 500).value_or("")});
  });
  if (treatment.stage_log.empty()) in.problem("stageLog", "A treatment has a stage.");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return treatment;
}

}  // namespace intersession::care
