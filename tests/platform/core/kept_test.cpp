#include "platform/core/kept.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace intersession::core {
namespace {

TEST(Kept, GivesBackWhatWasKept) {
  Kept<int, std::string> kept(100);
  EXPECT_FALSE(kept.find(1));
  kept.keep(1, "one", 10);
  EXPECT_EQ(kept.find(1), "one");
  kept.keep(1, "uno", 20);
  EXPECT_EQ(kept.find(1), "uno");
  EXPECT_EQ(kept.bytes(), 20U);
}

TEST(Kept, ForgetsWhatWasUsedLongestAgo) {
  Kept<int, int> kept(30);
  for (int i = 1; i <= 3; ++i) kept.keep(i, i, 10);
  EXPECT_TRUE(kept.find(1));
  kept.keep(4, 4, 10);
  EXPECT_TRUE(kept.find(1));
  EXPECT_FALSE(kept.find(2)) << "the least recently used goes first";
  EXPECT_TRUE(kept.find(3));
  EXPECT_TRUE(kept.find(4));
  EXPECT_EQ(kept.bytes(), 30U);
}

TEST(Kept, StaysWithinItsBound) {
  Kept<int, int> kept(25);
  for (int i = 0; i < 1000; ++i) {
    kept.keep(i, i, static_cast<std::size_t>(i % 30));
    ASSERT_LE(kept.bytes(), 25U);
  }
  kept.keep(7, 7, 26);
  EXPECT_FALSE(kept.find(7)) << "larger than everything together";
}

TEST(Kept, SomethingTooLargeReplacesNothingByNothing) {
  Kept<int, int> kept(25);
  kept.keep(7, 1, 10);
  kept.keep(7, 2, 26);
  EXPECT_FALSE(kept.find(7)) << "what was kept before is not true any more";
  EXPECT_EQ(kept.bytes(), 0U);
}

TEST(Kept, ServesManyThreads) {
  Kept<int, int> kept(200);
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&kept, thread] {
      for (int i = 0; i < 20'000; ++i) {
        const int key = (i * 7 + thread) % 40;
        kept.keep(key, key, 10);
        const auto found = kept.find((key + 1) % 40);
        if (found) {
          EXPECT_EQ(*found, (key + 1) % 40);
        }
      }
    });
  }
  threads.clear();
  EXPECT_LE(kept.bytes(), 200U);
}

}  // namespace
}  // namespace intersession::core
