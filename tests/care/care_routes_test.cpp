// The routes of the room care on both engines, without a socket.
#include <gtest/gtest.h>

#include "app/course.hpp"

namespace intersession::care {
namespace {

using test::Answer;
using test::Course;
using test::Installation;
using test::Person;
namespace json = core::json;
using Set = std::set<std::string>;

class CareRoutes : public ::testing::TestWithParam<db::Engine> {
 protected:
  /// One kind of record with versions: where it lies, what makes it, and what changes it.
  struct Kind {
    std::string name;
    std::string path;
    json::object first;
    json::object second;
  };
  std::vector<Kind> kinds() {
    const std::string treatment = kim.treatment.text();
    return {
        {"treatment",
         kim.base + "/treatments/" + house.id().text(),
         {{"stage", "early"}, {"paradigms", json::array{"cognitive"}}, {"mechanisms", json::array{"COG"}}},
         {{"stage", "middle"}, {"stageReason", "Knows the model"}, {"paradigms", json::array{"cognitive"}}}},
        {"goal",
         kim.base + "/goals/" + house.id().text(),
         {{"treatmentId", treatment}, {"text", "Sleep through"}},
         {{"treatmentId", treatment}, {"text", "Sleep well enough"}, {"state", "reached"}}},
        {"element",
         kim.base + "/formulation/" + house.id().text(),
         {{"treatmentId", treatment}, {"kind", "belief"}, {"text", "I must feel like it first"}},
         {{"treatmentId", treatment},
          {"kind", "belief"},
          {"text", "I must feel like it first"},
          {"effect", "antagonistic"}}},
        {"session",
         kim.base + "/sessions/" + house.id().text(),
         {{"treatmentId", treatment}, {"startsAt", "2026-12-01T10:00"}, {"state", "planned"}},
         {{"treatmentId", treatment}, {"startsAt", "2026-12-01T10:00"}, {"state", "open"}}}};
  }
  static json::object with_version(json::object body, std::int64_t version) {
    body["version"] = version;
    return body;
  }
  /// A PUT that must be refused and leave no trace; by the owner unless somebody else is named.
  Answer refused(int status, const std::string& path, const json::value& body, Person* by = nullptr) {
    static const std::map<int, std::string> kReasons{{404, "not-found"}, {409, "stale-version"}};
    const auto reason = kReasons.find(status);
    return house.refused(
        status, reason == kReasons.end() ? "" : reason->second,
        [&] { return (by == nullptr ? house.owner() : *by).put(path, body); }, path + core::to_json(body));
  }
  Answer unchanged(const std::string& path, const json::value& body) {
    return house.repeated([&] { return house.owner().put(path, body); }, path + core::to_json(body));
  }

