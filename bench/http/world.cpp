#include "world.hpp"

#include <atomic>
#include <fstream>
#include <mutex>
#include <thread>
#include <vector>

#include "access/account_store.hpp"
#include "access/audit.hpp"
#include "access/set_up.hpp"
#include "access/sign_in.hpp"
#include "app/catalogue_files.hpp"
#include "app/cellar.hpp"
#include "app/house.hpp"
#include "care/client_store.hpp"
#include "care/session_store.hpp"
#include "care/treatment_store.hpp"
#include "homework/agenda.hpp"
#include "homework/assignment_store.hpp"
#include "homework/entry_store.hpp"
#include "measures/measure_store.hpp"

namespace intersession::bench {

namespace {

using access::ClientAccess;
using access::Principal;
using access::Purpose;
using access::Scope;
using core::Id;
using core::Instant;
using core::Result;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::weeks;

constexpr const char* kZone = "Europe/Oslo";
constexpr const char* kActivity = "thought-record";
constexpr std::size_t kThreads = 8;

/// Everything that the generator stands on.
struct Ground {
  core::SystemRandom random;
  core::SystemClock clock;
  access::PasswordHasher passwords;
  app::Cellar cellar;
  app::CatalogueData data;
  std::unique_ptr<app::House> house;

  [[nodiscard]] access::Access& access() const { return house->access(); }
};

Result<std::unique_ptr<Ground>> open(const WorldPlace& place) {
  auto ground = std::make_unique<Ground>();
  auto cellar =
      app::Cellar::open({.folder = place.data, .database = place.database}, ground->random, ground->clock);
  if (not cellar) return std::unexpected(cellar.error());
  ground->cellar = *std::move(cellar);
  auto catalogue = app::read_catalogue(place.catalogue);
  if (not catalogue) return std::unexpected(catalogue.error());
  ground->data = *std::move(catalogue);
  ground->house = std::make_unique<app::House>(
      app::Ground{*ground->cellar.data, *ground->cellar.vault, ground->passwords, ground->data.catalogue,
                  ground->data.instruments, ground->random, ground->clock,
                  http::Origin::parse("http://127.0.0.1:8080").value()});
  return ground;
}

/// One client with everything that is sealed ready, so that the writer only writes.
struct Draft {
  Id client;
  Id treatment;
  Id account;
  Instant admitted;
  std::shared_ptr<const vault::SealingKey> key;
  std::vector<care::Session> sessions;
  std::vector<homework::AssignmentRecord> assignments;
  std::vector<homework::store::SealedEntry> entries;
};

class Maker {
 public:
  Maker(Ground& ground, const Principal& owner, const WorldSize& size)
      : ground_(ground),
        practice_(owner.practice()),
        size_(size),
        past_(size.weeks),
        now_(ground.clock.now()),
        activity_(*ground.data.catalogue->find(kActivity)) {
    therapists_.push_back(owner);
  }

  Result<void> add_therapists() {
    const auto key = ground_.cellar.vault->practice_key(practice_);
    if (not key) return std::unexpected(key.error());
    const auto count = (size_.clients + size_.caseload - 1) / size_.caseload;
    for (std::size_t i = 1; i < count; ++i) {
      const access::Member member{practice_,
                                  ground_.random.id(now_),
                                  ground_.random.id(now_),
                                  {access::Role::kTherapist},
                                  "Therapist " + std::to_string(i),
                                  "therapist" + std::to_string(i) + "@bench.example"};
      auto begun = ground_.cellar.data->write(
          practice_, [&](db::Connection& connection) -> Result<access::SignIns::Begun> {
            if (not access::store::add_member(connection, member,
                                              access::email_hash(*ground_.cellar.vault, member.email), **key,
                                              now_)) {
              return core::fail(core::ErrorCode::kConflict, "A therapist is there already.");
            }
            return sign_in(connection, member.account);
          });
      if (not begun) return std::unexpected(begun.error());
      therapists_.push_back(begun->principal);
    }
    return {};
  }

