// A group or couple of a story: what its clients agree on together, and each one's own weeks.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "app/story_player.hpp"

namespace intersession::app {

/// Throws as Player does.
class CirclePlayer {
 public:
  CirclePlayer(const Stage& stage, const json::object& story, Instant now);

  /// All weeks, each with everybody.
  void live();
  [[nodiscard]] std::string where() const;

 private:
  void begin();
  void put_session(std::size_t week, const char* state, const json::object& story);
  Player& player(std::string_view client);
  /// What each of a couple is asked with nobody else there.
  void ask_alone(const json::object& checks);
  void agree(const json::object& plan);

  const Stage& stage_;
  const json::object& story_;
  std::vector<json::object> stories_;  ///< never changed: the players refer to them
  std::vector<std::unique_ptr<Player>> players_;
  StoryCalls calls_{stage_};
  std::string base_;
  std::size_t week_ = 0;
  std::map<std::size_t, std::int64_t> versions_;
};

}  // namespace intersession::app
