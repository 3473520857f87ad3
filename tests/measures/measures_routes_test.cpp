// The routes over both engines: what is asked of a client, what comes in, what is shown.
#include "measures/measures_routes.hpp"

#include <gtest/gtest.h>

#include "access/world.hpp"
#include "care/client_store.hpp"
#include "care/practice_store.hpp"
#include "care/session_store.hpp"
#include "care/treatment_store.hpp"
#include "measures/data.hpp"
#include "measures/measure_store.hpp"

namespace intersession::measures {
namespace {

namespace json = core::json;
using http::Method;
using http::Request;
using http::Response;
using intersession::testing::must;
using intersession::testing::World;

json::object body_of(const Response& response) {
  return core::parse_json(response.body, {.depth = 30, .nodes = 200'000, .string_points = 20'000})
      .value()
      .as_object();
}
std::string text(const json::value& value) {
  return std::string(value.as_string());
}

class MeasuresRoutesTest : public ::testing::TestWithParam<std::string> {
 protected:
  MeasuresRoutesTest() {
    const auto practice_key = must(world.vault->practice_key(world.practice()));
    care::Practice practice{.id = world.practice(), .version = 1};
    practice.settings.name = "Harbour Practice";
    practice.settings.zone = "Europe/Oslo";
    must(world.database->write(world.practice(), [&](db::Connection& connection) {
      return care::store::save(connection, practice, *practice_key, world.clock.now());
    }));
    client = world.new_client(world.owner());
    key = must(world.vault->client_key(world.practice(), client));
    write([&](db::Connection& connection, const access::ClientAccess& access) -> core::Result<void> {
      must(care::store::save(
          connection, access, *key,
          care::Client{.id = client,
                       .version = 1,
                       .created_at = world.clock.now(),
                       .details = {.name = "Kim", .call_name = "Kim", .zone = "Europe/Oslo"}}));
      care::Treatment course{.id = treatment, .version = 1, .started_at = world.clock.now()};
      course.stage_log.push_back({care::Stage::kEarly, world.clock.now(), ""});
      return care::store::save(connection, access, *key, course);
    });
    owner_cookie = cookie_of(*world.owner_signed_in);
    phone_cookie = cookie_of(world.let_in(world.owner(), client));
    add_routes(router, room);
  }

  template <class F>
  void write(const F& f) {
    must(access::write_client(world.access.database, world.scope(world.owner()), client, f));
  }
  std::string cookie_of(const access::SignedIn& signed_in) {
    Response response;
    gate.let_in(response, signed_in);
    for (const auto& header : response.headers) {
      if (header.name == "Set-Cookie") return header.value.substr(0, header.value.find(';'));
    }
    return "";
  }
  Response send(const std::string& cookie, Method method, const std::string& path,
                const std::string& body = "") {
    Request request = Request::make(method, path, body);
    request.peer = "192.0.2.1";
    request.set_header("Cookie", cookie);
    return router.handle(request);
  }
  Response as_member(Method method, const std::string& path, const std::string& body = "") {
    return send(owner_cookie, method, path, body);
  }
  Response as_client(Method method, const std::string& path, const std::string& body = "") {
    return send(phone_cookie, method, path, body);
  }
  std::string of_client(const std::string& rest) { return "/api/v1/clients/" + client.text() + "/" + rest; }
  std::string plan_body(const std::string& measure, const std::string& rest = "") {
    return R"({"treatmentId":")" + treatment.text() + R"(","measureId":")" + measure +
           R"(","rhythm":"weekly","onPhone":true)" + rest + "}";
  }
  Response assign(const std::string& measure, const core::Id& plan, const std::string& rest = "") {
    return as_member(Method::kPut, of_client("measure-plans/" + plan.text()), plan_body(measure, rest));
  }
  /// A submission of GAD-7 whose every answer counts `each`; unanswered from `until` on.
  std::string gad(const core::Id& plan, const std::string& slot, int each, const char* mode = "phone",
                  int until = 7) {
    json::array answers;
    const auto& codes = instruments->find("gad-7")->form.find("q1")->option_codes;
    for (int i = 1; i <= until; ++i) {
      answers.push_back(json::object{
          {"linkId", "q" + std::to_string(i)},
          {"answer", json::array{json::object{
                         {"valueCoding", json::object{{"code", codes[static_cast<std::size_t>(each)]}}}}}}});
    }
    return core::to_json(json::object{{"planId", plan.text()},
                                      {"slot", slot},
                                      {"mode", mode},
                                      {"answeredAt", answered_at},
                                      {"zone", "Europe/Oslo"},
                                      {"offsetMinutes", 60},
                                      {"answers", std::move(answers)}});
  }
  std::string answered_at = "2027-01-15T09:00";
  core::Id new_id() { return world.random.id(world.clock.now()); }

  World world{
      GetParam(),
      {"src/care/schema.sql", "src/homework/schema.sql", "src/homework/schema_programme.sql",
       "src/homework/schema_entries.sql", "src/measures/schema.sql", "src/measures/schema_corrections.sql"}};
  std::shared_ptr<const Instruments> instruments = testing::real_instruments();
  http::Origin origin = *http::Origin::parse("http://127.0.0.1:8080");
  access::Gate gate{world.access, origin};
  catalogue::Shelf shelf{catalogue::testing::real_catalogue(), *world.vault};
  Measures room{world.access, gate, instruments, catalogue::testing::real_catalogue(), shelf};
  http::Router router;
  core::Id treatment{{9}};
  core::Id client;
  std::shared_ptr<const vault::SealingKey> key;
  std::string owner_cookie;
  std::string phone_cookie;
};
INSTANTIATE_TEST_SUITE_P(Engines, MeasuresRoutesTest, ::testing::ValuesIn(intersession::testing::engines()),
                         [](const auto& each) { return each.param; });

