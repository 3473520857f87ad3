#include "homework/entry.hpp"

#include <algorithm>

namespace intersession::homework {

namespace json = core::json;

namespace {

std::optional<int> rating(core::Decoder& in, std::string_view key) {
  const auto value = in.optional_integer(key, 0, 4);
  return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

void put(json::object& out, std::string_view key, const std::optional<int>& number) {
  if (number) out[key] = *number;
}

void put(json::object& out, std::string_view key, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  json::array list;
  for (const auto& text : texts) list.emplace_back(text);
  out[key] = std::move(list);
}

EntryContent decode_content(core::Decoder& in) {
  EntryContent content;
  content.assignment = in.id("assignmentId");
  content.occurrence = in.optional_id("occurrenceId");
  content.kind = in.word<EntryKind>("kind", kEntryKinds);
  content.outcome = in.optional_word<Outcome>("outcome", kOutcomes);
  content.occurred_at = in.local_time("occurredAt");
  content.zone = in.zone("zone");
  content.offset_minutes = static_cast<int>(in.integer("offsetMinutes", -1080, 1080));
  if (const json::value* answers = in.raw("answers")) {
    if (not answers->is_array()) {
      in.problem("answers", "This must be a list.");
    } else if (answers->get_array().size() > 200) {
      in.problem("answers", "This list is too long: at most 200.");
    } else {
      content.answers = answers->get_array();
    }
  }
  content.released = in.texts("released", 100, 80);
  content.quantity = rating(in, "quantity");
  content.quality = rating(in, "quality");
  content.difficulty = rating(in, "difficulty");
  content.obstacles = in.texts("obstacles", 20, 60);
  content.obstacle_text = in.optional_text("obstacleText", 1000).value_or("");
  if (content.kind == EntryKind::kRecord and not in.has("outcome")) {
    in.problem("outcome", "Please say how it went.");
  }
  return content;
}

/// Members in the order of their names, all the way down.
json::value sorted(const json::value& value) {
  if (value.is_array()) {
    json::array out;
    out.reserve(value.get_array().size());
    for (const auto& item : value.get_array()) out.push_back(sorted(item));
    return out;
  }
  if (not value.is_object()) return value;
  std::vector<const json::key_value_pair*> members;
  for (const auto& member : value.get_object()) members.push_back(&member);
  std::ranges::sort(members, {}, [](const auto* member) { return std::string_view(member->key()); });
  json::object out;
  for (const auto* member : members) out[member->key()] = sorted(member->value());
  return out;
}

/// The members that input, stored form and answer share.
json::object encode_content(const EntryContent& content) {
  json::object out;
  out["assignmentId"] = content.assignment.text();
  if (content.occurrence) out["occurrenceId"] = content.occurrence->text();
  out["kind"] = core::word_for(kEntryKinds, content.kind);
  if (content.outcome) out["outcome"] = core::word_for(kOutcomes, *content.outcome);
  out["occurredAt"] = core::format_local(content.occurred_at);
  out["zone"] = content.zone;
  out["offsetMinutes"] = content.offset_minutes;
  out["answers"] = content.answers;
  put(out, "released", content.released);
  put(out, "quantity", content.quantity);
  put(out, "quality", content.quality);
  put(out, "difficulty", content.difficulty);
  put(out, "obstacles", content.obstacles);
  if (not content.obstacle_text.empty()) out["obstacleText"] = content.obstacle_text;
  return out;
}

}  // namespace

core::Instant recorded_at(const EntryContent& content) {
  return core::Instant{content.occurred_at.time_since_epoch() - std::chrono::minutes{content.offset_minutes}};
}

EntryInput decode_entry(core::Decoder& in) {
  EntryInput input;
  input.revision = in.integer("revision", 1, 1000);
  input.base_revision = in.integer("baseRevision", 0, 999);
  input.content = decode_content(in);
  return input;
}

std::vector<core::FieldError> check_entry(const EntryContent& content, const catalogue::Activity& activity,
                                          const catalogue::Catalogue& catalogue) {
  auto problems = catalogue::check_answers(activity.worksheet, content.answers, "/answers");
  for (std::size_t i = 0; i < content.released.size(); ++i) {
    const auto* item = activity.worksheet.find(content.released[i]);
    if (item == nullptr or not item->is_private) {
      problems.push_back({core::pointer_to("/released", i), "This worksheet has no such private field."});
    }
  }
  for (std::size_t i = 0; i < content.obstacles.size(); ++i) {
    if (not catalogue.knows_obstacle(content.obstacles[i])) {
      problems.push_back({core::pointer_to("/obstacles", i), "This obstacle is not known."});
    }
  }
  return problems;
}

std::string canonical(const EntryContent& content) {
  return core::to_json(sorted(encode_content(content)));
}

core::Result<EntryContent> decode_stored_entry(std::string_view text) {
  const auto value = core::parse_json(text, kEntryLimits);
  if (not value) return std::unexpected(value.error());
  core::Decoder in(*value);
  auto content = decode_content(in);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return content;
}

json::object to_json(const Entry& entry) {
  json::object out = encode_content(entry.content);
  out["entryId"] = entry.id.text();
  out["revision"] = entry.revision;
  out["receivedAt"] = core::format_instant(entry.received_at);
  return out;
}

json::object to_json_for_member(const Entry& entry, const catalogue::Worksheet& worksheet) {
  json::object out = to_json(entry);
  auto shared = catalogue::shared_answers(worksheet, entry.content.answers, entry.content.released);
  out["answers"] = std::move(shared.answers);
  if (shared.withheld > 0) out["withheld"] = shared.withheld;
  return out;
}

int not_reached_in_a_row(std::span<const Entry> entries) {
  int count = 0;
  for (const auto& entry : entries) {
    if (entry.content.kind != EntryKind::kRecord) continue;
    count = entry.content.outcome == Outcome::kNotReached ? count + 1 : 0;
  }
  return count;
}

Saving saving(const EntryInput& input, std::int64_t stored_revision,
              const std::optional<std::string>& stored_same) {
  if (stored_same) return *stored_same == canonical(input.content) ? Saving::kRepeat : Saving::kConflict;
  const bool next = input.revision == stored_revision + 1 and input.base_revision == stored_revision;
  return next ? Saving::kNew : Saving::kConflict;
}

}  // namespace intersession::homework
