#include "homework/assignment_record.hpp"

#include <algorithm>

namespace intersession::homework {

namespace json = core::json;

namespace {

core::Error invalid(std::vector<core::FieldError> fields) {
  return {core::ErrorCode::kInvalid, "Something in the request is not right.", std::move(fields), {}};
}

/// Notes a step that was allowed.
void take(AssignmentRecord& record, std::string_view event, State to, const Doing& doing) {
  record.state = to;
  record.history.push_back({std::string(event), to, doing.at, doing.by, doing.reason});
}

void take(AssignmentRecord& record, Event event, State to, const Doing& doing) {
  take(record, core::word_for(kEvents, event), to, doing);
}

}  // namespace

std::optional<core::Instant> AssignmentRecord::due_since() const {
  const Agreement* agreement = in_force(agreements);
  if (agreement == nullptr) return std::nullopt;
  auto since = *agreement->in_force_since();
  if (not reviews.empty()) since = std::max(since, reviews.front().at);
  return since;
}

std::optional<core::Instant> AssignmentRecord::reported_at() const {
  if (state != State::kReported) return std::nullopt;
  for (auto step = history.rbegin(); step != history.rend(); ++step) {
    if (step->event == core::word_for(kEvents, Event::kReport)) return step->at;
  }
  return std::nullopt;
}

bool AssignmentRecord::waits_for_client() const {
  return state == State::kPlanned and not agreements.empty() and not agreements.front().accepted_by_client_at;
}

std::string AssignmentRecord::learning() const {
  const auto found =
      std::ranges::find_if(reviews, [](const Review& each) { return not each.learning.empty(); });
  return found == reviews.end() ? "" : found->learning;
}

core::Result<AssignmentRecord> propose(const Proposal& proposal, const catalogue::Activity& activity,
                                       const Doing& doing) {
  if (activity.safety and not doing.safety_ready) return std::unexpected(refusal(Guard::kSafetyNotReady));
  if (not proposal.variant_id.empty() and activity.find_variant(proposal.variant_id) == nullptr) {
    return core::fail_field("/variantId", "This activity has no such variant.");
  }
  AssignmentRecord record{.id = proposal.id,
                          .treatment = proposal.treatment,
                          .session = proposal.session,
                          .activity_id = activity.id,
                          .activity_version = activity.version,
                          .variant_id = proposal.variant_id,
                          .proposed_variant = proposal.variant_id,
                          .origin = proposal.origin,
                          .created_at = doing.at};
  take(record, "propose", State::kProposed, doing);
  return record;
}

core::Result<AssignmentRecord> propose_again(AssignmentRecord record, const std::string& variant_id,
                                             const catalogue::Activity& activity, const Doing& doing) {
  if (record.state != State::kProposed) {
    auto error = refusal(Guard::kWrongState);
    error.message = "This has been designed already. Choose the variant in its design.";
    return std::unexpected(std::move(error));
  }
  if (not variant_id.empty() and activity.find_variant(variant_id) == nullptr) {
    return core::fail_field("/variantId", "This activity has no such variant.");
  }
  record.variant_id = variant_id;
  record.proposed_variant = variant_id;
  ++record.version;
  take(record, "propose", State::kProposed, doing);
  return record;
}

core::Result<AssignmentRecord> design(AssignmentRecord record, Design design,
                                      const catalogue::Activity& activity, const Doing& doing) {
  const auto open = open_gates(design, activity);
  const Facts facts{.nobody_is_told = activity.safety and not doing.safety_ready,
                    .has_design = design.complete(),
                    .gates_confirmed = open.empty()};
  const auto to = apply(record.state, Event::kDesign, facts);
  if (not to) {
    auto error = to.error();
    if (error.reason == core::word_for(kGuards, Guard::kGatesOpen)) error.fields = open;
    return std::unexpected(std::move(error));
  }
  if (auto problems = check_design(design, activity); not problems.empty()) {
    return std::unexpected(invalid(std::move(problems)));
  }
  record.variant_id = design.variant_id;
  record.design = std::move(design);
  ++record.version;
  take(record, Event::kDesign, *to, doing);
  return record;
}

core::Result<AssignmentRecord> plan(AssignmentRecord record, Plan plan, const catalogue::Activity& activity,
                                    bool waiting, const Doing& doing) {
  auto problems = check_plan(plan, activity.plan, "/plan");
  const Facts facts{.gates_confirmed = record.design and open_gates(*record.design, activity).empty(),
                    .plan_complete = problems.empty(),
                    .older_not_reviewed = waiting,
                    .overridden = not doing.reason.empty()};
  const auto to = apply(record.state, Event::kPlan, facts);
  if (not to) {
    // What is missing from a plan is named place by place.
    if (to.error().reason == core::word_for(kGuards, Guard::kPlanIncomplete)) {
      return std::unexpected(invalid(std::move(problems)));
    }
    return std::unexpected(to.error());
  }
  const std::int64_t version = record.agreements.empty() ? 1 : record.agreements.front().version + 1;
  record.agreements.insert(record.agreements.begin(), Agreement{.version = version,
                                                                .plan = std::move(plan),
                                                                .override_reason = doing.reason,
                                                                .created_at = doing.at});
  ++record.version;
  take(record, Event::kPlan, *to, doing);
  return record;
}

core::Result<AssignmentRecord> accept(AssignmentRecord record, const Acceptance& acceptance, bool waiting,
                                      const Doing& doing) {
  const bool client = acceptance.party == Party::kClient;
  Agreement* newest = record.agreements.empty() ? nullptr : &record.agreements.front();
  const bool same = newest != nullptr and newest->version == acceptance.agreement_version;
  if (same and (client ? newest->accepted_by_client_at : newest->accepted_by_member_at)) return record;
  const Facts facts{
      .newest_agreement = same,
      .accepted_by_other = same and (client ? newest->accepted_by_member_at : newest->accepted_by_client_at),
      .older_not_reviewed = waiting,
      .overridden = not doing.reason.empty() or (same and not newest->override_reason.empty())};
  const Event event = client ? Event::kAcceptClient : Event::kAcceptMember;
  const auto to = apply(record.state, event, facts);
  if (not to) return std::unexpected(to.error());
  (client ? newest->accepted_by_client_at : newest->accepted_by_member_at) = doing.at;
  if (client) newest->in_room = acceptance.in_room;
  ++record.version;
  take(record, event, *to, doing);
  return record;
}

core::Result<AssignmentRecord> step(AssignmentRecord record, Event event, const Doing& doing) {
  const auto to = apply(record.state, event, {.paused_from = record.paused_from});
  if (not to) return std::unexpected(to.error());
  if (event == Event::kPause) record.paused_from = record.state;
  ++record.version;
  take(record, event, *to, doing);
  return record;
}

namespace {

core::Result<AssignmentRecord> successor_of(const AssignmentRecord& record, const Review& review,
                                            const SuccessorWish& wish, const catalogue::Activity* activity,
                                            const Doing& doing) {
  if (activity == nullptr) return core::fail_field("/successorActivityId", "This activity is not known.");
  auto next = propose({.id = *review.successor,
                       .treatment = record.treatment,
                       .session = review.session,
                       .variant_id = wish.variant_id,
                       .origin = record.origin},
                      *activity, doing);
  if (not next) {
    auto error = next.error();
    for (auto& field : error.fields) field.pointer = "/successorVariantId";
    return std::unexpected(std::move(error));
  }
  next->supersedes = record.id;
  const bool same = activity->id == record.activity_id and record.design.has_value();
  if (same) {
    next->design = record.design;
    next->design->variant_id = wish.variant_id;
    take(*next, Event::kDesign, successor_state(true), doing);
  }
  return next;
}

}  // namespace

core::Result<Reviewed> review(AssignmentRecord record, Review review, const SuccessorWish& wish,
                              const catalogue::Activity* activity, const Doing& doing) {
  const Facts facts{.has_successor = review.successor.has_value() and *review.successor != record.id};
  const auto reviewed = apply(record.state, Event::kReview, facts);
  if (not reviewed) return std::unexpected(reviewed.error());
  const auto to = apply(*reviewed, review.decision, facts);
  if (not to) return std::unexpected(to.error());
  Reviewed result;
  if (makes_successor(review.decision)) {
    auto next = successor_of(record, review, wish, activity, doing);
    if (not next) return std::unexpected(next.error());
    record.superseded_by = next->id;
    result.successor = *std::move(next);
  }
  review.at = doing.at;
  ++record.version;
  take(record, Event::kReview, *reviewed, doing);
  take(record, review.decision, *to, doing);
  record.reviews.insert(record.reviews.begin(), std::move(review));
  result.record = std::move(record);
  return result;
}

std::string pack(const AssignmentRecord& record) {
  json::object out;
  if (not record.variant_id.empty()) out["variantId"] = record.variant_id;
  if (not record.proposed_variant.empty()) out["proposedVariantId"] = record.proposed_variant;
  if (record.design) out["design"] = to_json(*record.design);
  if (record.origin) {
    out["programme"] = json::object{{"runId", record.origin->run.text()}, {"stepId", record.origin->step}};
  }
  return core::to_json(out);
}

core::Result<void> unpack(std::string_view text, AssignmentRecord& record) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  core::Decoder in(*value);
  record.variant_id = in.optional_text("variantId", 80).value_or("");
  record.proposed_variant = in.optional_text("proposedVariantId", 80).value_or("");
  in.optional_object("design", [&](core::Decoder& each) { record.design = decode_design(each); });
  in.optional_object("programme", [&](core::Decoder& each) {
    record.origin = ProgrammeOrigin{each.id("runId"), each.text("stepId", 64)};
  });
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return {};
}

std::string pack(const Agreement& agreement) {
  json::object out{{"plan", to_json(agreement.plan)}};
  if (not agreement.override_reason.empty()) out["override"] = agreement.override_reason;
  return core::to_json(out);
}

core::Result<void> unpack(std::string_view text, Agreement& agreement) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  core::Decoder in(*value);
  in.object("plan", [&](core::Decoder& each) { agreement.plan = decode_plan(each); });
  agreement.override_reason = in.optional_text("override", 300).value_or("");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return {};
}

}  // namespace intersession::homework
