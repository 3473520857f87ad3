#include "safety/notice_work.hpp"

#include <algorithm>

#include "access/audit.hpp"
#include "safety/alert_store.hpp"
#include "safety/handler_routes.hpp"

namespace intersession::safety {

namespace json = core::json;
using core::Result;

namespace {

/// What a job of this room is about; sealed with the practice's key.
struct Errand {
  core::Id client;
  core::Id alert;
  Escalation step = Escalation::kTherapist;
  core::Id notice{};  ///< of mail
};

vault::FieldContext payload_of(const core::Id& practice, const core::Id& job) {
  return {practice, {}, "job", "payload", job, 0};
}

core::Bytes seal(const vault::SealingKey& key, const core::Id& practice, const core::Id& job,
                 const Errand& errand) {
  json::object text{{"clientId", errand.client.text()},
                    {"alertId", errand.alert.text()},
                    {"step", core::word_for(kEscalations, errand.step)}};
  if (not errand.notice.is_nil()) text["noticeId"] = errand.notice.text();
  return key.seal(payload_of(practice, job), core::to_json(text));
}

Result<Errand> open(const vault::SealingKey& key, const jobs::Job& job) {
  const auto text = key.open(payload_of(job.practice, job.id), job.payload);
  if (not text) return std::unexpected(text.error());
  const auto value = core::parse_json(*text);
  if (not value) return std::unexpected(value.error());
  core::Decoder in(*value);
  Errand errand;
  errand.client = in.id("clientId");
  errand.alert = in.id("alertId");
  errand.step = in.word<Escalation>("step", kEscalations);
  errand.notice = in.optional_id("noticeId").value_or(core::Id{});
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return errand;
}

/// One alert of one practice, inside one transaction.
struct Teller {
  db::Connection& connection;
  Safety& room;
  const vault::SealingKey& key;  ///< of the practice
  core::Id practice;
  Settled settled;
  store::Roster roster;
  core::Instant now;

  [[nodiscard]] static Result<Teller> make(db::Connection& connection, Safety& room,
                                           const vault::SealingKey& key, const core::Id& practice,
                                           core::Instant now) {
    auto found = safety::settled(connection, room, practice, now);
    if (not found) return std::unexpected(found.error());
    auto roster = store::Roster::read(connection, practice, key, found->stored.settings, found->today);
    if (not roster) return std::unexpected(roster.error());
    return Teller{connection, room, key, practice, *std::move(found), *std::move(roster), now};
  }

  [[nodiscard]] store::Duty duty(const core::Id& client) const {
    return roster.duty(connection, client, now);
  }

  void plan_step(const core::Id& client, const core::Id& alert, Escalation step, core::Instant due) const {
    const auto id = step_id(alert, step, due);
    jobs::enqueue(connection, {.practice = practice,
                               .id = id,
                               .kind = std::string(kStepJob),
                               .due = due,
                               .payload = seal(key, practice, id, {client, alert, step})});
  }

  void plan_later(const core::Id& client, const core::Id& alert, const AlertTimes& times) const {
    plan_step(client, alert, Escalation::kFallback, times.fallback);
    plan_step(client, alert, Escalation::kOwner, times.owner);
  }