TEST_P(MeasuresRoutesTest, FromAssigningToTheScore) {
  const auto plan = new_id();
  ASSERT_EQ(assign("gad-7", plan).status, 201);
  const auto mine = body_of(as_client(Method::kGet, "/api/v1/me/measures"));
  ASSERT_EQ(mine.at("toAnswer").as_array().size(), 1U);
  const auto& open = mine.at("toAnswer").as_array()[0].as_object();
  EXPECT_EQ(text(open.at("planId")), plan.text());
  EXPECT_EQ(open.at("items").to_number<int>(), 7);
  EXPECT_TRUE(open.contains("copyright"));
  const std::string slot = text(open.at("slot"));

  const auto submission = new_id();
  const std::string path = "/api/v1/me/measure-submissions/" + submission.text();
  const auto first = as_client(Method::kPut, path, gad(plan, slot, 2));
  ASSERT_EQ(first.status, 201) << first.body;
  const auto received = text(body_of(first).at("receivedAt"));
  EXPECT_TRUE(body_of(as_client(Method::kGet, "/api/v1/me/measures")).at("toAnswer").as_array().empty());

  // The same again, later: the first time stands and no second row is made.
  world.clock.advance(std::chrono::minutes{10});
  const auto again = as_client(Method::kPut, path, gad(plan, slot, 2));
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(text(body_of(again).at("receivedAt")), received);
  // Other answers under the same id change nothing.
  const auto other = as_client(Method::kPut, path, gad(plan, slot, 3));
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(text(body_of(other).at("reason")), "submission-differs");

  const auto shown = body_of(as_member(Method::kGet, of_client("measure-submissions/" + submission.text())));
  ASSERT_TRUE(shown.contains("scores")) << core::to_json(shown);
  EXPECT_EQ(shown.at("scores").as_array()[0].at("value").to_number<double>(), 14);
  EXPECT_EQ(text(shown.at("scores").as_array()[0].at("band")), "Moderate");
  EXPECT_EQ(text(shown.at("answeredAt")), "2027-01-15T09:00:00");
  EXPECT_EQ(text(shown.at("receivedAt")), received);
  EXPECT_EQ(text(shown.at("questionnaire").at("resourceType")), "Questionnaire");
  const auto own = body_of(as_client(Method::kGet, path));
  EXPECT_FALSE(own.at("scores").as_array()[0].as_object().contains("band"));
  EXPECT_FALSE(own.contains("lookAt"));
}

