#include "homework/entry.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>

#include "catalogue/data.hpp"
#include "homework/occurrence.hpp"

namespace intersession::homework {
namespace {

constexpr std::string_view kInput = R"({
  "revision": 1, "baseRevision": 0,
  "assignmentId": "00000000000000000000000000000001",
  "occurrenceId": "00000000000000000000000000000002",
  "kind": "record", "outcome": "partly",
  "occurredAt": "2026-11-24T18:30", "zone": "Europe/Oslo", "offsetMinutes": 60,
  "answers": [{"linkId": "belief", "answer": [{"valueString": "They will frown"}]}],
  "released": ["dream"], "quantity": 3, "difficulty": 2,
  "obstacles": ["no-time"], "obstacleText": "The meeting was moved"})";

EntryInput read(std::string_view text) {
  const auto value = core::parse_json(text).value();
  core::Decoder in(value);
  auto input = decode_entry(in);
  const auto problem = in.finish();
  if (problem)
    throw std::runtime_error(problem->fields.front().pointer + ": " + problem->fields.front().message);
  return input;
}

std::set<std::string> problems(std::string_view text) {
  const auto value = core::parse_json(text).value();
  core::Decoder in(value);
  (void)decode_entry(in);
  std::set<std::string> found;
  if (const auto problem = in.finish()) {
    for (const auto& field : problem->fields) found.insert(field.pointer);
  }
  return found;
}

std::string with(std::string_view key, std::string_view value) {
  auto json = core::parse_json(kInput).value();
  json.get_object()[key] = core::parse_json(value).value();
  return core::to_json(json);
}
std::string without(std::string_view key) {
  auto json = core::parse_json(kInput).value();
  json.get_object().erase(key);
  return core::to_json(json);
}

TEST(Entry, StoredFormIsReadBackTheSame) {
  const auto input = read(kInput);
  const std::string text = canonical(input.content);
  const auto stored = decode_stored_entry(text);
  ASSERT_TRUE(stored);
  EXPECT_EQ(canonical(*stored), text);
  EXPECT_EQ(stored->outcome, Outcome::kPartly);
  EXPECT_EQ(core::format_local(stored->occurred_at), "2026-11-24T18:30:00");
}

TEST(Entry, BadInputIsNamed) {
  using Set = std::set<std::string>;
  EXPECT_EQ(problems(kInput), Set{});
  EXPECT_EQ(problems(without("outcome")), Set{"/outcome"}) << "a record says how it went";
  EXPECT_EQ(problems(with("outcome", R"("failed")")), Set{"/outcome"});
  EXPECT_EQ(problems(with("zone", R"("Mars/Olympus")")), Set{"/zone"});
  EXPECT_EQ(problems(with("revision", "0")), Set{"/revision"});
  EXPECT_EQ(problems(with("offsetMinutes", "2000")), Set{"/offsetMinutes"});
  EXPECT_EQ(problems(with("occurredAt", R"("yesterday")")), Set{"/occurredAt"});
  EXPECT_EQ(problems(with("answers", "7")), Set{"/answers"});
  EXPECT_EQ(problems(with("quantity", "5")), Set{"/quantity"});
  EXPECT_EQ(problems(with("mood", "5")), Set{"/mood"});
  EXPECT_EQ(problems(with("obstacleText", "\"" + std::string(1001, 'x') + "\"")), Set{"/obstacleText"});
}

TEST(Entry, AnObstacleNeedsNoOutcome) {
  auto json = core::parse_json(kInput).value();
  json.get_object().erase("outcome");
  json.get_object()["kind"] = "obstacle";
  EXPECT_EQ(problems(core::to_json(json)), std::set<std::string>{});
}

