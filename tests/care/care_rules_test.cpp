// The rules of the room care: what is read, what a change makes of a record, which session comes next.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "care/client.hpp"
#include "care/formulation.hpp"
#include "care/goal.hpp"
#include "care/practice.hpp"
#include "care/session.hpp"
#include "care/treatment.hpp"
#include "care/versioned.hpp"

namespace intersession::care {
namespace {

core::Id id_of(unsigned char last) {
  core::Id id;
  id.bytes[15] = last;
  return id;
}
core::Instant at(std::string_view text) {
  return core::parse_instant(text).value();
}

/// What a decoder makes of a JSON text, and the places it finds wrong.
template <class T>
struct Read {
  T value;
  std::set<std::string> wrong;
};
template <class Decode>
auto read(std::string_view text, const Decode& decode) {
  const auto json = core::parse_json(text).value();
  core::Decoder in(json);
  Read<std::invoke_result_t<Decode, core::Decoder&>> result{decode(in), {}};
  if (const auto problem = in.finish()) {
    for (const auto& field : problem->fields) result.wrong.insert(field.pointer);
  }
  return result;
}
using Set = std::set<std::string>;

// -- versions

TEST(DecidePut, EveryCombination) {
  using Given = std::optional<std::int64_t>;
  for (const bool same : {false, true}) {
    EXPECT_EQ(decide_put({}, {}, same), Put::kCreate);
    const auto gone = decide_put({}, 1, same);
    ASSERT_FALSE(gone) << "a change of what does not exist";
    EXPECT_EQ(gone.error().code, core::ErrorCode::kNotFound);
  }
  for (const Given given : {Given{}, Given{1}, Given{2}, Given{3}}) {
    EXPECT_EQ(decide_put(2, given, true), Put::kRepeat) << "an answer that was lost is asked for again";
    const auto put = decide_put(2, given, false);
    if (given == 2) {
      EXPECT_EQ(put, Put::kChange);
    } else {
      ASSERT_FALSE(put);
      EXPECT_EQ(put.error().reason, "stale-version");
    }
  }
}

// -- client

TEST(ClientDetails, AreReadAndWrongPlacesNamed) {
  const auto full = read(R"({"name":" Kim Berg ","callName":"Kimmy","zone":"Europe/Oslo","noun":"practice"})",
                         decode_client_details);
  EXPECT_EQ(full.wrong, Set{});
  EXPECT_EQ(full.value.name, "Kim Berg");
  EXPECT_EQ(full.value.call_name, "Kimmy");
  const auto bare = read(R"({"name":"Kim Berg","zone":"Europe/Oslo","callName":" "})", decode_client_details);
  EXPECT_EQ(bare.wrong, Set{});
  EXPECT_EQ(bare.value.call_name, "Kim") << "the first word of the name";
  EXPECT_EQ(bare.value.noun, "");
  EXPECT_EQ(read(R"({"name":"","zone":"Oslo","noun":7,"age":30})", decode_client_details).wrong,
            (Set{"/name", "/zone", "/noun", "/age"}));
  EXPECT_EQ(read("{}", decode_client_details).wrong, (Set{"/name", "/zone"}));
}

TEST(ClientDetails, WhatIsAcceptedCanBeReadBack) {
  std::string long_word;
  for (int i = 0; i < 120; ++i) long_word += "ø";
  for (const std::string& name : {std::string("Kim"), std::string("Kim  Berg"), long_word,
                                  std::string("陳大文"), "A " + long_word.substr(0, 236)}) {
    const auto details = read(R"({"name":")" + name + R"(","zone":"Europe/Oslo"})", decode_client_details);
    ASSERT_EQ(details.wrong, Set{}) << name;
    const auto back = unpack_client(pack_client(details.value), "Europe/Oslo");
    ASSERT_TRUE(back) << name << ": " << back.error().fields.front().pointer;
    EXPECT_EQ(pack_client(*back), pack_client(details.value));
  }
}

// -- practice

TEST(PracticeSettings, AreReadBackAndWrongPlacesNamed) {
  const auto read_settings = read(
      R"({"name":"Harbour","zone":"Europe/Oslo","noun":"homework","confidenceThreshold":7,
          "contacts":[{"label":"Desk","phone":"1","hours":"9-16","note":"n"},{"label":"Line"}],
          "emergency":"Call 112."})",
      decode_practice_settings);
  ASSERT_EQ(read_settings.wrong, Set{});
  const auto back = unpack_settings(pack_settings(read_settings.value), "Europe/Oslo");
  ASSERT_TRUE(back);
  EXPECT_EQ(pack_settings(*back), pack_settings(read_settings.value));
  EXPECT_EQ(back->contacts, read_settings.value.contacts);
  EXPECT_EQ(read(R"({"name":" ","zone":7,"noun":"","confidenceThreshold":11,
                     "contacts":[{"phone":"1"},3,{"label":"x","fax":1}]})",
                 decode_practice_settings)
                .wrong,
            (Set{"/name", "/zone", "/noun", "/confidenceThreshold", "/contacts/0/label", "/contacts/1",
                 "/contacts/2/fax", "/emergency"}));
}