  /// Notices for the members, and mail for each where the installation sends any. Audited by `note(notice)`.
  template <class Note>
  void tell(const core::Id& client, const core::Id& alert, Escalation step,
            const std::vector<core::Id>& members, core::Instant due, const Note& note) const {
    for (const auto& member : members) {
      Notice notice{.id = notice_id(alert, step, member),
                    .client = client,
                    .alert = alert,
                    .member = member,
                    .step = step,
                    .channel = room.mail ? Channel::kMail : Channel::kApp,
                    .due = due};
      if (not room.mail) {
        notice.outcome = NoticeOutcome::kShown;
        notice.settled_at = now;
      }
      if (not store::add(connection, practice, notice)) continue;
      note(notice);
      if (room.mail) {
        jobs::enqueue(connection,
                      {.practice = practice,
                       .id = notice.id,
                       .kind = std::string(kMailJob),
                       .due = due,
                       .payload = seal(key, practice, notice.id, {client, alert, step, notice.id})});
      }
    }
  }
};

/// Whom a notice is for and by which channel is in the chain: its id is made of alert, step and member.
access::Act act_of(const Notice& notice, std::string_view action) {
  return {.action = action,
          .resource_kind = "alert-notice",
          .resource = notice.id,
          .client = notice.client,
          .reason = core::word_for(kChannels, notice.channel)};
}

std::vector<core::Id> people_of(const store::Duty& duty, Escalation step) {
  switch (step) {
    case Escalation::kTherapist:
      return duty.therapists;
    case Escalation::kFallback:
      return duty.fallback.is_nil() ? std::vector<core::Id>{} : std::vector{duty.fallback};
    case Escalation::kOwner:
      return duty.owners;
  }
  return {};
}

core::Instant time_of(const AlertTimes& times, Escalation step, core::Instant now) {
  switch (step) {
    case Escalation::kTherapist:
      return now;
    case Escalation::kFallback:
      return times.fallback;
    case Escalation::kOwner:
      return times.owner;
  }
  return now;
}

/// The step, or its new time where the practice has settled another one since.
Result<void> take_step(const Teller& teller, const Errand& errand) {
  const auto alert = store::open_alert(teller.connection, teller.practice, errand.client, errand.alert);
  if (not alert) return {};
  const auto duty = teller.duty(errand.client);
  const auto due = time_of(times_of(teller.settled, alert->received_at), errand.step, teller.now);
  auto step = errand.step;
  if (step == Escalation::kTherapist and duty.therapists.empty()) step = Escalation::kFallback;
  if (teller.now < due and not duty.therapists.empty()) {
    teller.plan_step(errand.client, errand.alert, errand.step, due);
    return {};
  }
  teller.tell(errand.client, errand.alert, step, people_of(duty, step), teller.now,
              [&](const Notice& notice) {
                access::record_anonymous(teller.connection, teller.practice, {}, teller.now,
                                         act_of(notice, "alert.tell"));
              });
  return {};
}

}  // namespace

Result<void> tell(db::Connection& connection, Safety& room, const access::ClientAccess& access,
                  const Alert& alert, bool at_once) {
  const auto key = room.access.vault.practice_key(access.practice());
  if (not key) return std::unexpected(key.error());
  const auto teller = Teller::make(connection, room, **key, access.practice(), access.now());
  if (not teller) return std::unexpected(teller.error());
  const auto duty = teller->duty(alert.client);
  auto times = times_of(teller->settled, alert.received_at, at_once);
  if (duty.therapists.empty()) times.fallback = alert.received_at;
  teller->tell(
      alert.client, alert.id, Escalation::kTherapist, duty.therapists, times.therapist,
      [&](const Notice& notice) { access::record(connection, access, act_of(notice, "alert.tell")); });
  teller->plan_later(alert.client, alert.id, times);
  return {};
}

Result<void> plan_anew(db::Connection& connection, Safety& room, const core::Id& practice, core::Instant now,
                       std::optional<core::Instant> therapist_from) {
  const auto key = room.access.vault.practice_key(practice);
  if (not key) return std::unexpected(key.error());
  const auto teller = Teller::make(connection, room, **key, practice, now);
  if (not teller) return std::unexpected(teller.error());
  for (const auto& alert : store::waiting_alerts(connection, practice, now)) {
    teller->plan_later(alert.client, alert.id, times_of(teller->settled, alert.received_at));
    if (not therapist_from) continue;
    const auto from =
        teller->settled.stored.settings.open.next(std::max(now, *therapist_from), teller->settled.zone);
    teller->plan_step(alert.client, alert.id, Escalation::kTherapist, from);
  }
  return {};
}

jobs::Handler step_handler(Safety& room) {
  return [&room](const jobs::Job& job) -> Result<void> {
    const auto key = room.access.vault.practice_key(job.practice);
    if (not key) return std::unexpected(key.error());
    const auto errand = open(**key, job);
    if (not errand) return std::unexpected(errand.error());
    return room.access.database.write(job.practice, [&](db::Connection& connection) -> Result<void> {
      const auto teller = Teller::make(connection, room, **key, job.practice, room.access.clock.now());
      if (not teller) return std::unexpected(teller.error());
      if (auto done = take_step(*teller, *errand); not done) return done;
      // With the step itself, so that a lost lease undoes it: whoever has the job now does the same.
      if (not jobs::complete(connection, job))
        return core::fail(core::ErrorCode::kConflict, "Another worker has this job.", "lease-lost");
      return {};
    });
  };
}

namespace {

/// The address a notice goes to; nothing where it is not needed any more.
Result<std::optional<std::string>> address_for(db::Connection& connection, const jobs::Job& job,
                                               const vault::SealingKey& key, const Notice& notice,
                                               core::Instant now) {
  if (not jobs::holds(connection, job, now))
    return core::fail(core::ErrorCode::kConflict, "Another worker has this job.", "lease-lost");
  if (not store::open_alert(connection, job.practice, notice.client, notice.alert)) return std::nullopt;
  const auto member = access::store::member(connection, job.practice, notice.member, key);
  if (not member) return std::unexpected(member.error());
  if (not*member or (*member)->state != access::MemberState::kActive) return std::nullopt;
  return (*member)->email;
}

messaging::Mail mail_of(const std::string& to, const std::string& id, const std::string& link,
                        core::Instant now) {
  // The same for every alert, member and practice: whoever reads along learns that there is something, no
  // more.
  return {.to = to,
          .subject = "Something in Intersession needs you",
          .text = "Something in Intersession needs you. Please sign in:\n\n" + link +
                  "\n\nThis message says no more on purpose. Answers to it are not read.\n",
          .id = id,
          .at = now};
}

}  // namespace

jobs::Handler mail_handler(Safety& room, std::string link, SendMail send) {
  return [&room, link = std::move(link), send = std::move(send)](const jobs::Job& job) -> Result<void> {
    auto& database = room.access.database;
    const auto key = room.access.vault.practice_key(job.practice);
    if (not key) return std::unexpected(key.error());
    const auto errand = open(**key, job);
    if (not errand) return std::unexpected(errand.error());
    const auto now = room.access.clock.now();
    std::optional<Notice> notice;
    const auto address = database.read([&](db::Connection& connection) -> Result<std::optional<std::string>> {
      notice = store::notice(connection, job.practice, errand->client, errand->alert, errand->notice);
      if (not notice or notice->outcome != NoticeOutcome::kWaiting) return std::nullopt;
      return address_for(connection, job, **key, *notice, now);
    });
    if (not address) return std::unexpected(address.error());
    if (*address) {
      // The same id each time it is sent, so that a mailbox can tell a repeat.
      const auto id = core::to_hex(room.access.vault.lookup_hash("message-id", job.id.text()));
      if (auto sent = send(mail_of(**address, id, link, now)); not sent) return sent;
    }
    return database.write(job.practice, [&](db::Connection& connection) -> Result<void> {
      const auto outcome = *address ? NoticeOutcome::kSent : NoticeOutcome::kNotNeeded;
      const auto at = room.access.clock.now();
      if (notice and store::settle(connection, job.practice, *notice, outcome, at)) {
        access::record_anonymous(connection, job.practice, {}, at,
                                 act_of(*notice, *address ? "alert.mail-sent" : "alert.mail-not-needed"));
      }
      jobs::complete(connection, job);
      return {};
    });
  };
}

}  // namespace intersession::safety
