#include "catalogue/activity.hpp"

#include <algorithm>

#include "catalogue/form_rules.hpp"

namespace intersession::catalogue {

using core::Decoder;
using core::Word;

namespace {

constexpr Word<FieldPolicy> kPolicyTable[] = {{"required", FieldPolicy::kRequired},
                                              {"offered", FieldPolicy::kOffered},
                                              {"hidden", FieldPolicy::kHidden}};

constexpr std::size_t kLongText = 6000;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' and c <= 'Z' ? char(c - 'A' + 'a') : c; });
  return text;
}

std::vector<std::string> known_texts(Decoder& in, std::string_view key, const std::vector<std::string>& known,
                                     bool at_least_one) {
  auto values = in.texts(key, 20, 60);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::ranges::find(known, values[i]) == known.end()) {
      in.problem_at(core::pointer_to(core::pointer_to(in.pointer(), key), i),
                    "This code is not in the list of known codes.");
    }
  }
  const auto* list = in.raw(key);
  const bool none = list == nullptr or (list->is_array() and list->get_array().empty());
  if (at_least_one and none) in.problem(key, "At least one is needed.");
  return values;
}

void read_names(Decoder& in, Activity& activity, const KnownCodes& known) {
  in.object("names", [&](Decoder& names) {
    for (const auto& paradigm : known.paradigms) {
      if (const auto name = names.optional_text(paradigm, 120)) activity.search_text += " " + *name;
    }
  });
}

void read_plan(Decoder& in, PlanPolicy& plan) {
  in.object("plan", [&](Decoder& fields) {
    for (const auto& field : kPlanFields) {
      plan.set(field.value, fields.word<FieldPolicy>(field.text, kPolicyTable));
    }
  });
}

void read_variants(Decoder& in, Activity& activity) {
  in.object("variants", [&](Decoder& variants) {
    for (const bool harder : {false, true}) {
      variants.objects(harder ? "harder" : "easier", 8, [&](Decoder& item) {
        Variant variant;
        variant.id = item.text("id", 80);
        variant.name = item.text("name", 120);
        variant.text = item.text("text", 1000);
        variant.fields = item.texts("fields", 60, 80);
        variant.harder = harder;
        if (activity.find_variant(variant.id) != nullptr) item.problem("id", "This id stands twice.");
        activity.variants.push_back(std::move(variant));
      });
    }
  });
  const auto easier = std::ranges::count(activity.variants, false, &Variant::harder);
  if (easier == 0) in.problem("variants", "At least one easier variant is needed.");
}

void read_gates(Decoder& in, Activity& activity) {
  static constexpr Word<bool> kKinds[] = {{"soft", false}, {"hard", true}};
  in.objects("gates", 20, [&](Decoder& item) {
    Gate gate;
    gate.id = item.text("id", 80);
    gate.hard = item.word<bool>("kind", kKinds);
    gate.text = item.text("text", 1000);
    gate.question = item.optional_text("question", 500).value_or("");
    if (std::ranges::find(activity.gates, gate.id, &Gate::id) != activity.gates.end())
      item.problem("id", "This id stands twice.");
    if (gate.hard and gate.question.empty()) item.problem("question", "A hard gate needs its question.");
    activity.gates.push_back(std::move(gate));
  });
}

void read_evidence(Decoder& in) {
  static constexpr Word<int> kMarks[] = {{"V", 0}, {"V-sec", 1}, {"K", 2}, {"D", 3}};
  in.object("evidence", [](Decoder& evidence) {
    (void)evidence.text("statement", 2000);
    evidence.objects("sources", 10, [](Decoder& source) {
      (void)source.text("doi", 120);
      (void)source.text("text", 1000);
      (void)source.word<int>("provenance", kMarks);
    });
  });
}

void read_measures(Decoder& in, const KnownCodes& known,
                   std::vector<std::pair<std::string, std::string>>& links) {
  bool any = false;
  in.objects("measures", 10, [&](Decoder& measure) {
    any = true;
    const auto link_id = measure.optional_text("linkId", 80);
    const auto mechanism = measure.optional_text("mechanism", 20);
    (void)measure.optional_text("text", 300);
    if (link_id.has_value() == mechanism.has_value()) {
      measure.problem("linkId", "A measure is either a worksheet field or a mechanism.");
    } else if (link_id) {
      links.emplace_back(measure.pointer() + "/linkId", *link_id);
    } else if (std::ranges::find(known.mechanisms, *mechanism) == known.mechanisms.end()) {
      measure.problem("mechanism", "This code is not in the list of known codes.");
    }
  });
  if (not any) in.problem("measures", "At least one repeated measure is needed.");
}