TEST(Practice, HelpIsReadyOnceSomebodyCanBeReached) {
  Practice practice;
  EXPECT_FALSE(practice.help_is_ready());
  EXPECT_EQ(help_to_json(practice).at("ready"), false);
  practice.settings.contacts.push_back({.label = "Desk"});
  EXPECT_TRUE(practice.help_is_ready());
}

// -- goal

TEST(Goal, KeepsEveryRatingAndItsTreatment) {
  const auto now = at("2026-11-24T09:00:00Z");
  const auto first = apply(std::nullopt, id_of(1), {id_of(2), "Go out", 3, GoalState::kActive}, now).value();
  EXPECT_EQ(first.treatment, id_of(2));
  const auto rated =
      apply(first, id_of(1), {id_of(9), "Go out more", 5, GoalState::kReached}, now + std::chrono::hours{1})
          .value();
  EXPECT_EQ(rated.treatment, id_of(2)) << "a goal stays where it is";
  ASSERT_EQ(rated.ratings.size(), 2U);
  EXPECT_EQ(rated.ratings[0].rating, 3);
  EXPECT_EQ(rated.ratings[1].at, now + std::chrono::hours{1});
  const auto unrated =
      apply(rated, id_of(1), {id_of(2), "x", std::nullopt, GoalState::kSetAside}, now).value();
  EXPECT_EQ(unrated.ratings.size(), 2U);
  const auto back = unpack_goal(pack(unrated));
  ASSERT_TRUE(back);
  EXPECT_EQ(pack(*back), pack(unrated));
  EXPECT_EQ(read(R"({"treatmentId":"x","text":"","rating":11,"state":"done"})", decode_goal_input).wrong,
            (Set{"/treatmentId", "/text", "/rating", "/state"}));
}