  /// Clients from several threads, so that their writes share commits.
  Result<void> add_clients() {
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    Result<void> result;
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        for (std::size_t number = next++; number < size_.clients; number = next++) {
          auto done = add_client(number);
          if (done) continue;
          const std::lock_guard lock(mutex);
          result = std::move(done);
          next = size_.clients;
        }
      });
    }
    threads.clear();
    return result;
  }

 private:
  access::SignIns::Begun sign_in(db::Connection& connection, const Id& account) {
    return ground_.access().sign_ins.begin(connection, practice_, account, ground_.random, now_);
  }

  Result<void> add_client(std::size_t number) {
    Draft draft{.client = ground_.random.id(now_),
                .treatment = ground_.random.id(now_),
                .account = ground_.random.id(now_),
                .admitted = now_ - past_};
    if (auto made = ground_.cellar.vault->create_client(practice_, draft.client); not made) return made;
    auto key = ground_.cellar.vault->client_key(practice_, draft.client);
    if (not key) return std::unexpected(key.error());
    draft.key = *std::move(key);
    for (int week = 0; week <= past_.count(); ++week) draft.sessions.push_back(session(draft, week));
    for (int i = 0; i < 2; ++i) {
      auto record = assignment(draft, i);
      if (not record) return std::unexpected(record.error());
      draft.assignments.push_back(*std::move(record));
    }
    add_entries(draft);
    const Principal& therapist = therapists_[number / size_.caseload];
    return ground_.cellar.data->write(practice_, [&](db::Connection& connection) -> Result<void> {
      return write(connection, draft, therapist, number);
    });
  }

  [[nodiscard]] care::Session session(const Draft& draft, int week) const {
    const auto at = draft.admitted + weeks{week} + (week == past_.count() ? hours{48} : hours{0});
    const bool over = at < now_;
    return {.id = ground_.random.id(now_),
            .treatment = draft.treatment,
            .version = 1,
            .state = over ? care::SessionState::kHeld : care::SessionState::kPlanned,
            .starts_local = std::chrono::floor<std::chrono::minutes>(core::to_local(at, kZone)),
            .zone = kZone,
            .starts_at = std::chrono::floor<std::chrono::minutes>(at),
            .opened_at = over ? std::optional(at) : std::nullopt,
            .takeaway = over ? "What I noticed counts, also when it was small." : ""};
  }

  [[nodiscard]] Result<homework::AssignmentRecord> assignment(const Draft& draft, int number) const {
    const homework::Doing doing{homework::Party::kMember, draft.admitted + hours{number + 1}, ""};
    auto record = homework::propose({ground_.random.id(now_), draft.treatment, draft.sessions.front().id, ""},
                                    activity_, doing);
    if (record) {
      homework::Design design;
      design.goal = ground_.random.id(now_);
      design.mechanism = "COG";
      design.rationale = "To look at the thought from more than one side before acting on it.";
      design.client_rationale = "To be less pushed around by the first thought.";
      record = homework::design(*std::move(record), std::move(design), activity_, doing);
    }
    if (record) {
      homework::Plan plan;
      plan.what = "Write one difficult moment down and look for what speaks for and against the thought.";
      plan.where = "At the kitchen table";
      plan.when = number == 0 ? "After lunch" : "In the evening";
      plan.recurrence =
          homework::Recurrence{.freq = homework::Frequency::kDaily,
                               .times = {std::chrono::minutes{number == 0 ? 13 * 60 : 20 * 60}},
                               .start = std::chrono::floor<days>(core::to_local(draft.admitted, kZone))};
      plan.if_then.push_back({"I feel too tired", "I write one line only."});
      plan.confidence = 8;
      record = homework::plan(*std::move(record), std::move(plan), activity_, false, doing);
    }
    for (const auto party : {homework::Party::kMember, homework::Party::kClient}) {
      if (record) record = homework::accept(*std::move(record), {1, party, true}, false, doing);
    }
    return record;
  }

  /// Windows of both assignments, evenly picked, each with its record.
  void add_entries(Draft& draft) const {
    const auto calendar = homework::calendar_of(draft.sessions, kZone);
    const auto today = std::chrono::floor<days>(core::to_local(now_, kZone));
    std::vector<std::pair<homework::Window, Id>> all;
    for (const auto& record : draft.assignments) {
      const auto schedule = *homework::schedule_of(record, calendar);
      for (auto& window : homework::windows(schedule, today - past_, today - days{1})) {
        all.emplace_back(std::move(window), record.id);
      }
    }
    std::ranges::sort(all, {}, [](const auto& each) { return each.first.from; });
    const auto count = std::min(size_.entries_per_client, all.size());
    for (std::size_t i = 0; i < count; ++i) {
      const auto& [window, assignment] = all[i * all.size() / count];
      draft.entries.push_back(homework::store::seal_entry(
          *draft.key, practice_, draft.client,
          ground_.random.id(core::Instant(window.from.time_since_epoch())), entry(window, assignment, i)));
    }
  }

  [[nodiscard]] static homework::EntryInput entry(const homework::Window& window, const Id& assignment,
                                                  std::size_t number) {
    const auto answer = [](const char* link, const char* text) -> core::json::value {
      return {{"linkId", link}, {"answer", {{{"valueString", text}}}}};
    };
    homework::EntryInput input;
    auto& content = input.content;
    content.assignment = assignment;
    content.occurrence = window.occurrence;
    content.outcome = homework::kOutcomeTable[number % 4].value;
    content.occurred_at = window.from + std::chrono::minutes{20};
    content.zone = kZone;
    content.offset_minutes = 60;
    content.answers = {
        answer("situation", "A message came in while I was at lunch, and I had to answer by two."),
        answer("thought", "I will get it wrong and they will see that I am not up to this."),
        answer("for", "I was late with one answer last month, and somebody asked for it again."),
        answer("against", "They have asked me three times this year because the answers helped them."),
        answer("balanced", "I can answer what I know and say when the rest comes.")};
    content.quantity = static_cast<int>(number % 5);
    content.quality = 3;
    content.difficulty = 2;
    if (number % 9 == 0) content.obstacle_text = "I was too tired in the evening.";
    return input;
  }

  Result<void> write(db::Connection& connection, const Draft& draft, const Principal& therapist,
                     std::size_t number) {
    const Scope admitting(therapist, Purpose::kCare, draft.admitted);
    const auto access = admitting.admit_client(connection, draft.client);
    if (not access) return std::unexpected(access.error());
    if (auto done = write_care(connection, *access, draft, number); not done) return done;
    for (const auto& record : draft.assignments) {
      if (auto done = write_assignment(connection, *access, *draft.key, record); not done) return done;
    }
    if (size_.measures) {
      for (const auto* measure : {"gad-7", "k10"}) {
        if (auto done = write_measure(connection, *access, draft, measure); not done) return done;
      }
    }
    access::store::add_client_account(connection, practice_, draft.client, draft.account, draft.admitted);
    const auto phone = sign_in(connection, draft.account).principal;
    for (const auto& entry : draft.entries) {
      if (auto done = write_entry(connection, draft, entry, phone); not done) return done;
    }
    return {};
  }

  static Result<void> write_care(db::Connection& connection, const ClientAccess& access, const Draft& draft,
                                 std::size_t number) {
    care::Client client{.id = draft.client, .version = 1, .created_at = draft.admitted};
    client.details = {
        .name = "Client Number " + std::to_string(number), .call_name = "Client", .zone = kZone};
    auto done = care::store::save(connection, access, *draft.key, client);
    if (done) {
      care::TreatmentInput input;
      input.paradigms = {"cognitive"};
      input.mechanisms = {"COG"};
      auto treatment = care::apply(std::nullopt, draft.treatment, input, draft.admitted);
      treatment.version = 1;
      done = care::store::save(connection, access, *draft.key, treatment);
    }
    if (done) {
      care::Goal goal{.id = draft.assignments.front().design->goal,
                      .treatment = draft.treatment,
                      .version = 1,
                      .text = "Say what I think when it matters."};
      done = care::store::save(connection, access, *draft.key, goal);
    }
    for (const auto& session : draft.sessions) {
      if (done) done = care::store::save(connection, access, *draft.key, session);
    }
    return done;
  }

  /// The record with its one agreement: first as it was proposed, then as it is.
  static Result<void> write_assignment(db::Connection& connection, const ClientAccess& access,
                                       const vault::SealingKey& key,
                                       const homework::AssignmentRecord& record) {
    homework::AssignmentRecord proposed = record;
    proposed.version = 1;
    proposed.state = homework::State::kProposed;
    proposed.agreements.clear();
    proposed.history.resize(1);
    if (auto done = homework::store::insert(connection, access, key, proposed); not done) return done;
    return homework::store::save(connection, access, key, proposed, record);
  }

  /// A weekly measure from the first week on, with an answer on the day of each session held.
  Result<void> write_measure(db::Connection& connection, const ClientAccess& access, const Draft& draft,
                             std::string_view measure) const {
    const auto& instrument = *ground_.data.instruments->find(measure);
    measures::MeasurePlan plan{.id = ground_.random.id(now_), .treatment = draft.treatment, .version = 1};
    plan.measure = instrument.id;
    plan.rhythm = measures::Rhythm::kWeekly;
    plan.started_at = draft.admitted;
    auto done = measures::store::save(connection, access, *draft.key, plan);
    const auto first = std::chrono::floor<days>(core::to_local(draft.admitted, kZone));
    for (int week = 0; week < size_.weeks and done; ++week) {
      const auto day = first + weeks{week};
      measures::SubmissionContent content{
          .plan = plan.id, .slot = "week:" + core::format_date(day), .zone = kZone};
      content.answered_at = day + hours{9};
      content.offset_minutes = 60;
      for (const auto& item : instrument.items) {
        const auto& codes = instrument.form.find(item.link_id)->option_codes;
        content.answers.push_back(
            {{"linkId", item.link_id},
             {"answer",
              {{{"valueCoding", {{"code", codes[static_cast<std::size_t>(week) % codes.size()]}}}}}}});
      }
      const auto saved = measures::store::save(
          connection, access, *draft.key,
          measures::scored_submission(ground_.random.id(now_), std::move(content), plan, instrument));
      if (not saved) done = std::unexpected(saved.error());
    }
    return done;
  }

  Result<void> write_entry(db::Connection& connection, const Draft& draft,
                           const homework::store::SealedEntry& entry, const Principal& phone) const {
    const auto at = core::to_instant(entry.input.content.occurred_at, kZone) + std::chrono::minutes{5};
    const auto access = Scope(phone, Purpose::kCare, at).require_client_to_write(connection, draft.client);
    if (not access) return std::unexpected(access.error());
    const auto saved = homework::store::save(connection, *access, *draft.key, entry);
    if (not saved) return std::unexpected(saved.error());
    access::record(connection, *access,
                   {.action = "entry.save", .resource_kind = "entry", .resource = entry.id});
    return {};
  }

  Ground& ground_;
  Id practice_;
  WorldSize size_;
  weeks past_;
  Instant now_;
  const catalogue::Activity& activity_;
  std::vector<Principal> therapists_;
};