/// Texts for the therapist that the server only passes on.
void read_guidance(Decoder& in) {
  for (const char* key : {"rationale", "reviewQuestions", "learningPrompts"}) (void)in.texts(key, 20, 1000);
  (void)in.text("practiceInSession", kLongText);
  in.objects("ifThen", 10, [](Decoder& plan) {
    (void)plan.text("if", 300);
    (void)plan.text("then", 300);
  });
  in.objects("obstacles", 12, [](Decoder& obstacle) {
    (void)obstacle.text("obstacle", 300);
    (void)obstacle.text("coping", 300);
  });
  (void)in.text("guide", kLongText);
  (void)in.text("licence", 60);
  (void)in.text("literacy", 20);
}

void read_dose(Decoder& in, Activity& activity) {
  in.object("minutes",
            [&](Decoder& minutes) { activity.minutes = static_cast<int>(minutes.integer("once", 1, 600)); });
  in.object("frequency", [](Decoder& frequency) {
    (void)frequency.text("text", 200);
    frequency.optional_object("suggested", [](Decoder& suggested) {
      static constexpr Word<int> kFrequencies[] = {{"DAILY", 0}, {"WEEKLY", 1}, {"SESSION", 2}};
      (void)suggested.word<int>("freq", kFrequencies);
      (void)suggested.integer("count", 1, 21);
    });
  });
  activity.completion_emphasis = in.boolean("completionEmphasis");
}

void check_links(Decoder& in, const Activity& activity,
                 const std::vector<std::pair<std::string, std::string>>& measure_links) {
  for (const auto& [pointer, link_id] : measure_links) {
    if (activity.worksheet.find(link_id) == nullptr)
      in.problem_at(pointer, "The worksheet has no such field.");
  }
  for (const auto& variant : activity.variants) {
    for (const auto& field : variant.fields) {
      if (activity.worksheet.find(field) == nullptr) {
        in.problem("variants",
                   "The variant " + variant.id + " keeps a field that the worksheet lacks: " + field + ".");
      }
    }
  }
  if (activity.worksheet.has_safety_field() and not activity.safety) {
    in.problem("safety", "The worksheet asks about safety, so this must be true.");
  }
}

}  // namespace

const Variant* Activity::find_variant(std::string_view wanted) const {
  const auto found = std::ranges::find(variants, wanted, &Variant::id);
  return found == variants.end() ? nullptr : &*found;
}

core::Result<Activity> decode_activity(const core::json::value& file, const KnownCodes& known) {
  Decoder in(file);
  Activity activity;
  activity.id = in.text("id", 80);
  activity.version = static_cast<int>(in.integer("version", 1, 100'000));
  activity.review_status = in.text("reviewStatus", 60);
  activity.author = in.optional_text("author", 120).value_or("");
  activity.name = in.text("name", 120);
  activity.client_name = in.text("clientName", 120);
  activity.summary = in.text("summary", 600);
  activity.client_summary = in.text("clientSummary", 600);
  activity.paradigms = known_texts(in, "paradigms", known.paradigms, true);
  activity.functions = known_texts(in, "functions", known.functions, true);
  activity.mechanisms = known_texts(in, "mechanisms", known.mechanisms, true);
  activity.stages = in.words<care::Stage>("stages", 4, care::kStages);
  activity.formats = in.words<care::Format>("formats", 5, care::kFormats);
  activity.age_groups = in.texts("ageGroups", 4, 20);
  activity.populations = in.texts("populations", 30, 60);
  activity.search_text = activity.name + " " + activity.client_name + " " + activity.summary;
  for (const auto& population : activity.populations) activity.search_text += " " + population;
  read_names(in, activity, known);
  activity.search_text = lower(activity.search_text);
  std::vector<std::pair<std::string, std::string>> measure_links;
  read_measures(in, known, measure_links);
  read_dose(in, activity);
  read_plan(in, activity.plan);
  read_variants(in, activity);
  read_gates(in, activity);
  activity.safety = in.boolean("safety");
  read_evidence(in);
  read_guidance(in);
  in.object("worksheet", [&](Decoder& form) {
    activity.worksheet = decode_worksheet(form);
    if (const auto* items = file.get_object().if_contains("worksheet")) check_form(form, *items);
  });
  check_links(in, activity, measure_links);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  activity.json = core::to_json(file);
  activity.worksheet_json = core::to_json(file.at("worksheet"));
  return activity;
}

}  // namespace intersession::catalogue