TEST(Entry, SameContentIsTheSameWhateverTheOrderOfItsMembers) {
  const auto first =
      read(with("answers", R"([{"linkId":"a","answer":[{"valueCoding":{"code":"x","display":"X"}}]}])"));
  const auto second =
      read(with("answers", R"([{"answer":[{"valueCoding":{"display":"X","code":"x"}}],"linkId":"a"}])"));
  const auto third =
      read(with("answers", R"([{"answer":[{"valueCoding":{"display":"X","code":"y"}}],"linkId":"a"}])"));
  EXPECT_EQ(canonical(first.content), canonical(second.content));
  EXPECT_NE(canonical(first.content), canonical(third.content));
}

/// The revision rule against a model: a list of contents.
RC_GTEST_PROP(Saving, IsTheNextRevisionARepeatOrAConflict, ()) {
  const auto base = read(kInput);
  const auto content_of = [&](int seed) {
    EntryContent content = base.content;
    content.obstacle_text = "text " + std::to_string(seed);
    return content;
  };
  std::vector<std::string> stored;
  for (int i = *rc::gen::inRange(1, 12); i > 0; --i) {
    EntryInput input{*rc::gen::inRange<std::int64_t>(1, 6), *rc::gen::inRange<std::int64_t>(0, 6),
                     content_of(*rc::gen::inRange(0, 3))};
    const auto count = static_cast<std::int64_t>(stored.size());
    const bool known = input.revision <= count;
    const auto same =
        known ? std::optional(stored[static_cast<std::size_t>(input.revision - 1)]) : std::nullopt;
    const Saving decided = saving(input, count, same);
    if (decided == Saving::kNew) {
      RC_ASSERT(input.revision == count + 1);
      RC_ASSERT(input.base_revision == count);
      stored.push_back(canonical(input.content));
    } else if (decided == Saving::kRepeat) {
      RC_ASSERT(known);
      RC_ASSERT(same == canonical(input.content));
    } else {
      // Computed first: RC_ASSERT evaluates both sides of an `or`.
      const bool differs = not known or *same != canonical(input.content);
      const bool no_next = input.revision != count + 1 or input.base_revision != count;
      RC_ASSERT(differs);
      RC_ASSERT(no_next);
    }
    if (decided == Saving::kNew) {
      // Sent again because the answer was lost: nothing new.
      RC_ASSERT(saving(input, count + 1, stored.back()) == Saving::kRepeat);
    }
  }
}

TEST(Entry, IsCheckedAgainstTheActivityAndTheCatalogue) {
  const auto catalogue = catalogue::testing::real_catalogue();
  const auto* activity = catalogue->find("behavioural-experiment");
  ASSERT_NE(activity, nullptr);
  auto input = read(kInput);
  input.content.released = {"belief"};
  input.content.obstacles = {"no-such-obstacle"};
  input.content.answers = core::parse_json(R"([{"linkId":"nowhere","answer":[]}])").value().get_array();
  std::set<std::string> pointers;
  for (const auto& problem : check_entry(input.content, *activity, *catalogue))
    pointers.insert(problem.pointer);
  EXPECT_EQ(pointers, (std::set<std::string>{"/answers/0/linkId", "/released/0", "/obstacles/0"}));
}

TEST(Entry, MembersSeePrivateFieldsOnlyOnceReleased) {
  catalogue::Worksheet worksheet;
  worksheet.items = {{.link_id = "when", .type = catalogue::ItemType::kText},
                     {.link_id = "dream", .type = catalogue::ItemType::kText, .is_private = true}};
  Entry entry{.content = read(kInput).content};
  entry.content.released.clear();
  entry.content.answers = core::parse_json(R"([{"linkId":"when","answer":[{"valueString":"at night"}]},
                                              {"linkId":"dream","answer":[{"valueString":"the sea"}]}])")
                              .value()
                              .get_array();
  auto seen = to_json_for_member(entry, worksheet);
  EXPECT_EQ(seen.at("withheld"), 1);
  EXPECT_EQ(core::to_json(seen).find("the sea"), std::string::npos);
  EXPECT_NE(core::to_json(seen).find("at night"), std::string::npos);
  entry.content.released = {"dream"};
  seen = to_json_for_member(entry, worksheet);
  EXPECT_EQ(seen.if_contains("withheld"), nullptr);
  EXPECT_NE(core::to_json(seen).find("the sea"), std::string::npos);
  EXPECT_NE(core::to_json(to_json(entry)).find("the sea"), std::string::npos);
}