TEST(Goal, IsReadableHoweverOftenItWasRated) {
  const auto now = at("2026-11-24T09:00:00Z");
  Goal goal{.id = id_of(1), .treatment = id_of(2), .text = "Go out"};
  goal.ratings.resize(2'500, {5, now});
  const auto back = unpack_goal(pack(goal));
  ASSERT_TRUE(back) << "as an earlier release stored it";
  EXPECT_EQ(back->ratings.size(), 2'500U);
  const auto more = apply(goal, id_of(1), {id_of(2), "Go out", 3, GoalState::kActive}, now);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().fields.front().pointer, "/rating");
  EXPECT_TRUE(apply(goal, id_of(1), {id_of(2), "Go out", std::nullopt, GoalState::kSetAside}, now))
      << "everything else can still be changed";
  goal.ratings.resize(kMostRatings - 1);
  EXPECT_TRUE(apply(goal, id_of(1), {id_of(2), "Go out", 3, GoalState::kActive}, now));
}

// -- treatment

TEST(Treatment, LogsAStageOnlyWhenItChanges) {
  const auto now = at("2026-11-24T09:00:00Z");
  auto treatment = apply(std::nullopt, id_of(1), {.stage = Stage::kEarly}, now);
  EXPECT_EQ(treatment.started_at, now);
  ASSERT_EQ(treatment.stage_log.size(), 1U);
  treatment = apply(treatment, id_of(1), {.stage = Stage::kEarly, .stage_reason = "again"}, now);
  EXPECT_EQ(treatment.stage_log.size(), 1U);
  treatment = apply(treatment, id_of(1), {.stage = Stage::kMiddle, .stage_reason = "knows the model"},
                    now + std::chrono::hours{1});
  ASSERT_EQ(treatment.stage_log.size(), 2U);
  EXPECT_EQ(treatment.stage(), Stage::kMiddle);
  EXPECT_EQ(treatment.stage_log.back().reason, "knows the model");
  EXPECT_EQ(treatment.started_at, now);
  const auto back = unpack_treatment(pack(treatment));
  ASSERT_TRUE(back);
  EXPECT_EQ(pack(*back), pack(treatment));
  EXPECT_FALSE(unpack_treatment(R"({"format":"individual","stageLog":[]})")) << "a treatment has a stage";
}

// -- formulation

TEST(FormulationElement, IsReadBackAndWrongPlacesNamed) {
  for (const auto& [kind_word, kind] : kElementKinds) {
    for (const auto& [effect_word, effect] : kEffects) {
      const FormulationElement element{.kind = kind, .text = "Waits for the mood", .effect = effect};
      const auto back = unpack_formulation_element(pack(element));
      ASSERT_TRUE(back) << kind_word << effect_word;
      EXPECT_EQ(pack(*back), pack(element));
    }
  }
  EXPECT_EQ(read(R"({"kind":"cause","text":" ","effect":"bad"})", decode_formulation_element).wrong,
            (Set{"/treatmentId", "/kind", "/text", "/effect"}));
}

// -- session

Session planned(unsigned char id, std::string_view starts) {
  const auto local = core::parse_local(starts).value();
  return {.id = id_of(id),
          .state = SessionState::kPlanned,
          .starts_local = local,
          .zone = "Europe/Oslo",
          .starts_at = core::to_instant(local, "Europe/Oslo")};
}
SessionInput input(std::string_view starts, SessionState state) {
  return {.treatment = id_of(2), .starts_local = core::parse_local(starts).value(), .state = state};
}

TEST(Session, TakesItsZoneFromThePracticeAndNotesItsOpeningOnce) {
  const auto now = at("2026-11-24T08:55:00Z");
  auto session = apply(std::nullopt, id_of(1), input("2026-11-24T10:00", SessionState::kPlanned),
                       "Europe/Oslo", now - std::chrono::days{7})
                     .value();
  EXPECT_EQ(session.starts_at, at("2026-11-24T09:00:00Z"));
  EXPECT_FALSE(session.opened_at);
  session =
      apply(session, id_of(1), input("2026-11-24T10:00", SessionState::kOpen), "Europe/Paris", now).value();
  EXPECT_EQ(session.zone, "Europe/Oslo") << "the practice may move; the session was agreed in the old zone";
  EXPECT_EQ(session.opened_at, now);
  session = apply(session, id_of(1), input("2026-11-24T10:00", SessionState::kOpen), "Europe/Oslo",
                  now + std::chrono::hours{1})
                .value();
  EXPECT_EQ(session.opened_at, now);
}

TEST(Session, IsNotPlannedAgainOnceItIsOver) {
  const auto now = at("2026-11-24T09:00:00Z");
  for (const auto& [word, from] : kSessionStates) {
    auto session = planned(1, "2026-11-24T10:00");
    session.state = from;
    for (const auto& [to_word, to] : kSessionStates) {
      const auto after = apply(session, id_of(1), input("2026-11-25T10:00", to), "Europe/Oslo", now);
      const bool over = from == SessionState::kHeld or from == SessionState::kCancelled;
      EXPECT_EQ(after.has_value(), not(over and to == SessionState::kPlanned)) << word << " to " << to_word;
      if (not after) {
        EXPECT_EQ(after.error().reason, "session-over");
      }
    }
  }
}

TEST(Session, KeepsItsWallClockWhenClocksChange) {
  // Summer time ends in Oslo on 25 October 2026 at 03:00 and begins on 28 March 2027 at 02:00.
  const auto before =
      apply(std::nullopt, id_of(1), input("2026-10-24T10:00", SessionState::kPlanned), "Europe/Oslo", {})
          .value();
  const auto after =
      apply(std::nullopt, id_of(1), input("2026-10-25T10:00", SessionState::kPlanned), "Europe/Oslo", {})
          .value();
  EXPECT_EQ(before.starts_at, at("2026-10-24T08:00:00Z"));
  EXPECT_EQ(after.starts_at, at("2026-10-25T09:00:00Z"));
  const auto gap =
      apply(std::nullopt, id_of(1), input("2027-03-28T02:30", SessionState::kPlanned), "Europe/Oslo", {})
          .value();
  EXPECT_EQ(gap.starts_at, at("2027-03-28T01:00:00Z")) << "the first moment after the gap";
}

TEST(Session, TheNextOneLiesAheadAndIsNeitherHeldNorCancelled) {
  std::vector<Session> sessions{planned(1, "2026-11-17T10:00"), planned(2, "2026-11-24T10:00"),
                                planned(3, "2026-12-01T10:00"), planned(4, "2026-12-08T10:00")};
  sessions[0].state = SessionState::kHeld;
  sessions[2].state = SessionState::kCancelled;
  const auto next = [&](std::string_view now) {
    const auto* found = next_session(sessions, at(now));
    return found == nullptr ? core::Id{} : found->id;
  };
  EXPECT_EQ(next("2026-11-17T08:00:00Z"), id_of(2));
  EXPECT_EQ(next("2026-11-24T09:00:00Z"), id_of(2)) << "at its very moment";
  EXPECT_EQ(next("2026-11-24T09:00:01Z"), id_of(4));
  EXPECT_EQ(next("2026-12-08T09:00:01Z"), core::Id{});
  EXPECT_EQ(next_session({}, {}), nullptr);
}

TEST(Session, TheCurrentOneIsOpenElsePlannedForTodayElseTheNext) {
  std::vector<Session> sessions{planned(1, "2026-11-24T10:00"), planned(2, "2026-12-01T10:00")};
  const auto current = [&](std::string_view now) {
    const auto* found = current_session(sessions, at(now));
    return found == nullptr ? core::Id{} : found->id;
  };
  EXPECT_EQ(current("2026-11-20T09:00:00Z"), id_of(1));
  EXPECT_EQ(current("2026-11-24T15:00:00Z"), id_of(1)) << "planned for this morning and not yet opened";
  EXPECT_EQ(current("2026-11-25T09:00:00Z"), id_of(2));
  sessions[1].state = SessionState::kOpen;
  EXPECT_EQ(current("2026-11-20T09:00:00Z"), id_of(2)) << "an open one before all others";
  // Last week's was never closed.
  sessions[0].state = SessionState::kOpen;
  EXPECT_EQ(current("2026-12-01T09:30:00Z"), id_of(2)) << "the one that was opened last";
}

TEST(Session, WrongPlacesAreNamed) {
  EXPECT_EQ(read(R"({"treatmentId":1,"startsAt":"tomorrow","state":"late","takeaway":{},"zone":"UTC"})",
                 decode_session_input)
                .wrong,
            (Set{"/treatmentId", "/startsAt", "/state", "/takeaway", "/zone"}));
}

}  // namespace
}  // namespace intersession::care
