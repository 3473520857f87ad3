// What leaves by mail, and what may not.
#include "platform/messaging/mail.hpp"

#include <gtest/gtest.h>

namespace intersession::messaging {
namespace {

constexpr core::Instant kAt = core::from_micros(1'795'510'800'123'456);  // 2026-11-24T09:00:00.123456Z

Mail mail() {
  return {.to = "lund@practice.example",
          .subject = "Something needs you",
          .text = "One line.\n\nhttp://127.0.0.1:8080/clinic/\n",
          .id = "0a1b2c",
          .at = kAt};
}

TEST(Mail, IsPlainTextWithItsHeadersAndNothingElse) {
  const auto message = to_message(mail(), "notices@practice.example");
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_EQ(*message,
            "From: Intersession <notices@practice.example>\r\n"
            "To: <lund@practice.example>\r\n"
            "Subject: Something needs you\r\n"
            "Date: Tue, 24 Nov 2026 09:00:00 +0000\r\n"
            "Message-ID: <0a1b2c@practice.example>\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=us-ascii\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "\r\n"
            "One line.\r\n"
            "\r\n"
            "http://127.0.0.1:8080/clinic/\r\n");
}

TEST(Mail, TakesNoAddressThatCouldCarryMore) {
  for (const char* address : {"", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\r\nBcc: x@y", "a@b\n", "<a@b>",
                              "a@b,c@d", "\"a\"@b", "a@b;c", "é@b", "a@b\x01"}) {
    EXPECT_FALSE(is_mail_address(address)) << address;
    auto bad = mail();
    bad.to = address;
    EXPECT_FALSE(to_message(bad, "notices@practice.example")) << address;
    EXPECT_FALSE(to_message(mail(), address)) << address;
  }
  EXPECT_FALSE(is_mail_address(std::string(250, 'a') + "@b.co"));
  EXPECT_TRUE(is_mail_address("o'neil+duty@mail.practice.example"));
}

TEST(Mail, HasNoSubjectIdOrLineThatEndsAHeader) {
  auto bad = mail();
  bad.subject = "One\r\nBcc: x@y.example";
  EXPECT_FALSE(to_message(bad, "notices@practice.example"));
  bad = mail();
  bad.id = "1>\r\nX: y";
  EXPECT_FALSE(to_message(bad, "notices@practice.example"));
  bad = mail();
  bad.text = "One\r\n.\r\nRCPT";
  EXPECT_FALSE(to_message(bad, "notices@practice.example")) << "a lone CR";
  bad = mail();
  bad.text = std::string(1000, 'x');
  EXPECT_FALSE(to_message(bad, "notices@practice.example")) << "longer than a line may be";
}

}  // namespace
}  // namespace intersession::messaging
