// Settings of the mail server. Sending is tested with the real program and real servers
// (tests/safety/mail.mjs).
#include "platform/messaging/smtp.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace intersession::messaging {
namespace {

namespace fs = std::filesystem;

class SmtpSettingsFile : public ::testing::Test {
 protected:
  SmtpSettingsFile() {
    std::string pattern = (fs::temp_directory_path() / "intersession-smtp.XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder = pattern;
  }
  ~SmtpSettingsFile() override {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  fs::path write(const std::string& text, const char* name = "mail.json") {
    const auto path = folder / name;
    std::ofstream(path) << text;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    return path;
  }
  std::string refusal(const std::string& text) {
    const auto settings = read_smtp_settings(write(text));
    return settings ? "taken" : settings.error().message;
  }
  fs::path folder;
};

TEST_F(SmtpSettingsFile, AsksForTlsUnlessToldOtherwise) {
  const auto settings =
      read_smtp_settings(write(R"({"host": "mail.practice.example", "from": "notices@practice.example"})"));
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->port, 587);
  EXPECT_EQ(settings->security, SmtpSecurity::kStartTls);
  EXPECT_TRUE(settings->user.empty());
}

TEST_F(SmtpSettingsFile, GoesWithoutTlsToThisMachineOnly) {
  EXPECT_NE(refusal(R"({"host": "mail.practice.example", "security": "none", "from": "a@b.example"})")
                .find("this machine only"),
            std::string::npos);
  for (const char* host : {"localhost", "127.0.0.1", "::1"}) {
    EXPECT_EQ(
        refusal(std::string(R"({"host": ")") + host + R"(", "security": "none", "from": "a@b.example"})"),
        "taken");
  }
  EXPECT_NE(refusal(R"({"host": "127.0.0.1.evil.example", "security": "none", "from": "a@b.example"})"),
            "taken");
}

TEST_F(SmtpSettingsFile, ReadsThePasswordFromAFileThatNobodyElseReads) {
  const auto password = write("quiet-harbour\n", "password");
  const std::string text =
      R"({"host": "mail.practice.example", "from": "a@b.example", "user": "notices", "passwordFile": "password"})";
  const auto settings = read_smtp_settings(write(text));
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->password, "quiet-harbour");
  fs::permissions(password, fs::perms::group_read, fs::perm_options::add);
  EXPECT_NE(refusal(text).find("0600"), std::string::npos);
  fs::remove(password);
  EXPECT_NE(refusal(text).find("cannot be read"), std::string::npos);
}

TEST_F(SmtpSettingsFile, NamesWhatDoesNotFit) {
  EXPECT_NE(refusal("{").find("mail.json"), std::string::npos);
  EXPECT_NE(refusal(R"({"from": "a@b.example"})").find("/host"), std::string::npos);
  EXPECT_NE(refusal(R"({"host": "h", "from": "nobody"})").find("/from"), std::string::npos);
  EXPECT_NE(refusal(R"({"host": "h", "from": "a@b.example", "port": 0})").find("/port"), std::string::npos);
  EXPECT_NE(refusal(R"({"host": "h", "from": "a@b.example", "user": "u"})").find("/user"), std::string::npos);
  EXPECT_NE(refusal(R"({"host": "h", "from": "a@b.example", "password": "p"})").find("/password"),
            std::string::npos)
      << "a password has no place in the settings";
  EXPECT_FALSE(read_smtp_settings(folder / "none.json"));
}

TEST(Smtp, SaysThatNobodyListens) {
  // A port that was just free, and nobody listens on: the discard port of this machine's loopback net.
  const Smtp smtp({.host = "127.0.0.1", .port = 9, .security = SmtpSecurity::kNone, .from = "a@b.example"});
  const auto sent = smtp.send({.to = "c@d.example", .subject = "x", .text = "y\n", .id = "z"});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, core::ErrorCode::kUnavailable);
  EXPECT_EQ(sent.error().reason, "connection");
}

}  // namespace
}  // namespace intersession::messaging
