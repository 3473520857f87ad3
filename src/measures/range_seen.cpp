#include "measures/range_seen.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "evidence/expected_response.hpp"

namespace intersession::measures {

namespace {

constexpr std::size_t kLeastClients = 100;
constexpr std::size_t kLeastLater = 3;

/// The clients that have enough, as the table that the statistics read.
evidence::SessionTable table_of(std::span<const CourseOfScores> courses) {
  evidence::SessionTable table;
  evidence::NumberColumn outcome{"outcome", {}};
  for (const auto& course : courses) {
    if (course.scores.size() < kLeastLater + 1 or course.scores.front().first != 1) continue;
    const auto client = static_cast<std::int32_t>(table.client.levels.size());
    table.client.levels.push_back("client " + std::to_string(1'000'000 + client));
    for (const auto& [session, value] : course.scores) {
      table.client.code.push_back(client);
      table.session.push_back(session);
      outcome.values.push_back(value);
    }
  }
  table.numbers.push_back(std::move(outcome));
  return table;
}

}  // namespace

struct RangeSeen::Model {
  evidence::ExpectedResponse response;
};

RangeSeen::RangeSeen(std::unique_ptr<Model> model, int clients)
    : model_(std::move(model)), clients_(clients) {}
RangeSeen::~RangeSeen() = default;

std::shared_ptr<const RangeSeen> RangeSeen::learn(const Scale& scale,
                                                  std::span<const CourseOfScores> courses) {
  auto table = table_of(courses);
  const std::size_t clients = table.client.levels.size();
  if (clients < kLeastClients) return nullptr;
  const auto prepared = evidence::Prepared::from(std::move(table));
  if (not prepared) return nullptr;
  const bool whole = scale.method == Combination::kSum;
  auto response = evidence::ExpectedResponse::learn(
      *prepared, {.integer = whole, .lowest = scale.min, .highest = scale.max});
  if (not response) return nullptr;
  return std::shared_ptr<const RangeSeen>(
      new RangeSeen(std::make_unique<Model>(Model{*std::move(response)}), static_cast<int>(clients)));
}

std::vector<RangeLimits> RangeSeen::limits(double baseline, int last) const {
  std::vector<RangeLimits> found;
  for (int session = 2; session <= last; ++session) {
    const auto band = model_->response.band(baseline, session);
    found.push_back({session, band.lower80, band.upper80});
  }
  return found;
}

std::shared_ptr<const RangeSeen> RangesSeen::find(std::string_view measure, std::string_view scale) const {
  const auto found = ranges.find(std::string(measure) + "/" + std::string(scale));
  return found == ranges.end() ? nullptr : found->second;
}

CourseOfScores by_session(std::span<const std::pair<core::Instant, double>> points,
                          std::span<const core::Instant> sessions) {
  constexpr std::chrono::hours grace{2};  // a score may be filled in as its session begins
  CourseOfScores course;
  if (points.empty()) return course;
  const auto first = points.front().first;
  std::map<int, double> numbered;
  for (const auto& [at, value] : points) {
    const auto between = std::ranges::count_if(sessions, [&, when = at](const auto session) {
      return session + grace >= first and session + grace < when;
    });
    numbered[static_cast<int>(between) + 1] = value;
  }
  numbered[1] = points.front().second;
  course.scores.assign(numbered.begin(), numbered.end());
  return course;
}

std::vector<core::Instant> session_times(core::Instant first, std::span<const core::Instant> sessions) {
  constexpr std::chrono::hours grace{2};
  std::vector<core::Instant> times;
  for (const auto session : sessions) {
    if (session + grace >= first) times.push_back(session);
  }
  return times;
}

}  // namespace intersession::measures
