// What got worse while something was worked on, for the screen where the next thing is chosen.
#include <algorithm>

#include "homework/assignment_store.hpp"
#include "measures/measure_store.hpp"
#include "measures/shelf_store.hpp"
#include "safety/handler_routes.hpp"
#include "safety/worsening.hpp"

namespace intersession::safety {

namespace json = core::json;
using access::answer;
using access::ClientAccess;
using access::Policy;
using access::Scope;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

std::vector<Worked> worked(const std::vector<homework::AssignmentRecord>& records, core::Instant now) {
  std::vector<Worked> found;
  for (const auto& record : records) {
    const auto began =
        std::ranges::find(record.history, homework::State::kActive, &homework::HistoryStep::to);
    if (began == record.history.end()) continue;
    const auto over = std::ranges::find_if(
        record.history, [](const homework::HistoryStep& step) { return homework::is_over(step.to); });
    found.push_back({record.activity_id, began->at, over == record.history.end() ? now : over->at});
  }
  return found;
}

std::vector<Measured> measured(const std::vector<measures::Submission>& submissions,
                               const measures::Shelf& instruments) {
  std::vector<Measured> found;
  for (const auto& submission : submissions) {
    const auto* instrument = instruments.find(submission.measure);
    if (instrument == nullptr or instrument->scales.empty()) continue;
    const auto* score = submission.scored.find(instrument->scales.front().id);
    if (score == nullptr or not score->value) continue;
    found.push_back({instrument, submission.content.answered(), *score->value});
  }
  std::ranges::stable_sort(found, {}, &Measured::at);
  return found;
}

json::object to_json(const Worsening& each, const catalogue::ActivityRef& activity) {
  json::object out{{"activityId", each.activity},
                   {"name", activity == nullptr ? each.activity : activity->name},
                   {"measure", each.instrument->abbreviation},
                   {"before", each.change.first},
                   {"beforeAt", core::format_instant(each.before_at)},
                   {"after", each.change.last},
                   {"afterAt", core::format_instant(each.after_at)}};
  const auto* figures = each.change.figures;
  if (figures != nullptr and figures->reliable) {
    out["least"] = figures->reliable->value;
    out["source"] = figures->reliable->source;
  }
  return out;
}

Response get_worsening(Safety& room, const Request& request, const Scope& scope) {
  const auto client = access::path_id(request, "clientId");
  if (not client) return answer(client);
  const auto key = access::client_key(room.access, scope, *client);
  if (not key) return answer(key);
  const auto body = access::read_client(
      room.access.database, scope, *client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto records = homework::store::assignments(connection, access, **key);
        if (not records) return std::unexpected(records.error());
        const auto submissions = measures::store::submissions(connection, access, **key);
        if (not submissions) return std::unexpected(submissions.error());
        const auto instruments =
            measures::store::shelf(connection, access.practice(), room.access.vault, room.instruments);
        if (not instruments) return std::unexpected(instruments.error());
        json::array list;
        for (const auto& each :
             worsenings(worked(*records, access.now()), measured(*submissions, *instruments))) {
          const auto activity = room.activities->newest(connection, access.practice(), each.activity, true);
          if (not activity) return std::unexpected(activity.error());
          list.push_back(to_json(each, *activity));
        }
        return json::object{{"worsenings", std::move(list)}};
      });
  return body ? answer(200, *body) : answer(body);
}

}  // namespace

std::span<const HandlerRoute> worsening_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Policy::kTherapist, access::Purpose::kCare, Method::kGet, "/api/v1/clients/{clientId}/worsening", "",
       "WorseningList", get_worsening},
  };
  return kRoutes;
}

}  // namespace intersession::safety
