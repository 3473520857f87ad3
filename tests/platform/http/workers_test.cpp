#include "platform/http/workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace intersession::http {
namespace {

TEST(Workers, RunWhatTheyAreGiven) {
  std::atomic<int> sum = 0;
  {
    Workers workers(4, 1'000);
    for (int i = 1; i <= 1'000; ++i) ASSERT_TRUE(workers.submit([&sum, i] { sum += i; }));
  }
  EXPECT_EQ(sum, 500'500);
}

TEST(Workers, RefuseWhatNobodyCanTakeSoon) {
  std::promise<void> gate;
  std::promise<void> inside;
  auto opened = gate.get_future().share();
  Workers workers(1, 2);
  ASSERT_TRUE(workers.submit([&inside, opened] {
    inside.set_value();
    opened.wait();
  }));
  inside.get_future().wait();
  EXPECT_TRUE(workers.submit([] {}));
  EXPECT_TRUE(workers.submit([] {}));
  EXPECT_FALSE(workers.submit([] {}));
  gate.set_value();
}

TEST(Workers, TakeNothingAfterTheirEnd) {
  Workers workers(2, 10);
  workers.stop();
  EXPECT_FALSE(workers.submit([] {}));
}

}  // namespace
}  // namespace intersession::http
