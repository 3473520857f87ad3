#include "catalogue/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "catalogue/data.hpp"

namespace intersession::catalogue {
namespace {

using testing::real_catalogue;
using testing::real_files;

std::vector<DataFile> with_change(std::string_view path,
                                  const std::function<void(core::json::object&)>& change) {
  auto files = real_files();
  for (auto& file : files) {
    if (file.path != path) continue;
    auto value =
        core::parse_json(file.text, {.depth = 24, .nodes = 100'000, .string_points = 20'000}).value();
    change(value.get_object());
    file.text = core::to_json(value);
  }
  return files;
}

constexpr std::string_view kExperiment = "activities/cognitive/behavioural-experiment.json";

std::string refusal(const std::vector<DataFile>& files) {
  const auto catalogue = Catalogue::load(files);
  return catalogue ? "" : catalogue.error().message;
}

TEST(Catalogue, HoldsTheFirstSixteenOverAtLeastEightParadigms) {
  const auto catalogue = real_catalogue();
  std::set<std::string> homes;
  for (const auto* activity : catalogue->search({})) homes.insert(activity->paradigms.front());
  EXPECT_GE(homes.size(), 8U);
  for (const char* id :
       {"activity-scheduling", "thought-record", "behavioural-experiment", "graded-exposure",
        "exposure-response-prevention", "worry-postponement", "sleep-diary", "mindfulness-practice",
        "dbt-skills-log", "values-committed-action", "attention-training", "emotion-awareness-log",
        "relationship-episode-diary", "compassionate-letter", "child-ladder", "relapse-prevention-plan"}) {
    const auto* activity = catalogue->find(id);
    ASSERT_NE(activity, nullptr) << id;
    EXPECT_FALSE(activity->safety) << id;
    EXPECT_GE(activity->worksheet.items.size(), 3U) << id;
  }
}

TEST(Catalogue, ExperientialAndPsychodynamicWorkHidesTheCount) {
  const auto catalogue = real_catalogue();
  for (const char* id : {"emotion-awareness-log", "relationship-episode-diary"}) {
    const auto* activity = catalogue->find(id);
    EXPECT_FALSE(activity->completion_emphasis) << id;
    EXPECT_EQ(activity->plan.of(PlanField::kHowOften), FieldPolicy::kHidden) << id;
  }
}

TEST(Catalogue, WhereACaregiverHasAPartTheClientKeepsAnOwnOne) {
  const auto catalogue = real_catalogue();
  std::set<std::string> with_caregiver;
  for (const auto* activity : catalogue->all()) {
    const auto& items = activity->worksheet.items;
    const auto part = [&](CaregiverPart wanted) {
      return std::ranges::count(items, wanted, &WorksheetItem::caregiver);
    };
    if (part(CaregiverPart::kSees) + part(CaregiverPart::kRecords) == 0) continue;
    with_caregiver.insert(activity->id);
    EXPECT_EQ(std::ranges::count(activity->formats, care::Format::kYouthWithCaregiver), 1) << activity->id;
    EXPECT_GT(part(CaregiverPart::kNone), 0) << activity->id << ": something stays the client's own";
    EXPECT_GT(part(CaregiverPart::kRecords), 0) << activity->id << ": a caregiver does more than look";
  }
  EXPECT_EQ(with_caregiver, (std::set<std::string>{"behaviour-chart", "child-ladder", "feelings-coping-kit"}));
}

TEST(Catalogue, RefusesABrokenFileWithFilePointerAndReason) {
  const auto message = refusal(with_change(kExperiment, [](core::json::object& file) {
    file["stages"] = core::json::array{"middle", "never"};
    file["extra"] = 1;
  }));
  EXPECT_NE(message.find("catalogue/activities/cognitive/behavioural-experiment.json"), std::string::npos);
  EXPECT_NE(message.find("/stages/1"), std::string::npos);
  EXPECT_NE(message.find("/extra"), std::string::npos);
}

TEST(Catalogue, RefusesABrokenProgrammeWithFilePointerAndReason) {
  const char* const path = "programmes/relapse-prevention-course.json";
  const auto message = refusal(with_change(path, [](core::json::object& file) {
    auto& steps = file["steps"].as_array();
    steps[0].as_object()["activityId"] = "no-such-activity";
    steps[1].as_object()["variant"] = "no-such-variant";
    steps[2].as_object()["delivery"] = core::json::object{{"kind", "some-day"}};
    steps[3].as_object()["id"] = steps[2].at("id");
    steps[3].as_object()["delivery"] = core::json::object{{"kind", "after-previous-plus-delay"}};
    steps[4].as_object()["delivery"] = core::json::object{{"kind", "at-once"}, {"days", 3}};
  }));
  EXPECT_NE(message.find(path), std::string::npos) << message;
  for (const char* pointer : {"/steps/0/activityId", "/steps/1/variant", "/steps/2/delivery/kind",
                              "/steps/3/id", "/steps/3/delivery/days", "/steps/4/delivery/days"}) {
    EXPECT_NE(message.find(pointer), std::string::npos) << pointer << " in " << message;
  }
}

TEST(Catalogue, RefusesUnknownCodesAndLinks) {
  EXPECT_NE(
      refusal(with_change(kExperiment, [](auto& file) { file["mechanisms"] = core::json::array{"XYZ"}; }))
          .find("/mechanisms/0"),
      std::string::npos);
  EXPECT_NE(
      refusal(with_change(kExperiment,
                          [](auto& file) {
                            file["measures"] = core::json::array{core::json::object{{"linkId", "nowhere"}}};
                          }))
          .find("/measures/0/linkId"),
      std::string::npos);
}

TEST(Catalogue, RefusesASafetyFieldInAnActivityThatDoesNotSaySo) {
  const auto message = refusal(with_change(kExperiment, [](core::json::object& file) {
    auto& item = file["worksheet"].get_object()["item"].get_array()[0].get_object();
    item["extension"].get_array().push_back(
        core::json::object{{"url", "https://intersession.example/fhir/StructureDefinition/worksheet-safety"},
                           {"valueBoolean", true}});
  }));
  EXPECT_NE(message.find("/safety"), std::string::npos);
}

TEST(Catalogue, RefusesAFileInTheWrongFolder) {
  auto files = real_files();
  for (auto& file : files) {
    if (file.path == kExperiment) file.path = "activities/behavioural/behavioural-experiment.json";
  }
  EXPECT_NE(refusal(files).find("belongs at"), std::string::npos);
}

TEST(Catalogue, RefusesBrokenJsonAndMissingTerms) {
  auto files = real_files();
  files.push_back({"activities/cognitive/broken.json", "{"});
  EXPECT_NE(refusal(files).find("broken.json"), std::string::npos);
  auto fewer = real_files();
  std::erase_if(fewer, [](const auto& file) { return file.path == "mechanisms.json"; });
  EXPECT_NE(refusal(fewer).find("mechanisms.json"), std::string::npos);
}

TEST(Catalogue, SearchNarrowsAndPutsNameMatchesFirst) {
  const auto catalogue = real_catalogue();
  const auto found = catalogue->search({.words = "Experiment"});
  ASSERT_FALSE(found.empty());
  EXPECT_NE(found.front()->name.find("xperiment"), std::string::npos);
  for (const auto* activity :
       catalogue->search({.paradigm = "metacognitive", .stage = care::Stage::kEarly})) {
    EXPECT_NE(std::ranges::find(activity->paradigms, "metacognitive"), activity->paradigms.end());
    EXPECT_NE(std::ranges::find(activity->stages, care::Stage::kEarly), activity->stages.end());
  }
  EXPECT_TRUE(catalogue->search({.words = "zzzz"}).empty());
}

}  // namespace
}  // namespace intersession::catalogue