TEST_P(MeasuresRoutesTest, AClientPutsAnAnswerRightAndBothVersionsStay) {
  const auto plan = new_id();
  ASSERT_EQ(assign("gad-7", plan).status, 201);
  const auto submission = new_id();
  const std::string path = "/api/v1/me/measure-submissions/" + submission.text();
  const auto send = [&](int each, int revision) {
    auto body = core::parse_json(gad(plan, "week:a", each)).value();
    body.as_object()["revision"] = revision;
    return as_client(Method::kPut, path, core::to_json(body));
  };
  EXPECT_EQ(send(3, 2).status, 404) << "there is nothing to put right yet";
  ASSERT_EQ(as_client(Method::kPut, path, gad(plan, "week:a", 2)).status, 201);
  const auto received = world.clock.now();
  world.clock.advance(std::chrono::minutes{10});
  EXPECT_EQ(send(3, 3).status, 409) << "a revision was left out";
  const auto corrected = send(3, 2);
  ASSERT_EQ(corrected.status, 201) << corrected.body;
  EXPECT_EQ(send(3, 2).status, 200) << "the same again";
  EXPECT_EQ(send(1, 2).status, 409) << "another one under the same number";
  EXPECT_EQ(as_client(Method::kPut, path, gad(plan, "week:a", 2)).status, 200) << "the first, sent once more";

  const auto shown = body_of(as_member(Method::kGet, of_client("measure-submissions/" + submission.text())));
  EXPECT_EQ(shown.at("revision").to_number<int>(), 2);
  EXPECT_EQ(shown.at("scores").as_array()[0].at("value").to_number<double>(), 21) << "worked out anew";
  EXPECT_EQ(text(shown.at("receivedAt")), core::format_instant(received)) << "both times stay";
  EXPECT_EQ(text(shown.at("correctedAt")), core::format_instant(world.clock.now()));
  ASSERT_EQ(shown.at("earlier").as_array().size(), 1U);
  const auto& first = shown.at("earlier").as_array()[0].as_object();
  EXPECT_EQ(first.at("scores").as_array()[0].at("value").to_number<double>(), 14);
  EXPECT_EQ(first.at("revision").to_number<int>(), 1);
  const auto own = body_of(as_client(Method::kGet, path));
  EXPECT_FALSE(own.contains("earlier"));
  const auto progress = body_of(as_member(Method::kGet, of_client("progress")));
  const auto& points = progress.at("series").as_array()[0].at("points").as_array();
  ASSERT_EQ(points.size(), 1U);
  EXPECT_EQ(points[0].at("value").to_number<double>(), 21);
  EXPECT_EQ(as_member(Method::kPut, of_client("measure-submissions/" + submission.text()),
                      core::to_json(json::object{}))
                .status,
            422);

  world.clock.set(received + std::chrono::days{7} - std::chrono::seconds{1});
  EXPECT_TRUE(body_of(as_client(Method::kGet, path)).contains("correctableUntil"));
  EXPECT_EQ(send(2, 3).status, 201);
  world.clock.advance(std::chrono::seconds{1});
  EXPECT_FALSE(body_of(as_client(Method::kGet, path)).contains("correctableUntil"));
  const auto late = send(1, 4);
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(text(body_of(late).at("reason")), "too-late-to-correct");
}

