#include "catalogue/programme.hpp"

#include <algorithm>

namespace intersession::catalogue {

using core::Decoder;

namespace {

Delivery decode_delivery(Decoder& in) {
  Delivery delivery{.kind = in.word<DeliveryKind>("kind", kDeliveryKinds)};
  if (delivery.kind == DeliveryKind::kAfterPreviousPlusDelay or
      delivery.kind == DeliveryKind::kFixedInterval) {
    delivery.days = static_cast<int>(in.integer("days", 1, 365));
  }
  if (delivery.kind == DeliveryKind::kFixedDate) {
    delivery.day_of_programme = static_cast<int>(in.integer("dayOfProgramme", 1, 730));
  }
  return delivery;
}

/// Texts that the server only passes on.
void read_words(Decoder& in) {
  (void)in.text("clientSummary", 400);
  (void)in.text("notFor", 500);
  (void)in.text("licence", 60);
  (void)in.texts("populations", 30, 64);
  in.object("evidence", [](Decoder& evidence) {
    static constexpr core::Word<int> kMarks[] = {{"V", 0}, {"V-sec", 1}, {"K", 2}, {"D", 3}};
    (void)evidence.text("statement", 600);
    evidence.objects("sources", 10, [](Decoder& source) {
      (void)source.text("doi", 120);
      (void)source.text("text", 400);
      (void)source.word<int>("provenance", kMarks);
    });
  });
}

void read_steps(Decoder& in, Programme& programme, const KnowsActivity& knows_activity) {
  in.objects("steps", 60, [&](Decoder& item) {
    auto step = decode_programme_step(item);
    if (std::ranges::find(programme.steps, step.id, &ProgrammeStep::id) != programme.steps.end()) {
      item.problem("id", "This id stands twice.");
    }
    if (not knows_activity(step.activity_id, "")) {
      item.problem("activityId", "The catalogue has no such activity.");
    } else if (not knows_activity(step.activity_id, step.variant_id)) {
      item.problem("variant", "The activity has no such variant.");
    }
    programme.steps.push_back(std::move(step));
  });
  if (programme.steps.size() < 2) in.problem("steps", "A programme has at least two steps.");
}

}  // namespace

ProgrammeStep decode_programme_step(Decoder& in) {
  ProgrammeStep step;
  step.id = in.text("id", 64);
  step.session = static_cast<int>(in.integer("session", 1, 200));
  step.stage = in.word<care::Stage>("stage", care::kStages);
  step.activity_id = in.text("activityId", 80);
  step.variant_id = in.optional_text("variant", 80).value_or("");
  in.object("delivery", [&](Decoder& rule) { step.delivery = decode_delivery(rule); });
  step.note = in.text("note", 400);
  return step;
}

core::json::object to_json(const ProgrammeStep& step) {
  core::json::object rule{{"kind", core::word_for(kDeliveryKinds, step.delivery.kind)}};
  if (step.delivery.days > 0) rule["days"] = step.delivery.days;
  if (step.delivery.day_of_programme > 0) rule["dayOfProgramme"] = step.delivery.day_of_programme;
  core::json::object out{{"id", step.id},
                         {"session", step.session},
                         {"stage", core::word_for(care::kStages, step.stage)},
                         {"activityId", step.activity_id},
                         {"delivery", std::move(rule)},
                         {"note", step.note}};
  if (not step.variant_id.empty()) out["variant"] = step.variant_id;
  return out;
}

core::Result<Programme> decode_programme(const core::json::value& file,
                                         const std::vector<std::string>& known_paradigms,
                                         const KnowsActivity& knows_activity) {
  Decoder in(file);
  Programme programme;
  programme.id = in.text("id", 64);
  programme.version = static_cast<int>(in.integer("version", 1, 100'000));
  programme.review_status = in.text("reviewStatus", 60);
  programme.name = in.text("name", 100);
  programme.client_name = in.text("clientName", 80);
  programme.summary = in.text("summary", 400);
  programme.paradigms = in.texts("paradigms", 20, 60);
  for (std::size_t i = 0; i < programme.paradigms.size(); ++i) {
    if (std::ranges::find(known_paradigms, programme.paradigms[i]) == known_paradigms.end())
      in.problem_at(core::pointer_to("/paradigms", i), "This code is not in the list of known codes.");
  }
  if (programme.paradigms.empty()) in.problem("paradigms", "At least one is needed.");
  programme.formats = in.words<care::Format>("formats", 5, care::kFormats);
  programme.sessions = static_cast<int>(in.integer("sessions", 1, 60));
  read_words(in);
  read_steps(in, programme, knows_activity);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  programme.json = core::to_json(file);
  return programme;
}

}  // namespace intersession::catalogue
