#include "safety/notice_store.hpp"

#include <algorithm>

#include "access/relation_store.hpp"
#include "safety/leave_store.hpp"

namespace intersession::safety::store {

namespace {

constexpr const char* kColumns =
    "SELECT notice_id, client_id, alert_id, member_id, step, channel, due_at, outcome, settled_at "
    "FROM alert_notice WHERE practice_id = ?1 AND client_id = ?2 AND alert_id = ?3 ";

Notice read(const db::Row& row) {
  return {.id = row.id(0),
          .client = row.id(1),
          .alert = row.id(2),
          .member = row.id(3),
          .step = core::value_for(kEscalations, row.text(4)).value(),
          .channel = core::value_for(kChannels, row.text(5)).value(),
          .due = row.instant(6),
          .outcome = core::value_for(kNoticeOutcomes, row.text(7)).value(),
          .settled_at = row.instant_or_null(8)};
}

StuckMail stuck(const db::Row& row) {
  return {row.integer(0), row.instant_or_null(1)};
}

}  // namespace

bool add(db::Connection& connection, const core::Id& practice, const Notice& notice) {
  return connection.execute(
             "INSERT INTO alert_notice (practice_id, client_id, alert_id, notice_id, member_id, step, "
             "channel, "
             "due_at, outcome, settled_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
             "ON CONFLICT DO NOTHING",
             practice, notice.client, notice.alert, notice.id, notice.member,
             core::word_for(kEscalations, notice.step), core::word_for(kChannels, notice.channel), notice.due,
             core::word_for(kNoticeOutcomes, notice.outcome), notice.settled_at) == 1;
}

std::optional<Notice> notice(db::Connection& connection, const core::Id& practice, const core::Id& client,
                             const core::Id& alert, const core::Id& id) {
  const auto row =
      connection.query_one(std::string(kColumns) + "AND notice_id = ?4", practice, client, alert, id);
  if (not row) return std::nullopt;
  return read(*row);
}

std::vector<Notice> notices(db::Connection& connection, const core::Id& practice, const core::Id& client,
                            const core::Id& alert) {
  std::vector<Notice> found;
  for (const auto& row :
       connection.query(std::string(kColumns) + "ORDER BY due_at, notice_id", practice, client, alert)) {
    found.push_back(read(row));
  }
  return found;
}

bool settle(db::Connection& connection, const core::Id& practice, const Notice& notice, NoticeOutcome outcome,
            core::Instant at) {
  return connection.execute(
             "UPDATE alert_notice SET outcome = ?5, settled_at = ?6 WHERE practice_id = ?1 AND client_id = "
             "?2 "
             "AND alert_id = ?3 AND notice_id = ?4 AND outcome = 'waiting'",
             practice, notice.client, notice.alert, notice.id, core::word_for(kNoticeOutcomes, outcome),
             at) == 1;
}

StuckMail stuck_mail(db::Connection& connection, const core::Id& practice, core::Instant before) {
  return stuck(
      connection.query("SELECT count(*), min(due_at) FROM alert_notice WHERE outcome = 'waiting' "
                       "AND channel = 'mail' AND due_at <= ?1 AND practice_id = ?2",
                       before, practice)[0]);
}

StuckMail stuck_mail(db::Connection& connection, core::Instant before) {
  return stuck(
      connection.query("SELECT count(*), min(due_at) FROM alert_notice WHERE outcome = 'waiting' "
                       "AND channel = 'mail' AND due_at <= ?1",
                       before)[0]);
}

core::Result<Roster> Roster::read(db::Connection& connection, const core::Id& practice,
                                  const vault::SealingKey& practice_key, const SafetySettings& settings,
                                  core::LocalDate today) {
  auto members = access::store::members(connection, practice, practice_key);
  if (not members) return std::unexpected(members.error());
  Roster roster;
  roster.practice_ = practice;
  roster.fallback_ = settings.fallback;
  roster.today_ = today;
  roster.members_ = *std::move(members);
  roster.leaves_ = leaves(connection, practice, today);
  return roster;
}

bool Roster::is_active(const core::Id& member) const {
  const auto found = std::ranges::find(members_, member, &access::Member::id);
  return found != members_.end() and found->state == access::MemberState::kActive;
}

Duty Roster::duty(db::Connection& connection, const core::Id& client, core::Instant now) const {
  Duty duty;
  for (const auto& member : access::store::treating_members(connection, practice_, client, now)) {
    const auto there = there_for(member, leaves_, today_);
    if (is_active(there) and std::ranges::find(duty.therapists, there) == duty.therapists.end())
      duty.therapists.push_back(there);
  }
  const auto fallback = there_for(fallback_, leaves_, today_);
  if (is_active(fallback)) duty.fallback = fallback;
  for (const auto& member : members_) {
    if (member.state == access::MemberState::kActive and member.roles.any(&access::RoleRule::runs_practice))
      duty.owners.push_back(member.id);
  }
  return duty;
}

}  // namespace intersession::safety::store
