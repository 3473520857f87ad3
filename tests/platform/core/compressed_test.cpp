#include "platform/core/compressed.hpp"

#include <gtest/gtest.h>

#include "platform/core/random.hpp"

namespace intersession::core {
namespace {

TEST(Compressed, GivesBackWhatItWasMadeFrom) {
  SeededRandom random(5);
  const auto noise = random.bytes(70'000);
  const std::string texts[] = {"", "a", std::string(100'000, 'x'), "Doing first \xF0\x9F\x8C\xB1",
                               std::string(noise.begin(), noise.end())};
  for (const auto& text : texts) EXPECT_EQ(Compressed(text).text(), text) << text.size();
}

TEST(Compressed, TakesAFractionOfRepeatingJson) {
  std::string json = "[";
  for (int day = 0; day < 100; ++day) {
    json += R"({"occurrenceId":")" + std::to_string(day * 7919) +
            R"(","from":"2026-11-25T00:00","kind":"record"},)";
  }
  EXPECT_LT(Compressed(json).size() * 4, json.size());
}

}  // namespace
}  // namespace intersession::core