  Installation house{GetParam()};
  Course kim{house};
};
INTERSESSION_ON_BOTH_ENGINES(CareRoutes);

TEST_P(CareRoutes, APutMakesRepeatsChangesOrConflicts) {
  for (const auto& [name, path, first, second] : kinds()) {
    refused(404, path, with_version(first, 1));
    const auto made = house.owner().put(path, first);
    ASSERT_EQ(made.status, 201) << name << ": " << made;
    EXPECT_EQ(made.number("/version"), 1);
    EXPECT_EQ(unchanged(path, first).number("/version"), 1) << name << ": sent again";

    refused(409, path, second);
    refused(409, path, with_version(second, 2));
    const auto changed = house.owner().put(path, with_version(second, 1));
    ASSERT_EQ(changed.status, 200) << name << ": " << changed;
    EXPECT_EQ(changed.number("/version"), 2);
    EXPECT_EQ(unchanged(path, with_version(second, 1)).number("/version"), 2) << name << ": sent again";
    refused(409, path, with_version(first, 1));
  }
}

TEST_P(CareRoutes, EveryChangeLeavesOneAuditRowWithWhoAndWhat) {
  const auto audit = [&] {
    return test::must(house.database().read(
        [](db::Connection& connection) { return connection.query("SELECT 1 FROM audit").size(); }));
  };
  for (const auto& [name, path, first, second] : kinds()) {
    const auto before = audit();
    Course::expect(201, house.owner().put(path, first));
    EXPECT_EQ(audit(), before + 1) << name;
    Course::expect(200, house.owner().put(path, first));
    EXPECT_EQ(audit(), before + 1) << name << ": sent again";
    Course::expect(200, house.owner().put(path, with_version(second, 1)));
    EXPECT_EQ(audit(), before + 2) << name;
  }
}

TEST_P(CareRoutes, MinutesOfASessionAreKeptUntilOthersAreGiven) {
  const auto path = kim.base + "/sessions/" + house.id().text();
  json::object body{{"treatmentId", kim.treatment.text()},
                    {"startsAt", "2026-11-24T10:00"},
                    {"state", "open"},
                    {"reviewMinutes", 7}};
  Course::expect(201, house.owner().put(path, body));
  house.repeated([&] { return house.owner().put(path, body); });
  body.erase("reviewMinutes");
  body["assignMinutes"] = 9;
  body["version"] = 1;
  const auto changed = house.owner().put(path, body);
  ASSERT_EQ(changed.status, 200) << changed;
  EXPECT_EQ(changed.number("/reviewMinutes"), 7) << "not given: as before";
  EXPECT_EQ(changed.number("/assignMinutes"), 9);
  const auto record = house.owner().get(kim.base);
  EXPECT_EQ(record.number("/sessions/0/reviewMinutes"), 7);
  EXPECT_EQ(record.number("/sessions/0/assignMinutes"), 9);
  body["assignMinutes"] = 601;
  body["version"] = 2;
  EXPECT_EQ(house.refused(422, "", [&] { return house.owner().put(path, body); }).pointers(),
            Set{"/assignMinutes"});
}

TEST_P(CareRoutes, AGoalRatingIsAddedOnceHoweverOftenItIsSent) {
  const auto path = kim.base + "/goals/" + house.id().text();
  json::object body{{"treatmentId", kim.treatment.text()}, {"text", "Sleep through"}, {"rating", 3}};
  Course::expect(201, house.owner().put(path, body));
  EXPECT_EQ(unchanged(path, body).size("/ratings"), 1U);
  house.clock.advance(std::chrono::minutes{1});
  body["version"] = 1;
  const auto rated = house.owner().put(path, body);
  ASSERT_EQ(rated.status, 200) << rated;
  EXPECT_EQ(rated.size("/ratings"), 2U) << "the same number a week later is a rating of its own";
  EXPECT_EQ(unchanged(path, body).size("/ratings"), 2U);
  body["rating"] = 4;
  refused(409, path, body);
}

TEST_P(CareRoutes, AClientIsMadeRepeatedChangedOrInConflict) {
  const auto id = house.id();
  const auto path = "/api/v1/clients/" + id.text();
  const json::object treatment{{"stage", "early"}, {"paradigms", json::array{"cognitive"}}};
  json::object body{{"name", "Sam Quist"}, {"zone", "Europe/Oslo"}, {"treatment", treatment}};
  refused(404, path, with_version(body, 1));
  const auto made = house.owner().put(path, body);
  ASSERT_EQ(made.status, 201) << made;
  EXPECT_EQ(made.text("/client/callName"), "Sam");
  EXPECT_EQ(made.text("/client/noun"), "homework") << "the practice's";
  EXPECT_EQ(made.text("/client/access"), "none");
  EXPECT_EQ(made.size("/treatments"), 1U);
  EXPECT_EQ(unchanged(path, body).size("/treatments"), 1U);
  body["noun"] = "practice";
  refused(409, path, body);
  const auto changed = house.owner().put(path, with_version(body, 1));
  ASSERT_EQ(changed.status, 200) << changed;
  EXPECT_EQ(changed.text("/client/noun"), "practice");
  EXPECT_EQ(changed.number("/client/version"), 2);
  EXPECT_EQ(changed.size("/treatments"), 1U);
  body["zone"] = "Europe/London";
  Course::expect(200, house.owner().put(path, with_version(body, 2)));
  EXPECT_EQ(house.owner().get(path).text("/client/zone"), "Europe/London");
  (void)house.connect(id);
  EXPECT_EQ(house.owner().get(path).text("/client/access"), "signed-in");
}

TEST_P(CareRoutes, ALongNameWithoutASpaceStaysReadable) {
  const auto path = "/api/v1/clients/" + house.id().text();
  std::string name;
  for (int i = 0; i < 100; ++i) name += "ø";
  const json::object body{{"name", name},
                          {"zone", "Europe/Oslo"},
                          {"treatment", json::object{{"stage", "early"}, {"paradigms", json::array{}}}}};
  const auto made = house.owner().put(path, body);
  ASSERT_EQ(made.status, 201) << made;
  EXPECT_EQ(house.owner().get(path).status, 200);
  EXPECT_EQ(house.owner().get("/api/v1/caseload").status, 200);
}

TEST_P(CareRoutes, BadInputNamesEveryPlaceAndWritesNothing) {
  const auto id = house.id().text();
  const std::pair<std::string, json::value> wrong_everywhere[] = {
      {"/api/v1/practice", json::object{{"name", 1}, {"extra", 0}}},
      {"/api/v1/clients/" + id,
       json::object{{"name", ""}, {"treatment", {{"stage", "x"}, {"mechanisms", {"ZZ"}}}}}},
      {kim.base + "/treatments/" + id,
       json::object{{"paradigms", {"cognitive", "tarot"}}, {"format", "crowd"}}},
      {kim.base + "/goals/" + id, json::object{{"treatmentId", "x"}, {"rating", 10.5}}},
      {kim.base + "/formulation/" + id, json::object{{"kind", nullptr}, {"effect", 1}, {"version", 0}}},
      {kim.base + "/sessions/" + id, json::object{{"startsAt", "2026-02-30T10:00"}, {"state", "planned"}}},
  };
  const Set places[] = {
      {"/version", "/name", "/noun", "/confidenceThreshold", "/contacts", "/emergency", "/zone", "/extra"},
      {"/name", "/zone", "/treatment/stage", "/treatment/paradigms", "/treatment/mechanisms/0"},
      {"/stage", "/paradigms/1", "/format"},
      {"/treatmentId", "/text", "/rating"},
      {"/treatmentId", "/kind", "/text", "/effect", "/version"},
      {"/treatmentId", "/startsAt"},
  };
  for (std::size_t i = 0; i < std::size(wrong_everywhere); ++i) {
    const auto& [path, body] = wrong_everywhere[i];
    EXPECT_EQ(refused(422, path, body).pointers(), places[i]) << path;
    refused(422, path, json::array{1});
    const auto before = house.digest();
    for (const char* text :
         {"", "{", R"({"name":"a","name":"b"})", "\xEF\xBB\xBF{}", R"({"version":1e999})"}) {
      const auto answer = house.owner().send(http::Method::kPut, path, text);
      EXPECT_EQ(answer.status, 400) << path << " " << text;
      EXPECT_EQ(answer.reason(), "json");
    }
    EXPECT_EQ(house.digest(), before) << path;
  }
}

TEST_P(CareRoutes, APartStaysInItsTreatment) {
  const auto stranger = house.id().text();
  for (auto [name, path, first, second] : kinds()) {
    if (name == "treatment") continue;
    first["treatmentId"] = stranger;
    EXPECT_EQ(refused(422, path, first).pointers(), Set{"/treatmentId"}) << name << ": no such treatment";
    first["treatmentId"] = kim.treatment.text();
    Course::expect(201, house.owner().put(path, first));
    second["treatmentId"] = stranger;
    EXPECT_EQ(refused(422, path, with_version(second, 1)).pointers(), Set{"/treatmentId"})
        << name << ": moved to another treatment";
  }
}

TEST_P(CareRoutes, SomebodyElsesClientIsAnsweredAsOneThatDoesNotExist) {
  Person anna = house.join("anna@example.org", {access::Role::kTherapist});
  const std::string nobody = "/api/v1/clients/" + house.id().text();
  const std::string unknown = core::to_json(anna.get(nobody).body);
  EXPECT_EQ(anna.get(nobody).status, 404);
  EXPECT_EQ(core::to_json(anna.get(kim.base).body), unknown);
  EXPECT_EQ(core::to_json(anna.get("/api/v1/clients/not-an-id").body), unknown);
  for (const auto& [name, path, first, second] : kinds()) {
    EXPECT_EQ(core::to_json(refused(404, path, first, &anna).body), unknown) << name;
  }
  const json::object body{{"name", "Kim"},
                          {"zone", "UTC"},
                          {"version", 1},
                          {"treatment", json::object{{"stage", "early"}, {"paradigms", json::array{}}}}};
  EXPECT_EQ(core::to_json(refused(404, kim.base, body, &anna).body), unknown);
  // An id that is taken cannot be taken again, and that it is taken does not come out.
  json::object fresh = body;
  fresh.erase("version");
  EXPECT_EQ(core::to_json(refused(404, kim.base, fresh, &anna).body), unknown);
  EXPECT_EQ(anna.get(kim.base).status, 404);
  // Nor does the client's own phone come in by the members' way.
  EXPECT_EQ(kim.phone().get(kim.base).status, 404);
}

TEST_P(CareRoutes, TheOwnerAloneChangesThePractice) {
  Person anna = house.join("anna@example.org", {access::Role::kTherapist});
  const auto before = house.owner().get("/api/v1/practice");
  json::object body{{"version", before.number("/version")},
                    {"name", "North Practice"},
                    {"zone", "Europe/Paris"},
                    {"noun", "practice"},
                    {"confidenceThreshold", 6},
                    {"contacts", json::array{}},
                    {"emergency", "Call 112."}};
  refused(404, "/api/v1/practice", body, &anna);
  EXPECT_EQ(core::to_json(anna.get("/api/v1/practice").body), core::to_json(before.body));
  const auto changed = house.owner().put("/api/v1/practice", body);
  ASSERT_EQ(changed.status, 200) << changed;
  EXPECT_EQ(changed.number("/version"), before.number("/version") + 1);
  unchanged("/api/v1/practice", body);
  body["name"] = "South Practice";
  refused(409, "/api/v1/practice", body);
  // Whoever needs help reads it without signing in.
  const auto help = house.house().router().handle(http::Request::make(http::Method::kGet, "/api/v1/help"));
  EXPECT_EQ(help.status, 200);
  EXPECT_NE(help.content().find("North Practice"), std::string::npos);
  EXPECT_NE(help.content().find("\"ready\":false"), std::string::npos);
  const auto refused_invitation = house.owner().post(kim.base + "/invitations", json::object{});
  EXPECT_EQ(refused_invitation.status, 409);
  EXPECT_EQ(refused_invitation.reason(), "help-not-ready");
}

}  // namespace
}  // namespace intersession::care
