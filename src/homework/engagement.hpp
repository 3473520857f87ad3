// The engagement check: twelve short ratings of one period of one assignment, by client, therapist or
// observer.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/core/id.hpp"
#include "platform/core/json.hpp"
#include "platform/core/time.hpp"

namespace intersession::homework {

/// What the ratings are summed up in; never in one number (Kazantzis, Deane and Ronan, 2004, name the three).
enum class Component { kEngagement, kBeliefs, kConsequences };
inline constexpr core::Word<Component> kComponentTable[] = {{"engagement", Component::kEngagement},
                                                            {"beliefs", Component::kBeliefs},
                                                            {"consequences", Component::kConsequences}};
inline constexpr std::span<const core::Word<Component>> kComponents{kComponentTable};

/// The twelve topics, in the order in which they are asked. The wording is our own (catalogue/words).
enum class Topic {
  kQuantity,
  kQuality,
  kDifficulty,
  kObstacles,
  kComprehension,
  kRationale,
  kCollaboration,
  kSpecificity,
  kGoals,
  kPleasure,
  kMastery,
  kProgress
};
inline constexpr core::Word<Topic> kTopicTable[] = {{"quantity", Topic::kQuantity},
                                                    {"quality", Topic::kQuality},
                                                    {"difficulty", Topic::kDifficulty},
                                                    {"obstacles", Topic::kObstacles},
                                                    {"comprehension", Topic::kComprehension},
                                                    {"rationale", Topic::kRationale},
                                                    {"collaboration", Topic::kCollaboration},
                                                    {"specificity", Topic::kSpecificity},
                                                    {"goals", Topic::kGoals},
                                                    {"pleasure", Topic::kPleasure},
                                                    {"mastery", Topic::kMastery},
                                                    {"progress", Topic::kProgress}};
inline constexpr std::span<const core::Word<Topic>> kTopics{kTopicTable};
inline constexpr std::size_t kTopicCount = std::size(kTopicTable);

[[nodiscard]] Component component_of(Topic topic);
/// True where a high rating speaks against engagement: difficulty and obstacles.
[[nodiscard]] bool is_reversed(Topic topic);

enum class Rater { kClient, kTherapist, kObserver };
inline constexpr core::Word<Rater> kRaterTable[] = {
    {"client", Rater::kClient}, {"therapist", Rater::kTherapist}, {"observer", Rater::kObserver}};
inline constexpr std::span<const core::Word<Rater>> kRaters{kRaterTable};

/// Ratings 0-4 by topic. What was not answered is missing, never 0.
using Ratings = std::array<std::optional<int>, kTopicCount>;

struct EngagementCheck {
  core::Id id;
  core::Id assignment;
  Rater rater = Rater::kClient;
  core::LocalDate from;  ///< the period rated, both days included, in the client's calendar
  core::LocalDate to;
  core::Instant rated_at{};  ///< when it was rated, by the rater's clock
  std::optional<core::Id> session;
  Ratings ratings{};

  [[nodiscard]] const std::optional<int>& rating(Topic topic) const {
    return ratings[static_cast<std::size_t>(topic)];
  }
};

/// One component of one check. `mean`: 0-4, reversed topics turned round; only where every topic of the
/// component was answered, since a mean over fewer topics is another quantity.
struct ComponentScore {
  int answered = 0;
  int topics = 0;
  std::optional<double> mean;
};
[[nodiscard]] ComponentScore score(const EngagementCheck& check, Component component);

/// Reads the contract's EngagementInput; `rater` is known to the caller. At least one topic must be rated,
/// and the period must not be upside down or longer than two years.
[[nodiscard]] EngagementCheck decode_engagement(core::Decoder& in);
/// The contract's EngagementCheck, with its components.
[[nodiscard]] core::json::object to_json(const EngagementCheck& check);

/// The sealed part: period, time, session and ratings. One text for one content.
[[nodiscard]] std::string pack(const EngagementCheck& check);
[[nodiscard]] core::Result<void> unpack(std::string_view text, EngagementCheck& check);

}  // namespace intersession::homework
