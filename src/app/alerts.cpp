#include "app/alerts.hpp"

#include <algorithm>

#include "access/audit.hpp"
#include "safety/alert_store.hpp"
#include "safety/notice_work.hpp"

namespace intersession::app {

namespace {

namespace json = core::json;

/// The answer to an item, wherever it is nested; nullptr where there is none.
const json::object* find_item(const json::array& items, std::string_view link_id) {
  for (const auto& each : items) {
    const auto& item = each.as_object();
    if (item.at("linkId").as_string() == link_id) return &item;
    const auto* nested = item.if_contains("item");
    if (nested == nullptr) continue;
    if (const auto* found = find_item(nested->as_array(), link_id)) return found;
  }
  return nullptr;
}

/// Without a rule, which an instrument may have lost since, the item alone.
std::string rule_words(const measures::Instrument& instrument, const std::string& item,
                       const measures::AlertRule* rule) {
  if (rule == nullptr) return instrument.abbreviation + " " + item;
  std::string number = std::to_string(rule->when_at_least);
  number.erase(number.find_last_not_of('0') + 1);
  if (number.back() == '.') number.pop_back();
  return instrument.abbreviation + " " + item + ", at least " + number + " (" + rule->source + ")";
}

/// Writes the alert with its audit row and tells who is on duty; nothing where this answer made one already.
core::Result<void> raise(db::Connection& connection, const access::ClientAccess& access,
                         const vault::SealingKey& key, const safety::Alert& alert, bool at_once,
                         safety::Safety& room) {
  if (not safety::store::raise(connection, access, key, alert)) return {};
  const auto digest = safety::store::digests(connection, access, alert.id).reason;
  access::record(connection, access,
                 {.action = "alert.raise", .resource_kind = "alert", .resource = alert.id, .reason = digest});
  return safety::tell(connection, room, access, alert, at_once);
}

}  // namespace

core::Result<void> raise_alerts(db::Connection& connection, const access::ClientAccess& access,
                                const vault::SealingKey& key, const measures::Submission& submission,
                                const measures::Instrument& instrument, safety::Safety& room) {
  for (const auto& item : submission.scored.alerts) {
    const auto* question = instrument.form.find(item);
    const auto* answered = find_item(submission.content.answers, item);
    if (question == nullptr or answered == nullptr) continue;
    const auto& value = answered->at("answer").as_array().front().as_object();
    const auto found = std::ranges::find(instrument.alerts, item, &measures::AlertRule::item);
    const auto* rule = found == instrument.alerts.end() ? nullptr : &*found;
    const safety::Alert alert{.id = room.access.random.id(access.now()),
                              .client = access.client(),
                              .answer = submission.id,
                              .item = item,
                              .given_at = submission.content.answered(),
                              .received_at = submission.received_at,
                              .reason = {.measure = instrument.title,
                                         .question = question->text.empty() ? item : question->text,
                                         .answer = catalogue::answer_text(*question, value),
                                         .rule = rule_words(instrument, item, rule)}};
    // The level of a rule says only when a message leaves: one that is to be looked at in its turn waits for
    // the practice's hours. It is neither stored nor shown.
    const bool at_once = rule == nullptr or rule->level != "review";
    auto raised = raise(connection, access, key, alert, at_once, room);
    if (not raised) return raised;
  }
  return {};
}

core::Result<void> raise_alerts(db::Connection& connection, const access::ClientAccess& access,
                                const vault::SealingKey& key, const homework::Entry& entry,
                                const catalogue::Activity& activity,
                                std::span<const catalogue::AlarmingAnswer> answers, safety::Safety& room) {
  // An own activity has an author, who chose its thresholds.
  const std::string chosen = activity.author.empty() ? "this project" : "this practice";
  for (const auto& each : answers) {
    const safety::Alert alert{
        .id = room.access.random.id(access.now()),
        .client = access.client(),
        .answer = entry.id,
        .item = each.field->link_id,
        .given_at = homework::recorded_at(entry.content),
        .received_at = entry.received_at,
        .reason = {.measure = activity.name,
                   .question = each.field->text,
                   .answer = each.answer,
                   .rule = activity.name + ": " + each.rule + " (threshold chosen by " + chosen + ")"}};
    auto raised = raise(connection, access, key, alert, true, room);
    if (not raised) return raised;
  }
  return {};
}

}  // namespace intersession::app
