#include "insight/practice_frame.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <set>

namespace intersession::insight {

namespace {

using std::chrono::days;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::array kNumbers{"outcome", "mech", "hw_qty", "hw_quality", "difficulty", "hw_done"};

class Mean {
 public:
  void add(double value) { sum_ += value, ++n_; }
  template <class T>
  void add(const std::optional<T>& value) {
    if (value) add(static_cast<double>(*value));
  }
  [[nodiscard]] double value() const { return n_ == 0 ? kMissing : sum_ / n_; }

 private:
  double sum_ = 0;
  int n_ = 0;
};

/// The value measured at the beginning of a session; higher is worse.
double score_at(const std::vector<measures::SessionScore>& scores, const core::Id& session,
                const MeasuredScale& scale) {
  for (const auto& score : scores)
    if (score.session == session and score.measure == scale.measure and score.scale == scale.scale)
      return score.higher_is_worse ? score.value : -score.value;
  return kMissing;
}

/// 10 minus the mean of the goals' ratings given from a day before the session to a day after it.
double goal_distance(const std::vector<care::Goal>& goals, core::Instant starts) {
  Mean distance;
  for (const auto& goal : goals) {
    double found = kMissing;
    for (const auto& rating : goal.ratings)
      if (rating.at >= starts - days{1} and rating.at <= starts + days{1}) found = 10.0 - rating.rating;
    if (not std::isnan(found)) distance.add(found);
  }
  return distance.value();
}

std::string stage_at(const std::vector<care::Treatment>& treatments, const core::Id& treatment,
                     core::Instant at) {
  for (const auto& each : treatments) {
    if (each.id != treatment) continue;
    std::string stage;
    for (const auto& change : each.stage_log)
      if (change.at <= at or stage.empty()) stage = core::word_for(care::kStages, change.stage);
    return stage;
  }
  return {};
}

struct Homework {
  Mean quantity, quality, difficulty;
  int reviewed = 0, done = 0;
  std::string kind;
};

Homework reviewed_at(const ClientRecords& client, const core::Id& session,
                     const std::function<std::string(std::string_view)>& kind_of) {
  Homework out;
  for (const auto& assignment : client.assignments)
    for (const auto& review : assignment.reviews) {
      if (review.session != session) continue;
      ++out.reviewed;
      out.quantity.add(review.quantity);
      out.quality.add(review.quality);
      out.difficulty.add(review.difficulty);
      out.done += review.quantity ? *review.quantity > 0 : review.not_done_reason.empty();
      if (out.kind.empty() and kind_of) out.kind = kind_of(assignment.activity_id);
    }
  return out;
}

struct Columns {
  evidence::Labels kind, stage;
  std::array<std::vector<double>, kNumbers.size()> numbers;
};

void add_label(evidence::Labels& labels, const std::string& text) {
  if (text.empty()) {
    labels.code.push_back(-1);
    return;
  }
  const auto found = std::find(labels.levels.begin(), labels.levels.end(), text);
  labels.code.push_back(static_cast<std::int32_t>(found - labels.levels.begin()));
  if (found == labels.levels.end()) labels.levels.push_back(text);
}

}  // namespace

MeasuredScale most_measured(std::span<const ClientRecords> clients, measures::Purpose purpose) {
  std::map<MeasuredScale, std::size_t> counts;
  for (const auto& client : clients)
    for (const auto& score : client.scores)
      if (score.purpose == purpose) ++counts[{score.measure, score.scale}];
  MeasuredScale best;
  std::size_t most = 0;
  for (const auto& [scale, n] : counts)
    if (n > most) most = n, best = scale;
  return best;
}

PracticeFrame practice_frame(std::span<const ClientRecords> clients,
                             const std::function<std::string(std::string_view)>& kind_of, core::Instant now) {
  PracticeFrame frame;
  frame.outcome = most_measured(clients, measures::Purpose::kOutcome);
  frame.mechanism = most_measured(clients, measures::Purpose::kMechanism);
  Columns columns;
  for (const auto& client : clients) {
    std::int32_t number = 0;
    bool any = false;
    for (const auto& session : client.sessions) {
      if (session.starts_at > now) break;
      ++number;
      const bool held =
          session.state == care::SessionState::kHeld or session.state == care::SessionState::kOpen;
      if (not held) continue;
      if (not any) frame.table.client.levels.push_back(client.label);
      any = true;
      const auto homework = reviewed_at(client, session.id, kind_of);
      const double outcome = frame.outcome.empty() ? goal_distance(client.goals, session.starts_at)
                                                   : score_at(client.scores, session.id, frame.outcome);
      frame.table.client.code.push_back(static_cast<std::int32_t>(frame.table.client.levels.size() - 1));
      frame.table.session.push_back(number);
      add_label(columns.kind, homework.kind);
      add_label(columns.stage, stage_at(client.treatments, session.treatment, session.starts_at));
      const std::array values{outcome,
                              score_at(client.scores, session.id, frame.mechanism),
                              homework.quantity.value(),
                              homework.quality.value(),
                              homework.difficulty.value(),
                              homework.reviewed == 0 ? kMissing
                              : homework.done > 0    ? 1.0
                                                     : 0.0};
      for (std::size_t k = 0; k < values.size(); ++k) columns.numbers[k].push_back(values[k]);
      ++frame.sessions;
    }
    frame.clients += any;
  }
  frame.table.labels = {{"hw_type", std::move(columns.kind)}, {"stage", std::move(columns.stage)}};
  for (std::size_t k = 0; k < kNumbers.size(); ++k)
    frame.table.numbers.push_back({kNumbers[k], std::move(columns.numbers[k])});
  return frame;
}

void empty_rare_words(evidence::SessionTable& table, std::size_t least_clients) {
  for (auto& column : table.labels) {
    std::vector<std::set<std::int32_t>> sharing(column.values.levels.size());
    for (std::size_t r = 0; r < table.rows(); ++r)
      if (const auto word = column.values.code[r]; word >= 0)
        sharing[static_cast<std::size_t>(word)].insert(table.client.code[r]);
    for (auto& word : column.values.code)
      if (word >= 0 and sharing[static_cast<std::size_t>(word)].size() < least_clients) word = -1;
  }
}

std::string source_sentence(const PracticeFrame& frame, const LeftOut& left_out, std::string_view measure) {
  const std::string unreadable =
      left_out.unreadable == 0 ? ""
                               : " A damaged record cannot be opened, and its client is missing here: " +
                                     std::to_string(left_out.unreadable) + ".";
  return std::to_string(frame.sessions) + " sessions of " + std::to_string(frame.clients) +
         " clients who agreed to analysis; " + std::to_string(left_out.not_consenting) +
         " others are left out." + unreadable +
         " Homework is the amount rated when it was reviewed, 0 to 4. The outcome is " +
         (measure.empty() ? "the distance to the goals, 10 minus their rating (higher is further away)."
                          : std::string(measure) + " at the beginning of the session (higher is worse).");
}

}  // namespace intersession::insight
