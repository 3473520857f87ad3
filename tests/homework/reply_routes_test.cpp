// A therapist's reply on one entry, through the routes, on both engines.
#include <gtest/gtest.h>

#include "app/course.hpp"

namespace intersession::homework {
namespace {

using test::Course;
using test::Installation;
namespace json = core::json;

class ReplyRoutes : public ::testing::TestWithParam<db::Engine> {
 protected:
  test::Answer reply(const core::Id& entry, std::string_view text, int version) {
    return kim.therapist().put(kim.base + "/entries/" + entry.text() + "/reply",
                               {{"text", text}, {"version", version}});
  }

  Installation house{GetParam(), "2026-11-24T09:00:00Z"};
  Course kim{house};
};
INTERSESSION_ON_BOTH_ENGINES(ReplyRoutes);

TEST_P(ReplyRoutes, BothReadTheNewestVersion) {
  const auto entry = kim.record(kim.active());
  const auto first = reply(entry, "  That took courage.  ", 0);
  ASSERT_EQ(first.status, 200) << first;
  EXPECT_EQ(first.text("/text"), "That took courage.");
  EXPECT_EQ(first.number("/version"), 1);
  EXPECT_EQ(first.text("/at"), core::format_instant(house.clock.now()));
  house.clock.advance(std::chrono::minutes{5});
  ASSERT_EQ(reply(entry, "That took courage. Bring it along on Friday.", 1).status, 200);

  for (const auto& list :
       {kim.phone().get("/api/v1/me/replies"), kim.therapist().get(kim.base + "/replies")}) {
    ASSERT_EQ(list.size("/replies"), 1U) << list;
    EXPECT_EQ(list.text("/replies/0/entryId"), entry.text());
    EXPECT_EQ(list.text("/replies/0/text"), "That took courage. Bring it along on Friday.");
    EXPECT_EQ(list.number("/replies/0/version"), 2);
    EXPECT_EQ(list.text("/replies/0/by"), first.text("/by"));
    EXPECT_FALSE(list.text("/replies/0/by").empty());
  }
}

TEST_P(ReplyRoutes, TheNewestReplyComesFirst) {
  const auto assignment = kim.active();
  const auto one = kim.record(assignment);
  const auto two = kim.record(assignment);
  ASSERT_EQ(reply(two, "to the second", 0).status, 200);
  house.clock.advance(std::chrono::minutes{1});
  ASSERT_EQ(reply(one, "to the first", 0).status, 200);
  const auto list = kim.phone().get("/api/v1/me/replies");
  ASSERT_EQ(list.size("/replies"), 2U);
  EXPECT_EQ(list.text("/replies/0/text"), "to the first");
  EXPECT_EQ(list.text("/replies/1/text"), "to the second");
}

TEST_P(ReplyRoutes, TheSameAgainIsWrittenOnceAndAnOlderVersionIsRefused) {
  const auto entry = kim.record(kim.active());
  ASSERT_EQ(reply(entry, "one", 0).status, 200);
  const auto before = house.digest();
  const auto again = reply(entry, "one", 0);
  EXPECT_EQ(again.status, 200) << again;
  EXPECT_EQ(again.number("/version"), 1);
  EXPECT_EQ(house.digest(), before);
  house.refused(409, "stale-version", [&] { return reply(entry, "two", 0); });
  house.refused(409, "stale-version", [&] { return reply(entry, "two", 2); });
  EXPECT_EQ(kim.phone().get("/api/v1/me/replies").text("/replies/0/text"), "one");
}

TEST_P(ReplyRoutes, WhatIsTakenBackIsShownToNobodyAndCanBeWrittenAnew) {
  const auto entry = kim.record(kim.active());
  EXPECT_EQ(reply(entry, "", 0).status, 422) << "nothing to take back";
  ASSERT_EQ(reply(entry, "one", 0).status, 200);
  const auto gone = reply(entry, "", 1);
  ASSERT_EQ(gone.status, 200) << gone;
  EXPECT_EQ(gone.number("/version"), 2);
  EXPECT_EQ(kim.phone().get("/api/v1/me/replies").size("/replies"), 0U);
  EXPECT_EQ(kim.therapist().get(kim.base + "/replies").size("/replies"), 0U);
  EXPECT_EQ(reply(entry, "two", 2).status, 200);
  EXPECT_EQ(kim.phone().get("/api/v1/me/replies").text("/replies/0/text"), "two");
}

TEST_P(ReplyRoutes, AnotherClientsEntryAndNoEntryAreTheSame) {
  Course lou(house, "Lou Dahl");
  const auto theirs = lou.record(lou.active());
  const auto random = reply(house.id(), "x", 0);
  EXPECT_EQ(random.status, 404) << random;
  const auto other = reply(theirs, "x", 0);
  EXPECT_EQ(other.status, 404) << other;
  EXPECT_EQ(core::to_json(other.body), core::to_json(random.body));
  EXPECT_EQ(reply(kim.record(kim.active()), "here", 0).status, 200);
  EXPECT_EQ(lou.phone().get("/api/v1/me/replies").size("/replies"), 0U);
}

TEST_P(ReplyRoutes, AReplyMovesNothingAboutTheWork) {
  const auto assignment = kim.active();
  const auto entry = kim.record(assignment);
  const auto before = core::to_json(kim.look(assignment).body);
  ASSERT_EQ(reply(entry, "one", 0).status, 200);
  EXPECT_EQ(core::to_json(kim.look(assignment).body), before);
}

}  // namespace
}  // namespace intersession::homework
