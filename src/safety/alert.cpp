#include "safety/alert.hpp"

namespace intersession::safety {

namespace json = core::json;
using core::Decoder;

namespace {

json::object content(const AlertReason& reason) {
  return {{"measure", reason.measure},
          {"question", reason.question},
          {"answer", reason.answer},
          {"rule", reason.rule}};
}

json::object content(const Acknowledgement& done) {
  return {{"memberId", done.member.text()},
          {"at", core::format_instant(done.at)},
          {"action", core::word_for(kAlertActions, done.action)},
          {"note", done.note}};
}

}  // namespace

Escalation escalation_at(const AlertTimes& times, core::Instant now) {
  if (now < times.fallback) return Escalation::kTherapist;
  return now < times.owner ? Escalation::kFallback : Escalation::kOwner;
}

Acknowledgement decode_acknowledgement(Decoder& in) {
  Acknowledgement done;
  done.action = in.word<AlertAction>("action", kAlertActions);
  done.note = in.text("note", 2000);
  return done;
}

json::object to_json(const Alert& alert, Escalation escalation) {
  json::object out = content(alert.reason);
  out["alertId"] = alert.id.text();
  out["clientId"] = alert.client.text();
  out["givenAt"] = core::format_instant(alert.given_at);
  out["receivedAt"] = core::format_instant(alert.received_at);
  if (not alert.readable) out["unreadable"] = true;
  if (alert.opened_at) out["openedAt"] = core::format_instant(*alert.opened_at);
  if (alert.acknowledgement) {
    out["acknowledgement"] = content(*alert.acknowledgement);
  } else {
    out["escalation"] = core::word_for(kEscalations, escalation);
  }
  return out;
}

std::string pack(const AlertReason& reason) {
  return core::to_json(content(reason));
}

core::Result<AlertReason> unpack_reason(std::string_view text) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  Decoder in(*value);
  AlertReason reason;
  reason.measure = in.text("measure", 200);
  reason.question = in.text("question", 2000);
  reason.answer = in.text("answer", 2000);
  reason.rule = in.text("rule", 500);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return reason;
}

std::string pack(const Acknowledgement& done) {
  return core::to_json(content(done));
}

core::Result<Acknowledgement> unpack_acknowledgement(std::string_view text) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  Decoder in(*value);
  Acknowledgement done = decode_acknowledgement(in);
  done.member = in.id("memberId");
  done.at = in.instant("at");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return done;
}

}  // namespace intersession::safety
