// One client of a story, living its weeks through the real routes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "app/story_calls.hpp"

namespace intersession::app {

namespace json = core::json;
using core::Id;
using core::Instant;
using http::Method;

/// Throws Refused where a route says no, and std::exception where the story is not written right.
class Player {
 public:
  /// `in_circle`: sessions are those of a circle, which whoever plays it puts.
  Player(const Stage& stage, const json::object& story, Instant now, bool in_circle = false);

  /// All weeks, one after the other.
  void live();
  /// The same in parts, so that what several do together comes between: the week begins (the first time with
  /// the record and the phone), the session up to what is agreed, and the days until the next.
  void begin(std::size_t week);
  void meet();
  void go_on();

  [[nodiscard]] std::size_t weeks() const { return story_.at("weeks").as_array().size(); }
  [[nodiscard]] Instant begins() const { return begin_; }
  /// When the session of a week begins, by the client's clock.
  [[nodiscard]] core::LocalTime session_time(std::size_t week) const;
  [[nodiscard]] const Id& client_id() const { return client_; }
  /// What the story's name for one of the client's own things stands for.
  [[nodiscard]] Id id(std::string_view thing) const { return story_id(name_, thing); }
  /// An assignment that was agreed with several.
  void take_on(const std::string& assignment, const std::string& activity) {
    activities_[assignment] = activity;
  }

  [[nodiscard]] std::string where() const { return name_ + ", week " + std::to_string(week_ + 1); }

 private:
  Instant at_local(core::LocalTime local) const { return core::to_instant(local, zone_); }

  /// The last weekly session that is over by now.
  void find_last_session();

  // -- requests

  json::value therapist(Method method, const std::string& path, const json::value& body = {});
  json::value client(Method method, const std::string& path, const json::value& body = {});

  std::int64_t version_of(const std::string& path);

  // -- the beginning

  void admit();

  void ask(const json::object& measure);

  void connect_phone();

  /// What each caregiver may look at, once it is agreed.
  void share();

  /// What a caregiver noted of the own part.
  void record_of_caregiver(const json::object& entry);

  // -- a week

  void put_session(std::size_t week, const char* state, const std::string& takeaway);

  Id session_id(std::size_t week) const;
  /// The sessions that a circle made for this client.
  void find_sessions();
  [[nodiscard]] const json::object& this_week() const {
    return story_.at("weeks").as_array().at(week_).as_object();
  }
  /// Shows fields of an entry to the partner.
  void give(const json::object& entry, const Id& saved);

  /// What each measure came to this week: on the tablet in the first session, later on the phone before it.
  void answer_measures(const json::object& scores);

  void change_stage(const json::object& stage);

  void rate_goals(const json::object& ratings);

  std::string assignment_path(std::string_view name) const;

  void agree(const json::object& agreement);

  void review(const json::object& review);

  /// When an entry was made: some days after the session, at a time of the client's clock.
  core::LocalTime local_of(const json::object& entry) const;

  void record(const json::object& entry);

  /// The first occurrence of the assignment that is still open on Today.
  std::optional<json::string> open_occurrence(const Id& assignment);

  const Stage& stage_;
  const json::object& story_;
  std::string name_;
  std::string zone_;
  Instant now_;
  bool in_circle_;
  Id client_;
  std::string base_;
  core::LocalTime local_last_{};
  Instant begin_{};
  std::size_t week_ = 0;
  StoryCalls calls_{stage_};
  std::string client_cookie_;
  std::map<std::string, std::string> caregivers_;  ///< name in the story, and cookie
  std::map<std::size_t, std::int64_t> session_version_;
  std::map<std::size_t, Id> sessions_;  ///< in a circle, by week
  std::int64_t treatment_version_ = 0;
  std::map<std::string, std::pair<std::string, std::int64_t>> goals_;
  std::map<std::string, std::string> activities_;
  int entries_ = 0;
};

}  // namespace intersession::app
