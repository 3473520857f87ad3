// An answer that needs a person, as the two apps bring it about.
#pragma once

#include "app/course.hpp"

namespace intersession::test {

/// A client who is asked a measure with a question about self-harm.
struct Alarm {
  Installation& house;
  Course& course;
  core::Id plan = house.id();

  /// What the owner settles; `fallback` nil: the owner. `more` changes or adds members of the request.
  Answer settle(const core::Id& fallback = {}, const json::object& more = {}) const {
    const auto member = fallback.is_nil() ? house.owner().principal().member() : fallback;
    json::object body{{"version", house.owner().get("/api/v1/practice/safety").number("/version")},
                      {"hours", "Weekdays 9 to 17"},
                      {"lookWithinHours", 24},
                      {"fallbackMemberId", member.text()},
                      {"policy", "We call, then write."},
                      {"reviewOn", "2027-05-01"},
                      {"numbersConfirmed", true}};
    for (const auto& each : more) body[each.key()] = each.value();
    return house.owner().put("/api/v1/practice/safety", body);
  }
  Answer assign(std::string_view measure = "phq-9") const {
    return house.owner().put(course.base + "/measure-plans/" + plan.text(),
                             {{"treatmentId", course.treatment.text()},
                              {"measureId", measure},
                              {"rhythm", "weekly"},
                              {"onPhone", true},
                              {"ended", false}});
  }
  /// One answer, from the phone. LOINC's for the ninth item of the PHQ-9: LA6568-5 not at all, LA6569-3
  /// several days.
  Answer submit(const core::Id& id, std::string_view code = "LA6569-3", std::string_view item = "q9") const {
    return course.phone().put(
        "/api/v1/me/measure-submissions/" + id.text(),
        {{"planId", plan.text()},
         {"slot", "week:2026-11-23"},
         {"mode", "phone"},
         {"answeredAt", "2026-11-24T07:00"},
         {"zone", "Europe/Oslo"},
         {"offsetMinutes", 60},
         {"answers", json::array{json::object{
                         {"linkId", item},
                         {"answer", json::array{json::object{
                                        {"valueCoding", json::object{{"system", "http://loinc.org"},
                                                                     {"code", code},
                                                                     {"display", "Tampered words"}}}}}}}}}});
  }
  Answer alerts() const { return house.owner().get("/api/v1/alerts"); }
};

}  // namespace intersession::test
