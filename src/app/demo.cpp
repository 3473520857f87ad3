#include "app/demo.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "access/client_invitations.hpp"
#include "access/sign_in.hpp"
#include "app/story_calls.hpp"

namespace intersession::app {

namespace fs = std::filesystem;
namespace json = core::json;
using core::Result;

namespace {

constexpr const char* kEmail = "therapist@demo.example";
constexpr const char* kTherapist = "Dr Lund";
/// The story whose phone is left free for whoever looks around.
constexpr const char* kOpenStory = "sam";

std::string random_words(core::Random& random) {
  // Sixteen characters without look-alikes: easy to type, 80 bits.
  static constexpr std::string_view kAlphabet = "abcdefghjkmnpqrstuvwxyz23456789";
  std::string text;
  for (int i = 0; i < 16; ++i) {
    if (i > 0 and i % 4 == 0) text.push_back('-');
    text.push_back(kAlphabet[random.below(static_cast<std::uint32_t>(kAlphabet.size()))]);
  }
  return text;
}

fs::path sign_in_file(const fs::path& data) {
  return data / "demo-sign-in.json";
}

Result<void> keep(const DemoSignIn& demo, const fs::path& data) {
  const fs::path path = sign_in_file(data);
  {
    std::ofstream file(path, std::ios::trunc);
    std::error_code ignored;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, ignored);
    file << core::to_json(json::object{{"email", demo.email},
                                       {"password", demo.password},
                                       {"clientName", demo.client_name},
                                       {"clientSecret", demo.client_secret},
                                       {"clientCode", demo.client_code}});
    if (not file) return core::fail(core::ErrorCode::kInvalid, "Cannot write " + path.string() + ".");
  }
  return {};
}

Result<DemoSignIn> kept(const fs::path& data) {
  std::ostringstream text;
  text << std::ifstream(sign_in_file(data)).rdbuf();
  const auto value = core::parse_json(text.str());
  if (not value) {
    return core::fail(core::ErrorCode::kConflict,
                      "This data folder holds a practice that is not a demo, or its " +
                          sign_in_file(data).string() +
                          " is gone. Start without --demo, or name another --data folder.");
  }
  core::Decoder in(*value);
  DemoSignIn demo{in.text("email", 254), in.text("password", 128), in.text("clientName", 120),
                  in.optional_text("clientSecret", 100).value_or(""),
                  in.optional_text("clientCode", 12).value_or("")};
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return demo;
}

Result<std::vector<json::value>> read_stories(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::vector<json::value> stories;
  for (const auto& path : paths) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    auto value = core::parse_json(text.str(), {.depth = 24, .nodes = 200'000, .string_points = 20'000});
    if (not value) return core::fail(core::ErrorCode::kInvalid, path.string() + ": " + value.error().message);
    stories.push_back(*std::move(value));
  }
  if (stories.empty())
    return core::fail(core::ErrorCode::kInvalid, "There is no story in " + folder.string() + ".");
  return stories;
}

/// A free invitation for the phone of whoever looks around.
Result<void> invite(House& house, const access::Principal& therapist, core::Instant now, DemoSignIn& demo) {
  const access::Scope scope(therapist, access::Purpose::kCare, now);
  const auto invitation = access::invite_client(house.access(), scope, story_id(kOpenStory, "client"));
  if (not invitation) return std::unexpected(invitation.error());
  demo.client_secret = invitation->secret;
  demo.client_code = invitation->code;
  return {};
}

Result<DemoSignIn> make(const Ground& ground, const fs::path& folder, const fs::path& data) {
  const auto stories = read_stories(folder);
  if (not stories) return std::unexpected(stories.error());
  const core::Instant now = ground.clock.now();
  core::FixedClock clock(now - std::chrono::days{120});
  House house({ground.database, ground.vault, ground.passwords, ground.catalogue, ground.instruments,
               ground.random, clock, ground.origin});
  DemoSignIn demo{.email = kEmail, .password = random_words(ground.random)};
  const auto owner =
      access::set_up(house.access(), {.name = "Harbour Practice (demo)", .zone = "Europe/Oslo", .demo = true},
                     {.name = kTherapist, .email = demo.email, .password = demo.password});
  if (not owner) return std::unexpected(owner.error());
  const Stage stage{house, clock, owner->principal};
  for (const auto& story : *stories) {
    if (auto done = play(stage, story, now); not done) return std::unexpected(done.error());
    if (story_text(story.as_object(), "client") == kOpenStory)
      demo.client_name = std::string(story.at("name").as_string());
  }
  clock.set(now);
  if (auto done = invite(house, owner->principal, now, demo); not done) return std::unexpected(done.error());
  if (auto done = keep(demo, data); not done) return std::unexpected(done.error());
  return demo;
}

}  // namespace

std::string DemoSignIn::text(const std::string& origin) const {
  return "Demo practice, invented clients only.\n"
         "  Therapist:  " +
         origin +
         "/clinic/\n"
         "              " +
         email + "   password " + password +
         "\n"
         "  Client:     " +
         origin + "/app/welcome#" + client_secret +
         "\n"
         "              code " +
         client_code + "   (" + client_name +
         "'s phone; the link works once, a new one is on the client's page)\n\n"
         "First: sign in as the therapist and press Session beside " +
         client_name +
         ".\n"
         "Then: open the client's link in another browser or a private window, as one browser holds one sign-in.\n"
         "A first session step by step: docs/tutorial.md\n";
}

Result<DemoSignIn> ensure_demo(const Ground& ground, const fs::path& stories, const fs::path& data) {
  House house(ground);
  const auto needed = access::set_up_needed(house.access());
  if (not needed) return std::unexpected(needed.error());
  if (not *needed) return kept(data);
  return make(ground, stories, data);
}

}  // namespace intersession::app