struct Person {
  Id account;
  std::string rest;  ///< further columns
};

/// A new sign-in session for each, a thousand in a transaction.
Result<void> write_table(Ground& ground, const Id& practice, const std::filesystem::path& path,
                         const std::string& columns, const std::vector<Person>& people) {
  std::ofstream file(path, std::ios::trunc);
  file << columns << '\n';
  const Instant now = ground.clock.now();
  constexpr std::size_t kAtOnce = 1'000;
  for (std::size_t from = 0; from < people.size(); from += kAtOnce) {
    const auto to = std::min(people.size(), from + kAtOnce);
    const auto cookies = ground.cellar.data->write(practice, [&](db::Connection& connection) {
      std::vector<std::string> made;
      for (std::size_t i = from; i < to; ++i) {
        made.push_back(ground.access()
                           .sign_ins.begin(connection, practice, people[i].account, ground.random, now)
                           .cookie);
      }
      return made;
    });
    if (not cookies) return std::unexpected(cookies.error());
    for (std::size_t i = from; i < to; ++i) {
      file << "intersession=" << (*cookies)[i - from] << people[i].rest << '\n';
    }
  }
  if (not file.flush()) return core::fail(core::ErrorCode::kNoSpace, "Cannot write " + path.string() + ".");
  return {};
}

}  // namespace