TEST_P(MeasuresRoutesTest, WhatWasTypedInIsPutRightByAMemberWithItsDate) {
  const auto plan = new_id();
  ASSERT_EQ(assign("gad-7", plan).status, 201);
  const auto submission = new_id();
  const auto path = of_client("measure-submissions/" + submission.text());
  ASSERT_EQ(as_member(Method::kPut, path, gad(plan, "week:a", 2, "paper")).status, 201);
  const auto with = [&](const std::string& body, const char* member, const json::value& value) {
    auto changed = core::parse_json(body).value();
    changed.as_object()["revision"] = 2;
    changed.as_object()[member] = value;
    return core::to_json(changed);
  };
  const auto right = gad(plan, "week:a", 1, "paper");
  for (const auto& [member, value] : std::initializer_list<std::pair<const char*, const char*>>{
           {"slot", "week:b"}, {"mode", "tablet"}, {"planId", "0123456789abcdef0123456789abcdef"}}) {
    const auto refused = as_member(Method::kPut, path, with(right, member, value));
    EXPECT_EQ(refused.status, 422) << member;
    EXPECT_NE(refused.body.find(std::string("/") + member), std::string::npos) << refused.body;
  }
  world.clock.advance(std::chrono::minutes{10});
  ASSERT_EQ(as_member(Method::kPut, path, with(right, "answeredAt", "2027-01-14T08:30")).status, 201);
  const auto shown = body_of(as_member(Method::kGet, path));
  EXPECT_EQ(text(shown.at("answeredAt")), "2027-01-14T08:30:00");
  EXPECT_EQ(text(shown.at("earlier").as_array()[0].at("answeredAt")), "2027-01-15T09:00:00");
  // Not by the client; and what the client filled in, not by a member.
  EXPECT_FALSE(body_of(as_client(Method::kGet, "/api/v1/me/measure-submissions/" + submission.text()))
                   .contains("correctableUntil"));
  const auto theirs = new_id();
  ASSERT_EQ(as_client(Method::kPut, "/api/v1/me/measure-submissions/" + theirs.text(), gad(plan, "week:b", 2))
                .status,
            201);
  EXPECT_EQ(as_member(Method::kPut, of_client("measure-submissions/" + theirs.text()),
                      with(gad(plan, "week:b", 1, "paper"), "mode", "paper"))
                .status,
            422)
      << "it was not filled in on paper";
}

TEST_P(MeasuresRoutesTest, ProgressShowsBothSidesTheSamePoints) {
  const auto plan = new_id();
  ASSERT_EQ(assign("gad-7", plan).status, 201);
  const auto one = new_id();
  const auto two = new_id();
  ASSERT_EQ(
      as_client(Method::kPut, "/api/v1/me/measure-submissions/" + one.text(), gad(plan, "week:a", 2)).status,
      201);
  // Left half open: no score, and the point says why.
  answered_at = "2027-01-15T10:00";
  ASSERT_EQ(as_member(Method::kPut, of_client("measure-submissions/" + two.text()),
                      gad(plan, "week:b", 1, "paper", 3))
                .status,
            201);
  for (const auto& shown : {body_of(as_member(Method::kGet, of_client("progress"))),
                            body_of(as_client(Method::kGet, "/api/v1/me/progress"))}) {
    const auto& series = shown.at("series").as_array();
    ASSERT_EQ(series.size(), 1U);
    ASSERT_EQ(series[0].at("points").as_array().size(), 2U);
    EXPECT_EQ(series[0].at("n").to_number<int>(), 1);
    EXPECT_EQ(text(series[0].at("points").as_array()[1].at("absent")), "too-many-missing");
    EXPECT_EQ(text(series[0].at("points").as_array()[1].at("mode")), "paper");
  }
}

TEST_P(MeasuresRoutesTest, SafetyAndLicenceGateWhatIsOffered) {
  const auto refused = assign("phq-9", new_id());
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(text(body_of(refused).at("reason")), "safety-not-ready");
  room.safety_ready = [](db::Connection&, const core::Id&) { return true; };
  EXPECT_EQ(assign("phq-9", new_id()).status, 201);
  EXPECT_EQ(text(body_of(assign("asq", new_id())).at("reason")), "in-person-only");

  EXPECT_EQ(as_member(Method::kGet, "/api/v1/measures/who-5").status, 200);
  const auto settings = as_member(Method::kPut, "/api/v1/measure-settings",
                                  R"({"version":0,"commercial":true,"rangeSeenHere":false})");
  ASSERT_EQ(settings.status, 200) << settings.body;
  EXPECT_EQ(as_member(Method::kGet, "/api/v1/measures/who-5").status, 404);
  EXPECT_EQ(text(body_of(assign("who-5", new_id())).at("reason")), "licence");
  const auto offered = body_of(as_member(Method::kGet, "/api/v1/measures"));
  for (const auto& each : offered.at("measures").as_array())
    EXPECT_NE(text(each.at("licence")), "non-commercial");
}

