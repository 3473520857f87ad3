#include "homework/agreement.hpp"

#include <algorithm>

namespace intersession::homework {

namespace json = core::json;
using catalogue::FieldPolicy;
using catalogue::PlanField;

namespace {

std::optional<int> rating(core::Decoder& in, std::string_view key) {
  const auto value = in.optional_integer(key, 0, 10);
  return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

void put(json::object& out, std::string_view key, const std::string& text) {
  if (not text.empty()) out[key] = text;
}

void put(json::object& out, std::string_view key, const std::optional<int>& number) {
  if (number) out[key] = *number;
}

/// Where a plan field stands in the contract's Plan.
std::string_view member_of(PlanField field) {
  switch (field) {
    case PlanField::kHowOften:
      return "recurrence";
    case PlanField::kHowLong:
      return "minutes";
    default:
      return core::word_for(catalogue::kPlanFields, field);
  }
}

bool is_given(const Plan& plan, PlanField field) {
  switch (field) {
    case PlanField::kWhat:
      return not plan.what.empty();
    case PlanField::kWhere:
      return not plan.where.empty();
    case PlanField::kWhen:
      return not plan.when.empty();
    case PlanField::kHowOften:
      return plan.recurrence.has_value();
    case PlanField::kHowLong:
      return plan.minutes.has_value();
    case PlanField::kIfThen:
      return not plan.if_then.empty();
    case PlanField::kObstacles:
      return not plan.obstacles.empty();
    case PlanField::kReadiness:
      return plan.readiness.has_value();
    case PlanField::kImportance:
      return plan.importance.has_value();
    case PlanField::kConfidence:
      return plan.confidence.has_value();
    case PlanField::kReminder:
      return plan.reminder.has_value();
  }
  return false;
}

/// Clock times say when as well as words do.
bool is_answered(const Plan& plan, PlanField field) {
  if (field == PlanField::kWhen and plan.recurrence and not plan.recurrence->times.empty()) return true;
  return is_given(plan, field);
}

void check_skips(const Plan& plan, const catalogue::PlanPolicy& policy, std::string_view pointer,
                 std::vector<core::FieldError>& problems) {
  for (std::size_t i = 0; i < plan.skips.size(); ++i) {
    const std::string at = core::pointer_to(std::string(pointer) + "/skips", i) + "/field";
    const auto& name = plan.skips[i].field;
    const auto field = core::value_for(catalogue::kPlanFields, name);
    if (not field) {
      problems.push_back({at, "This is not a field of a plan."});
    } else if (policy.of(*field) == FieldPolicy::kHidden) {
      problems.push_back({at, "This kind of work has no such field, so nothing is skipped."});
    } else if (is_given(plan, *field)) {
      problems.push_back({at, "This field is filled in, so it is not skipped."});
    } else if (std::ranges::count(plan.skips, name, &Skip::field) > 1) {
      problems.push_back({at, "This field is skipped twice."});
    }
  }
}

}  // namespace

Plan decode_plan(core::Decoder& in) {
  Plan plan;
  plan.what = in.text("what", 1000);
  plan.smallest = in.optional_text("smallest", 500).value_or("");
  plan.where = in.optional_text("where", 500).value_or("");
  plan.when = in.optional_text("when", 500).value_or("");
  in.optional_object("recurrence", [&](core::Decoder& rule) { plan.recurrence = decode_recurrence(rule); });
  plan.begins = in.optional_date("beginsOn");
  if (const auto minutes = in.optional_integer("minutes", 1, 600)) plan.minutes = static_cast<int>(*minutes);
  in.objects("ifThen", 5, [&](core::Decoder& each) {
    plan.if_then.push_back({each.text("if", 300), each.text("then", 300)});
  });
  in.objects("obstacles", 8, [&](core::Decoder& each) {
    plan.obstacles.push_back({each.text("obstacle", 300), each.text("coping", 300)});
  });
  plan.readiness = rating(in, "readiness");
  plan.importance = rating(in, "importance");
  plan.confidence = rating(in, "confidence");
  plan.below_threshold = in.optional_text("belowThreshold", 300).value_or("");
  plan.reminder = in.optional_word<Reminder>("reminder", kReminders);
  in.objects("skips", 12, [&](core::Decoder& each) {
    plan.skips.push_back({each.text("field", 40), each.text("reason", 300)});
  });
  return plan;
}

json::object to_json(const Plan& plan) {
  json::object out;
  out["what"] = plan.what;
  put(out, "smallest", plan.smallest);
  put(out, "where", plan.where);
  put(out, "when", plan.when);
  if (plan.recurrence) out["recurrence"] = to_json(*plan.recurrence);
  if (plan.begins) out["beginsOn"] = core::format_date(*plan.begins);
  put(out, "minutes", plan.minutes);
  if (not plan.if_then.empty()) {
    json::array list;
    for (const auto& each : plan.if_then)
      list.push_back(json::object{{"if", each.when}, {"then", each.then}});
    out["ifThen"] = std::move(list);
  }
  if (not plan.obstacles.empty()) {
    json::array list;
    for (const auto& each : plan.obstacles) {
      list.push_back(json::object{{"obstacle", each.obstacle}, {"coping", each.coping}});
    }
    out["obstacles"] = std::move(list);
  }
  put(out, "readiness", plan.readiness);
  put(out, "importance", plan.importance);
  put(out, "confidence", plan.confidence);
  put(out, "belowThreshold", plan.below_threshold);
  if (plan.reminder) out["reminder"] = core::word_for(kReminders, *plan.reminder);
  if (not plan.skips.empty()) {
    json::array list;
    for (const auto& each : plan.skips) {
      list.push_back(json::object{{"field", each.field}, {"reason", each.reason}});
    }
    out["skips"] = std::move(list);
  }
  return out;
}

std::vector<core::FieldError> check_plan(const Plan& plan, const catalogue::PlanPolicy& policy,
                                         std::string_view pointer) {
  std::vector<core::FieldError> problems;
  for (const auto& [name, field] : catalogue::kPlanFields) {
    const std::string at = core::pointer_to(pointer, member_of(field));
    const bool skipped = std::ranges::find(plan.skips, name, &Skip::field) != plan.skips.end();
    switch (policy.of(field)) {
      case FieldPolicy::kRequired:
        if (not is_answered(plan, field) and not skipped) {
          problems.push_back({at, "Please fill this in, or say why it is left open."});
        }
        break;
      case FieldPolicy::kHidden:
        if (is_given(plan, field)) problems.push_back({at, "This kind of work does without this."});
        break;
      case FieldPolicy::kOffered:
        break;
    }
  }
  check_skips(plan, policy, pointer, problems);
  if (plan.begins and plan.recurrence) {
    const auto& rule = *plan.recurrence;
    const auto last = rule.freq == Frequency::kOnce ? std::optional(rule.start) : rule.until;
    if (last and *last < *plan.begins) {
      problems.push_back(
          {core::pointer_to(pointer, "beginsOn"), "Its last day is before this, so nothing would be due."});
    }
  }
  return problems;
}

std::optional<core::Instant> Agreement::in_force_since() const {
  if (not accepted_by_member_at or not accepted_by_client_at) return std::nullopt;
  return std::max(*accepted_by_member_at, *accepted_by_client_at);
}

json::object to_json(const Agreement& agreement) {
  json::object out;
  out["version"] = agreement.version;
  out["plan"] = to_json(agreement.plan);
  out["createdAt"] = core::format_instant(agreement.created_at);
  if (agreement.accepted_by_member_at) {
    out["acceptedByMemberAt"] = core::format_instant(*agreement.accepted_by_member_at);
  }
  if (agreement.accepted_by_client_at) {
    out["acceptedByClientAt"] = core::format_instant(*agreement.accepted_by_client_at);
    out["inRoom"] = agreement.in_room;
  }
  return out;
}

const Agreement* in_force(const std::vector<Agreement>& agreements) {
  const Agreement* found = nullptr;
  for (const auto& agreement : agreements) {
    if (agreement.in_force_since() and (found == nullptr or agreement.version > found->version)) {
      found = &agreement;
    }
  }
  return found;
}

}  // namespace intersession::homework
