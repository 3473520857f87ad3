// A programme that runs, as the contract gives it out and as it is stored.
#include "homework/programme_run.hpp"

namespace intersession::homework {

namespace json = core::json;

namespace {

void put(json::object& out, std::string_view key, const std::string& text) {
  if (not text.empty()) out[key] = text;
}

void put(json::object& out, std::string_view key, const std::optional<core::LocalDate>& day) {
  if (day) out[key] = core::format_date(*day);
}

json::array history_of(const ProgrammeRun& run) {
  json::array list;
  for (const auto& each : run.history) {
    json::object item{{"event", core::word_for(kRunEvents, each.event)},
                      {"at", core::format_instant(each.at)}};
    put(item, "stepId", each.step);
    put(item, "reason", each.reason);
    list.push_back(std::move(item));
  }
  return list;
}

json::object step_to_json(const RunStep& each, const StepView& view, const catalogue::Catalogue& catalogue) {
  const auto* activity = catalogue.find(each.step.activity_id);
  json::object out = catalogue::to_json(each.step);
  out["stepId"] = each.step.id;
  out.erase("id");
  out["state"] = core::word_for(kStepStates, view.state);
  out["name"] = activity == nullptr ? each.step.activity_id : activity->name;
  const auto* variant = activity == nullptr ? nullptr : activity->find_variant(each.step.variant_id);
  if (variant != nullptr) out["variantName"] = variant->name;
  if (view.number > 0) out["number"] = view.number;
  put(out, "on", each.on);
  put(out, "dueOn", view.due);
  put(out, "finishedOn", view.finished);
  put(out, "reason", each.reason);
  if (view.assignment != nullptr) {
    out["assignmentId"] = view.assignment->id.text();
    out["assignmentState"] = core::word_for(kStates, view.assignment->state);
  }
  return out;
}

core::LocalDate date(core::Decoder& in, std::string_view key) {
  const auto day = in.optional_date(key);
  if (not day) in.problem(key, "This is required.");
  return day.value_or(core::LocalDate{});
}

RunStep decode_step(core::Decoder& in) {
  RunStep each{.step = catalogue::decode_programme_step(in)};
  each.left_out = in.optional_boolean("leftOut").value_or(false);
  each.reason = in.optional_text("reason", 500).value_or("");
  each.on = in.optional_date("on");
  each.assignment = in.optional_id("assignmentId");
  each.finished_at = in.optional_instant("finishedAt");
  return each;
}

}  // namespace

std::vector<StepWish> decode_wishes(core::Decoder& in) {
  std::vector<StepWish> wishes;
  in.objects("steps", 60, [&](core::Decoder& item) {
    StepWish wish{.step = item.text("stepId", 64)};
    wish.left_out = item.optional_boolean("leftOut").value_or(false);
    wish.reason = item.optional_text("reason", 500).value_or("");
    wish.on = item.optional_date("on");
    wishes.push_back(std::move(wish));
  });
  return wishes;
}

json::object to_json(const ProgrammeRun& run, const RunSurroundings& around,
                     const catalogue::Catalogue& catalogue, core::Instant now) {
  const auto views = look(run, around.assignments, around.zone, now);
  json::array steps;
  int of = 0;
  for (std::size_t i = 0; i < views.size(); ++i) {
    steps.push_back(step_to_json(run.steps[i], views[i], catalogue));
    of = std::max(of, views[i].number);
  }
  return {{"runId", run.id.text()},
          {"treatmentId", run.treatment.text()},
          {"version", run.version},
          {"state", core::word_for(kRunStates, run.state)},
          {"programmeId", run.programme_id},
          {"programmeVersion", run.programme_version},
          {"name", run.name},
          {"clientName", run.client_name},
          {"startsOn", core::format_date(run.starts)},
          {"of", of},
          {"steps", std::move(steps)},
          {"history", history_of(run)}};
}

std::string pack(const ProgrammeRun& run) {
  json::array steps;
  for (const auto& each : run.steps) {
    json::object step = catalogue::to_json(each.step);
    if (each.left_out) step["leftOut"] = true;
    put(step, "reason", each.reason);
    put(step, "on", each.on);
    if (each.assignment) step["assignmentId"] = each.assignment->text();
    if (each.finished_at) step["finishedAt"] = core::format_instant(*each.finished_at);
    steps.push_back(std::move(step));
  }
  json::array rests;
  for (const auto& rest : run.rests) {
    json::object item{{"from", core::format_date(rest.from)}};
    put(item, "to", rest.to);
    rests.push_back(std::move(item));
  }
  return core::to_json(json::object{{"state", core::word_for(kRunStates, run.state)},
                                    {"programmeId", run.programme_id},
                                    {"programmeVersion", run.programme_version},
                                    {"name", run.name},
                                    {"clientName", run.client_name},
                                    {"startsOn", core::format_date(run.starts)},
                                    {"steps", std::move(steps)},
                                    {"rests", std::move(rests)},
                                    {"history", history_of(run)}});
}

core::Result<void> unpack(std::string_view text, ProgrammeRun& run) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  core::Decoder in(*value);
  run.state = in.word<RunState>("state", kRunStates);
  run.programme_id = in.text("programmeId", 64);
  run.programme_version = static_cast<int>(in.integer("programmeVersion", 1, 100'000));
  run.name = in.text("name", 100);
  run.client_name = in.text("clientName", 80);
  run.starts = date(in, "startsOn");
  in.objects("steps", 60, [&](core::Decoder& item) { run.steps.push_back(decode_step(item)); });
  in.objects("rests", 1000, [&](core::Decoder& item) {
    run.rests.push_back({date(item, "from"), item.optional_date("to")});
  });
  in.objects("history", 5000, [&](core::Decoder& item) {
    run.history.push_back({item.word<RunEvent>("event", kRunEvents), item.instant("at"),
                           item.optional_text("stepId", 64).value_or(""),
                           item.optional_text("reason", 500).value_or("")});
  });
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return {};
}

}  // namespace intersession::homework
