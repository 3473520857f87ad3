#include "homework/engagement.hpp"

namespace intersession::homework {

namespace json = core::json;
using std::chrono::days;

namespace {

constexpr days kLongestPeriod{2 * 366};

json::object ratings_to_json(const Ratings& ratings) {
  json::object out;
  for (const auto& [word, topic] : kTopics) {
    if (const auto& rating = ratings[static_cast<std::size_t>(topic)]) out[word] = *rating;
  }
  return out;
}

Ratings decode_ratings(core::Decoder& in) {
  Ratings ratings{};
  in.object("ratings", [&](core::Decoder& nested) {
    for (const auto& [word, topic] : kTopics) {
      if (const auto rating = nested.optional_integer(word, 0, 4)) {
        ratings[static_cast<std::size_t>(topic)] = static_cast<int>(*rating);
      }
    }
  });
  return ratings;
}

core::LocalDate needed_date(core::Decoder& in, std::string_view key) {
  const auto date = in.optional_date(key);
  if (not date and not in.has(key)) in.problem(key, "This is needed.");
  return date.value_or(core::LocalDate{});
}

/// What input and stored form share.
void decode_content(core::Decoder& in, EngagementCheck& check) {
  check.from = needed_date(in, "from");
  check.to = needed_date(in, "to");
  check.rated_at = in.instant("ratedAt");
  check.session = in.optional_id("sessionId");
  check.ratings = decode_ratings(in);
}

json::object content(const EngagementCheck& check) {
  json::object out{{"from", core::format_date(check.from)},
                   {"to", core::format_date(check.to)},
                   {"ratedAt", core::format_instant(check.rated_at)},
                   {"ratings", ratings_to_json(check.ratings)}};
  if (check.session) out["sessionId"] = check.session->text();
  return out;
}

}  // namespace

Component component_of(Topic topic) {
  if (topic <= Topic::kObstacles) return Component::kEngagement;
  return topic <= Topic::kGoals ? Component::kBeliefs : Component::kConsequences;
}

bool is_reversed(Topic topic) {
  return topic == Topic::kDifficulty or topic == Topic::kObstacles;
}

ComponentScore score(const EngagementCheck& check, Component component) {
  ComponentScore result;
  int sum = 0;
  for (const auto& [word, topic] : kTopics) {
    if (component_of(topic) != component) continue;
    ++result.topics;
    if (const auto& rating = check.rating(topic)) {
      ++result.answered;
      sum += is_reversed(topic) ? 4 - *rating : *rating;
    }
  }
  if (result.answered == result.topics) result.mean = static_cast<double>(sum) / result.topics;
  return result;
}

EngagementCheck decode_engagement(core::Decoder& in) {
  EngagementCheck check;
  decode_content(in, check);
  if (in.has_problems()) return check;
  if (check.ratings == Ratings{}) in.problem("ratings", "At least one rating is needed.");
  if (check.to < check.from) in.problem("to", "The period ends before it begins.");
  if (check.to - check.from > kLongestPeriod)
    in.problem("from", "The period is too long: at most two years.");
  return check;
}

json::object to_json(const EngagementCheck& check) {
  json::object out = content(check);
  out["checkId"] = check.id.text();
  out["assignmentId"] = check.assignment.text();
  out["rater"] = core::word_for(kRaters, check.rater);
  json::object components;
  for (const auto& [word, component] : kComponents) {
    const auto scored = score(check, component);
    json::object item{{"answered", scored.answered}, {"topics", scored.topics}};
    if (scored.mean) item["mean"] = *scored.mean;
    components[word] = std::move(item);
  }
  out["components"] = std::move(components);
  return out;
}

std::string pack(const EngagementCheck& check) {
  return core::to_json(content(check));
}

core::Result<void> unpack(std::string_view text, EngagementCheck& check) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  core::Decoder in(*value);
  decode_content(in, check);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return {};
}

}  // namespace intersession::homework
