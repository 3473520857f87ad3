#include "homework/occurrence_change.hpp"

#include <algorithm>

namespace intersession::homework {

namespace json = core::json;
using core::Result;
using std::chrono::days;

namespace {

json::object window_to_json(const Window& window) {
  json::object out{{"from", core::format_local(window.from)}, {"to", core::format_local(window.to)}};
  if (window.at) out["at"] = core::format_local(*window.at);
  return out;
}

Window decode_window(core::Decoder& in, const core::Id& occurrence) {
  return {occurrence, in.local_time("from"), in.local_time("to"), in.optional_local_time("at")};
}

Window shifted(Window window, days by) {
  window.from += by;
  window.to += by;
  if (window.at) *window.at += by;
  return window;
}

core::LocalDate day_of(core::LocalTime time) {
  return std::chrono::floor<days>(time);
}

}  // namespace

ChangeInput decode_change(core::Decoder& in) {
  ChangeInput input{.kind = in.word<ChangeKind>("change", kChangeKinds), .to = in.optional_date("to")};
  if (input.kind == ChangeKind::kMove and not in.has("to")) in.problem("to", "Please name the new day.");
  if (input.kind != ChangeKind::kMove and in.has("to")) in.problem("to", "Only a move has a new day.");
  return input;
}

Result<std::optional<OccurrenceChange>> change_occurrence(const AssignmentRecord& record,
                                                          std::span<const Occurrence> all,
                                                          const core::Id& occurrence,
                                                          const ChangeInput& input, core::LocalDate today) {
  const auto found =
      std::ranges::find(all, occurrence, [](const auto& each) { return each.window.occurrence; });
  if (found == all.end()) {
    return core::fail(core::ErrorCode::kNotFound, "There is nothing here, or it is not yours to see.",
                      "not-found");
  }
  const bool running = record.state == State::kActive or record.state == State::kReported;
  const bool open = found->state == OccurrenceState::kOpen or found->state == OccurrenceState::kSkipped;
  if (not running or not open) {
    return core::fail(core::ErrorCode::kConflict, "Only what is still ahead can be moved or left out.",
                      "not-open");
  }
  if (input.kind == ChangeKind::kRestore) return std::nullopt;
  const auto* agreement = in_force(record.agreements);
  const auto before = std::ranges::find(record.changes, occurrence, &OccurrenceChange::occurrence);
  OccurrenceChange change{.occurrence = occurrence,
                          .agreement_version = agreement == nullptr ? 1 : agreement->version,
                          .was = before == record.changes.end() ? found->window : before->was,
                          .now = std::nullopt};
  if (input.kind == ChangeKind::kSkip) return change;
  if (day_of(change.was.from) != day_of(change.was.to - std::chrono::seconds{1})) {
    return core::fail_field("/to", "This can be done on any day of its time, so it needs no move.");
  }
  if (*input.to < today) return core::fail_field("/to", "This day has passed.");
  if (*input.to > today + kFurthestMove) return core::fail_field("/to", "At most 31 days ahead.");
  change.now = shifted(change.was, *input.to - day_of(change.was.from));
  return change;
}

std::string pack(const OccurrenceChange& change) {
  json::object out{{"agreementVersion", change.agreement_version},
                   {"occurrenceId", change.occurrence.text()},
                   {"was", window_to_json(change.was)}};
  if (change.now) out["now"] = window_to_json(*change.now);
  return core::to_json(out);
}

Result<OccurrenceChange> unpack_change(std::string_view text) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  core::Decoder in(*value);
  OccurrenceChange change{.occurrence = in.id("occurrenceId"),
                          .agreement_version = in.integer("agreementVersion", 1, 1'000'000'000)};
  in.object("was", [&](core::Decoder& each) { change.was = decode_window(each, change.occurrence); });
  in.optional_object("now",
                     [&](core::Decoder& each) { change.now = decode_window(each, change.occurrence); });
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return change;
}

}  // namespace intersession::homework
