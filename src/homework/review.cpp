#include "homework/review.hpp"

namespace intersession::homework {

namespace json = core::json;

namespace {

std::optional<int> rating(core::Decoder& in, std::string_view key) {
  const auto value = in.optional_integer(key, 0, 4);
  return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

void put(json::object& out, std::string_view key, const std::string& text) {
  if (not text.empty()) out[key] = text;
}

void put(json::object& out, std::string_view key, const std::optional<int>& number) {
  if (number) out[key] = *number;
}

Situation decode_situation(core::Decoder& in) {
  const auto text = [&](std::string_view key) { return in.optional_text(key, 500).value_or(""); };
  return {.situation = text("situation"),
          .thoughts = text("thoughts"),
          .emotion = text("emotion"),
          .behaviour = in.optional_word<Behaviour>("behaviour", kBehaviours),
          .consequence = text("consequence")};
}

json::object to_json(const Situation& situation) {
  json::object out;
  put(out, "situation", situation.situation);
  put(out, "thoughts", situation.thoughts);
  put(out, "emotion", situation.emotion);
  if (situation.behaviour) out["behaviour"] = core::word_for(kBehaviours, *situation.behaviour);
  put(out, "consequence", situation.consequence);
  return out;
}

/// What the input and the stored form share.
void decode_content(core::Decoder& in, Review& review) {
  review.id = in.id("reviewId");
  review.session = in.optional_id("sessionId");
  review.quantity = rating(in, "quantity");
  review.quality = rating(in, "quality");
  review.difficulty = rating(in, "difficulty");
  review.obstacles = in.texts("obstacles", 20, 60);
  review.not_done_reason = in.optional_text("notDoneReason", 500).value_or("");
  review.learning = in.optional_text("learning", 1000).value_or("");
  review.adverse = in.optional_word<Adverse>("adverse", kAdverse);
  review.adverse_note = in.optional_text("adverseNote", 500).value_or("");
  in.optional_object("situation", [&](core::Decoder& each) { review.situation = decode_situation(each); });
  review.note = in.optional_text("note", 2000).value_or("");
  review.decision = in.word<Event>("decision", kDecisions);
  review.successor = in.optional_id("successorId");
}

}  // namespace

Review decode_review(core::Decoder& in, SuccessorWish& wish) {
  Review review;
  decode_content(in, review);
  wish.activity_id = in.optional_text("successorActivityId", 80).value_or("");
  wish.variant_id = in.optional_text("successorVariantId", 80).value_or("");
  if (not makes_successor(review.decision)) {
    if (review.successor) in.problem("successorId", "This decision has no assignment that follows.");
    if (not wish.activity_id.empty()) {
      in.problem("successorActivityId", "This decision has no assignment that follows.");
    }
    if (not wish.variant_id.empty()) {
      in.problem("successorVariantId", "This decision has no assignment that follows.");
    }
  } else if (review.decision != Event::kChange and not wish.activity_id.empty()) {
    in.problem("successorActivityId", "Stepping up or down stays with the same activity.");
  }
  return review;
}

json::object to_json(const Review& review) {
  json::object out;
  out["reviewId"] = review.id.text();
  if (review.session) out["sessionId"] = review.session->text();
  out["at"] = core::format_instant(review.at);
  put(out, "quantity", review.quantity);
  put(out, "quality", review.quality);
  put(out, "difficulty", review.difficulty);
  if (not review.obstacles.empty()) {
    json::array list;
    for (const auto& code : review.obstacles) list.emplace_back(code);
    out["obstacles"] = std::move(list);
  }
  put(out, "notDoneReason", review.not_done_reason);
  put(out, "learning", review.learning);
  if (review.adverse) out["adverse"] = core::word_for(kAdverse, *review.adverse);
  put(out, "adverseNote", review.adverse_note);
  if (not review.situation.empty()) out["situation"] = to_json(review.situation);
  put(out, "note", review.note);
  out["decision"] = core::word_for(kDecisions, review.decision);
  if (review.successor) out["successorId"] = review.successor->text();
  return out;
}

core::Result<Review> decode_stored_review(const json::value& stored) {
  core::Decoder in(stored);
  Review review;
  decode_content(in, review);
  review.at = in.instant("at");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return review;
}

}  // namespace intersession::homework