Result<void> make_world(const WorldPlace& place, const WorldSize& size) {
  auto ground = open(place);
  if (not ground) return std::unexpected(ground.error());
  const auto owner = access::set_up(
      (*ground)->access(), {.name = "Bench practice", .zone = kZone, .demo = true},
      {.name = "Dr Bench", .email = "owner@bench.example", .password = "quiet-harbour-window-27"});
  if (not owner) return std::unexpected(owner.error());
  Maker maker(**ground, owner->principal, size);
  if (auto done = maker.add_therapists(); not done) return done;
  if (auto done = maker.add_clients(); not done) return done;
  (*ground)->cellar.close();
  return {};
}

Result<void> sign_everybody_in(const WorldPlace& place) {
  auto opened = open(place);
  if (not opened) return std::unexpected(opened.error());
  Ground& ground = **opened;
  Id practice;
  std::vector<Person> therapists;
  std::vector<Person> clients;
  const auto today = core::format_date(std::chrono::floor<days>(core::to_local(ground.clock.now(), kZone)));
  const auto read = ground.cellar.data->read([&](db::Connection& connection) {
    for (const auto& row : connection.query("SELECT practice_id, account_id FROM account "
                                            "WHERE member_id IS NOT NULL ORDER BY account_id LIMIT 8")) {
      practice = row.id(0);
      therapists.push_back({row.id(1), {}});
    }
    for (const auto& row :
         connection.query("SELECT account_id, (SELECT s.assignment_id FROM assignment s "
                          "WHERE s.practice_id = account.practice_id AND s.client_id = account.client_id "
                          "ORDER BY s.assignment_id LIMIT 1) FROM account WHERE client_id IS NOT NULL "
                          "ORDER BY account_id")) {
      clients.push_back({row.id(0), "\t" + row.id(1).text() + "\t" + today});
    }
  });
  if (not read) return std::unexpected(read.error());
  auto done = write_table(ground, practice, place.data / "bench-therapists.tsv", "cookie", therapists);
  if (done) {
    done =
        write_table(ground, practice, place.data / "bench-clients.tsv", "cookie\tassignment\tday", clients);
  }
  ground.cellar.close();
  return done;
}

}  // namespace intersession::bench