// -- occurrences

core::Id id_of(unsigned char last) {
  core::Id id;
  id.bytes[15] = last;
  return id;
}

TEST(Occurrence, IsOpenThenRecordedOrPast) {
  const auto day = core::parse_date("2026-11-24").value();
  const Schedule schedule{
      id_of(1), 1, Recurrence{.freq = Frequency::kDaily, .start = day}, core::LocalTime::min(), {}};
  const auto at = [](std::string_view text) { return core::parse_local(text).value(); };
  const auto named = windows(schedule, day, day).front().occurrence;
  Entry entry{.id = id_of(5), .received_at = core::from_micros(10), .content = read(kInput).content};
  entry.content.assignment = id_of(1);
  entry.content.occurrence = named;

  const auto state = [&](const std::vector<Entry>& entries, std::string_view now) {
    return occurrences(schedule, day, day, entries, at(now)).front();
  };
  EXPECT_EQ(state({}, "2026-11-24T23:59").state, OccurrenceState::kOpen);
  EXPECT_EQ(state({}, "2026-11-25T00:00").state, OccurrenceState::kPast);
  const auto recorded = state({entry}, "2026-11-25T12:00");
  EXPECT_EQ(recorded.state, OccurrenceState::kRecorded);
  EXPECT_EQ(recorded.outcome, Outcome::kPartly);
  EXPECT_EQ(recorded.entry, id_of(5));

  Entry later = entry;
  later.id = id_of(6);
  later.received_at = core::from_micros(20);
  later.content.outcome = Outcome::kDone;
  EXPECT_EQ(state({later, entry}, "2026-11-24T12:00").entry, id_of(6)) << "the last received counts";

  Entry obstacle = entry;
  obstacle.content.kind = EntryKind::kObstacle;
  EXPECT_EQ(state({obstacle}, "2026-11-24T12:00").state, OccurrenceState::kOpen);
  Entry other = entry;
  other.content.assignment = id_of(2);
  EXPECT_EQ(state({other}, "2026-11-24T12:00").state, OccurrenceState::kOpen);
}

TEST(Occurrence, WaitsForReviewOnceReportedOrDueBeforeTheSessionBegan) {
  const auto at = [](std::string_view text) { return core::parse_local(text).value(); };
  const auto tuesday = core::parse_date("2026-11-24").value();
  const Schedule schedule{
      id_of(1), 1, Recurrence{.freq = Frequency::kOnce, .start = tuesday}, at("2026-11-17T10:00"), {}};
  const auto since = at("2026-11-17T10:00");
  EXPECT_FALSE(waits_for_review(schedule, {since, at("2026-11-24T10:00"), {}})) << "the day is not over";
  EXPECT_TRUE(waits_for_review(schedule, {since, at("2026-11-26T10:00"), {}}));
  EXPECT_FALSE(waits_for_review(schedule, {at("2026-11-25T10:00"), at("2026-11-26T10:00"), {}}))
      << "looked at since";
  EXPECT_TRUE(waits_for_review(schedule, {since, at("2026-11-20T10:00"), at("2026-11-19T10:00")}));
  EXPECT_FALSE(waits_for_review(schedule, {since, at("2026-11-20T10:00"), at("2026-11-20T10:10")}))
      << "reported in this session";
  EXPECT_FALSE(waits_for_review(schedule, {since, at("2026-11-17T09:00"), {}})) << "agreed in this session";
}

}  // namespace
}  // namespace intersession::homework
