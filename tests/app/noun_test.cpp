// The one word that a client reads for homework: the own, else that of the paradigm, else the practice's.
#include <gtest/gtest.h>

#include "app/course.hpp"

namespace intersession::app {
namespace {

using test::Answer;
using test::Course;
using test::Installation;
namespace json = core::json;

class Nouns : public ::testing::TestWithParam<db::Engine> {
 protected:
  Answer settle(json::array nouns) {
    auto practice = house.owner().get("/api/v1/practice");
    return house.owner().put("/api/v1/practice", {{"version", practice.number("/version")},
                                                  {"name", practice.text("/name")},
                                                  {"zone", practice.text("/zone")},
                                                  {"noun", "homework"},
                                                  {"nouns", std::move(nouns)},
                                                  {"confidenceThreshold", 7},
                                                  {"contacts", practice.at("/help/contacts")},
                                                  {"emergency", "Call your local emergency number."}});
  }
  static json::object word(std::string_view paradigm, std::string_view noun) {
    return {{"paradigm", paradigm}, {"noun", noun}};
  }
  void say(std::string_view noun) {
    Course::expect(
        200, house.owner().put(
                 kim.base, {{"name", "Kim Berg"},
                            {"zone", "Europe/Oslo"},
                            {"noun", noun},
                            {"version", house.owner().get(kim.base).number("/client/version")},
                            {"treatment", json::object{{"stage", "early"}, {"paradigms", json::array{}}}}}));
  }
  /// Wherever a word for it is given out, it is the same one.
  std::string read() {
    const auto noun = kim.phone().get("/api/v1/me").text("/client/noun");
    EXPECT_EQ(kim.phone().get("/api/v1/me/today").text("/noun"), noun);
    EXPECT_EQ(house.owner().get(kim.base).text("/client/noun"), noun);
    EXPECT_EQ(house.owner().get(kim.base + "/session-screen").text("/client/noun"), noun);
    return noun;
  }
  Installation house{GetParam()};
  Course kim{house};  // in a behavioural treatment
};
INTERSESSION_ON_BOTH_ENGINES(Nouns);

TEST_P(Nouns, TheNearestOneIsRead) {
  EXPECT_EQ(read(), "homework");
  Course::expect(200, settle({word("emotion-focused", "experiment"), word("behavioural", "step")}));
  EXPECT_EQ(read(), "step");
  say("try");
  EXPECT_EQ(read(), "try");
  EXPECT_EQ(house.owner().get(kim.base).text("/client/ownNoun"), "try");
  say("");
  EXPECT_EQ(read(), "step");
  Course::expect(200, settle({}));
  EXPECT_EQ(read(), "homework");
}

TEST_P(Nouns, AParadigmIsKnownAndHasOneWord) {
  EXPECT_EQ(settle({word("astrology", "star")}).pointers(), std::set<std::string>{"/nouns"});
  EXPECT_EQ(settle({word("schema", "a"), word("schema", "b")}).pointers(),
            std::set<std::string>{"/nouns/1/paradigm"});
  EXPECT_EQ(settle({word("schema", "")}).pointers(), std::set<std::string>{"/nouns/0/noun"});
}

}  // namespace
}  // namespace intersession::app