TEST_P(MeasuresRoutesTest, TheRangeIsSwitchedOnOnlyAfterTheNotice) {
  const char* on = R"({"version":0,"commercial":false,"rangeSeenHere":true})";
  EXPECT_EQ(as_member(Method::kPut, "/api/v1/measure-settings", on).status, 422);
  const char* read = R"({"version":0,"commercial":false,"rangeSeenHere":true,"noticeRead":true})";
  const auto done = as_member(Method::kPut, "/api/v1/measure-settings", read);
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_TRUE(body_of(done).contains("noticeReadAt"));
  EXPECT_EQ(text(body_of(done).at("noticeReadBy")), world.owner().account().text());
  EXPECT_EQ(as_member(Method::kPut, "/api/v1/measure-settings",
                      R"({"version":0,"commercial":true,"rangeSeenHere":false})")
                .status,
            409);
  // A therapist who runs nothing may read them and not change them.
  const auto therapist = cookie_of(world.join("t@example.org", {access::Role::kTherapist}));
  EXPECT_EQ(send(therapist, Method::kGet, "/api/v1/measure-settings").status, 200);
  EXPECT_EQ(send(therapist, Method::kPut, "/api/v1/measure-settings",
                 R"({"version":1,"commercial":true,"rangeSeenHere":false})")
                .status,
            404);
}

TEST_P(MeasuresRoutesTest, BadInputIsNamedAndWritesNothing) {
  const auto plan = new_id();
  ASSERT_EQ(assign("gad-7", plan).status, 201);
  const std::string path = "/api/v1/me/measure-submissions/" + new_id().text();
  auto wrong = core::parse_json(gad(plan, "week:a", 2)).value();
  wrong.at("answers").as_array()[0].at("answer").as_array()[0].at("valueCoding").as_object()["code"] = "nine";
  const auto refused = as_client(Method::kPut, path, core::to_json(wrong));
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(text(body_of(refused).at("errors").as_array()[0].at("pointer")),
            "/answers/0/answer/0/valueCoding");
  EXPECT_EQ(as_client(Method::kPut, path, gad(new_id(), "week:a", 2)).status, 404);
  // A phone does not say that it was paper, and a member not that it was a phone.
  EXPECT_EQ(as_client(Method::kPut, path, gad(plan, "week:a", 2, "paper")).status, 422);
  EXPECT_EQ(
      as_member(Method::kPut, of_client("measure-submissions/" + new_id().text()), gad(plan, "week:a", 2))
          .status,
      422);
  EXPECT_TRUE(body_of(as_client(Method::kGet, "/api/v1/me/progress")).at("series").as_array().empty());
  EXPECT_EQ(assign("no-such", new_id()).status, 422);
  EXPECT_EQ(assign("problem-tracker", new_id()).status, 422);
}

TEST_P(MeasuresRoutesTest, PlansHaveVersions) {
  const auto plan = new_id();
  ASSERT_EQ(assign("gad-7", plan).status, 201);
  EXPECT_EQ(assign("gad-7", plan).status, 200);  // said again
  EXPECT_EQ(assign("gad-7", plan, R"(,"version":7,"ended":true)").status, 409);
  EXPECT_EQ(assign("gad-7", plan, R"(,"version":1,"ended":true)").status, 200);
  EXPECT_TRUE(body_of(as_client(Method::kGet, "/api/v1/me/measures")).at("toAnswer").as_array().empty());
  const auto all = body_of(as_member(Method::kGet, of_client("measures")));
  EXPECT_TRUE(all.at("plans").as_array()[0].as_object().contains("endedAt"));
  // What the client had begun on the phone is still taken.
  EXPECT_EQ(
      as_client(Method::kPut, "/api/v1/me/measure-submissions/" + new_id().text(), gad(plan, "week:a", 2))
          .status,
      201);
}

