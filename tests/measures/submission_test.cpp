// Who may put right what was filled in, and until when.
#include "measures/submission.hpp"

#include <gtest/gtest.h>

namespace intersession::measures {
namespace {

using std::chrono::days;
using std::chrono::hours;

const core::Instant kReceived = core::parse_instant("2026-11-24T09:00:00Z").value();

Submission stored(Mode mode) {
  Submission made{.id = core::Id{{1}}, .received_at = kReceived};
  made.content = {.plan = core::Id{{2}},
                  .slot = "week:a",
                  .mode = mode,
                  .answered_at = *core::parse_local("2026-11-24T09:30"),
                  .zone = "Europe/Oslo",
                  .offset_minutes = 60};
  return made;
}
std::string refusal(Mode mode, Corrector who, core::Instant now, std::vector<core::Instant> begins = {}) {
  const auto of = stored(mode);
  const auto fine = correction(of, of.content, who, begins, now);
  return fine ? "" : fine.error().reason;
}

TEST(Correction, OfThePhoneIsTheClientsUntilTheNextSessionAndAWeekAtMost) {
  const auto client = Corrector::kClient;
  EXPECT_EQ(refusal(Mode::kPhone, client, kReceived + days{7} - hours{1}), "");
  EXPECT_EQ(refusal(Mode::kPhone, client, kReceived + days{7}), "too-late-to-correct");
  const auto begin = kReceived + days{2};
  EXPECT_EQ(refusal(Mode::kPhone, client, begin - hours{1}, {kReceived - days{5}, begin}), "");
  EXPECT_EQ(refusal(Mode::kPhone, client, begin, {kReceived - days{5}, begin}), "too-late-to-correct");
  EXPECT_EQ(refusal(Mode::kPhone, Corrector::kMember, kReceived), "not-yours-to-correct");
}

TEST(Correction, OfPaperAndTabletIsAMembersAtAnyTime) {
  for (const auto mode : {Mode::kPaper, Mode::kTablet}) {
    EXPECT_EQ(refusal(mode, Corrector::kMember, kReceived + days{400}), "");
    EXPECT_EQ(refusal(mode, Corrector::kClient, kReceived), "not-yours-to-correct");
  }
}

TEST(Correction, KeepsTheTimeButForPaper) {
  for (const auto mode : {Mode::kPaper, Mode::kTablet}) {
    const auto of = stored(mode);
    auto wish = of.content;
    wish.answered_at = *core::parse_local("2026-11-20T08:00");
    const auto content = correction(of, wish, Corrector::kMember, {}, kReceived);
    ASSERT_TRUE(content);
    EXPECT_EQ(content->answered_at, (mode == Mode::kPaper ? wish : of.content).answered_at);
  }
}

}  // namespace
}  // namespace intersession::measures
