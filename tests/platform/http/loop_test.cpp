// The end of a loop's sweeping, whatever the clock does at that moment.
#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <thread>

#include "platform/http/connection.hpp"

namespace intersession::http {
namespace {

/// Sweeps every five milliseconds.
Limits impatient() {
  Limits limits;
  limits.header_time = std::chrono::milliseconds{20};
  return limits;
}

// The tick is over, and its handler waits behind the one that stops the sweeping: cancelling the timer no
// longer reaches it, and a loop that set the next tick all the same would never end.
TEST(Loop, EndsAlsoWhereTheTickWasJustOver) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    Loop loop(impatient());
    auto& context = loop.context();
    loop.start_sweeping();
    boost::asio::post(context, [&] {
      std::this_thread::sleep_for(std::chrono::milliseconds{6});
      boost::asio::post(context, [&] { loop.stop_sweeping(); });
    });
    context.run_for(std::chrono::milliseconds{300});
    ASSERT_TRUE(context.stopped()) << "there is still something to wait for, attempt " << attempt;
  }
}

}  // namespace
}  // namespace intersession::http