TEST_P(MeasuresRoutesTest, NobodyElseSeesThem) {
  const auto plan = new_id();
  ASSERT_EQ(assign("gad-7", plan).status, 201);
  const auto submission = new_id();
  ASSERT_EQ(
      as_client(Method::kPut, "/api/v1/me/measure-submissions/" + submission.text(), gad(plan, "week:a", 2))
          .status,
      201);
  const auto stranger = cookie_of(world.join("other@example.org", {access::Role::kTherapist}));
  for (const auto& rest :
       {std::string("measures"), std::string("progress"), "measure-submissions/" + submission.text()})
    EXPECT_EQ(send(stranger, Method::kGet, of_client(rest)).status, 404) << rest;
  EXPECT_EQ(
      send(stranger, Method::kPut, of_client("measure-plans/" + plan.text()), plan_body("gad-7")).status,
      404);
  const auto other = world.new_client(world.owner());
  const auto other_phone = cookie_of(world.let_in(world.owner(), other));
  EXPECT_EQ(send(other_phone, Method::kGet, "/api/v1/me/measure-submissions/" + submission.text()).status,
            404);
  EXPECT_EQ(send(other_phone, Method::kPut, "/api/v1/me/measure-submissions/" + new_id().text(),
                 gad(plan, "week:a", 2))
                .status,
            404);
}

TEST_P(MeasuresRoutesTest, APracticeBringsInItsOwnInstrument) {
  const std::string good =
      R"({"questionnaire":{"resourceType":"Questionnaire","url":"https://c.example/q","version":"1",
    "title":"Ours","item":[{"linkId":"a","text":"A","type":"integer","extension":[
      {"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueInteger":0},
      {"url":"http://hl7.org/fhir/StructureDefinition/maxValue","valueInteger":4}]}]},
    "scoring":{"id":"site-ours","schemaVersion":1,"abbreviation":"O","construct":"x","higherIs":"worse",
      "licence":{"class":"site","statements":["ours"]},"wording":{"status":"official-copy","sources":[]},
      "scales":[{"id":"total","name":"Total","items":["a"],"reverse":[],"method":"sum","multiplier":1,"decimals":0,
        "range":[0,4],"prorate":{"maxMissing":0}}]}})";
  const std::string path = "/api/v1/site-measures/" + new_id().text();
  auto bad = good;
  bad.replace(bad.find(R"("items":["a"])"), 13, R"("items":["b"])");
  const auto refused = as_member(Method::kPut, path, bad);
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("Item b"), std::string::npos) << refused.body;
  EXPECT_EQ(as_member(Method::kGet, "/api/v1/measures/site-ours").status, 404);
  ASSERT_EQ(as_member(Method::kPut, path, good).status, 200);
  EXPECT_EQ(as_member(Method::kPut, path, good).status, 200);
  EXPECT_EQ(as_member(Method::kGet, "/api/v1/measures/site-ours").status, 200);
  EXPECT_EQ(as_member(Method::kPut, "/api/v1/site-measures/" + new_id().text(), good).status, 409);
  EXPECT_EQ(assign("site-ours", new_id()).status, 201);
}

TEST_P(MeasuresRoutesTest, NothingTypedOrScoredIsReadableInTheDatabase) {
  const auto plan = new_id();
  ASSERT_EQ(assign("problem-tracker", plan, R"(,"words":[{"item":"p1","text":"canarywords"}])").status, 201);
  const std::string body =
      R"({"planId":")" + plan.text() +
      R"(","slot":"week:a","mode":"phone","answeredAt":"2027-01-15T09:00","zone":"Europe/Oslo",
    "offsetMinutes":60,"answers":[{"linkId":"p1","answer":[{"valueInteger":7}]}]})";
  const auto path = "/api/v1/me/measure-submissions/" + new_id().text();
  ASSERT_EQ(as_client(Method::kPut, path, body).status, 201);
  ASSERT_EQ(as_client(Method::kPut, path, body.substr(0, body.size() - 1) + R"(,"revision":2})").status, 201);
  must(world.database->read([&](db::Connection& connection) -> core::Result<void> {
    for (const char* table : {"measure_plan", "measure_submission", "measure_correction"}) {
      for (const auto& row : connection.query(std::string("SELECT detail FROM ") + table)) {
        const auto bytes = row.bytes(0);
        const std::string all(bytes.begin(), bytes.end());
        for (const char* word : {"canarywords", "problem-tracker", "valueInteger"})
          EXPECT_EQ(all.find(word), std::string::npos) << table << ": " << word;
      }
    }
    return {};
  }));
}

}  // namespace
}  // namespace intersession::measures
