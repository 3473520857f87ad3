#include "app/story.hpp"

#include "app/story_circle.hpp"

namespace intersession::app {

using core::Result;

Id story_id(std::string_view story, std::string_view name) {
  const auto digest = core::sha256(core::as_bytes("story:" + std::string(story) + ":" + std::string(name)));
  return *Id::from_bytes(core::ByteView(digest).first(16));
}

std::vector<std::string> story_clients(const json::value& story) {
  if (const auto* name = story.as_object().if_contains("client")) return {std::string(name->as_string())};
  std::vector<std::string> names;
  for (const auto& each : story.at("clients").as_array()) names.emplace_back(each.at("client").as_string());
  return names;
}

namespace {

template <class Who>
Result<void> play_as(Who&& who) {
  try {
    who.live();
    return {};
  } catch (const Refused& refused) {
    return core::fail(core::ErrorCode::kInvalid,
                      "A story does not work (" + who.where() + "): " + refused.what, "story");
  } catch (const std::exception& wrong) {
    return core::fail(core::ErrorCode::kInvalid,
                      "A story is not written right (" + who.where() + "): " + wrong.what(), "story");
  }
}

}  // namespace

Result<void> play(const Stage& stage, const json::value& story, Instant now) {
  try {
    const auto& told = story.as_object();
    return told.contains("circle") ? play_as(CirclePlayer(stage, told, now))
                                   : play_as(Player(stage, told, now));
  } catch (const std::exception& wrong) {
    return core::fail(core::ErrorCode::kInvalid, std::string("A story is not written right: ") + wrong.what(),
                      "story");
  }
}

}  // namespace intersession::app
