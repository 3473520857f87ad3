#include "app/house.hpp"

#include "access/access_routes.hpp"
#include "app/alerts.hpp"
#include "app/catalogue_files.hpp"
#include "care/care_routes.hpp"
#include "care/client_store.hpp"
#include "care/practice_store.hpp"
#include "care/treatment_store.hpp"
#include "caseload/caseload_routes.hpp"
#include "catalogue/catalogue_routes.hpp"
#include "homework/homework_routes.hpp"
#include "insight/insight_routes.hpp"
#include "measures/measures_routes.hpp"
#include "safety/safety_routes.hpp"
#include "safety/safety_settings_store.hpp"

namespace intersession::app {

namespace {

using core::Result;

/// A placeholder that reaches nobody, so that the demo's help page has something to show.
care::HelpContact demo_contact() {
  return {.label = "Demo practice (placeholder, reaches nobody)",
          .phone = "555 0100",
          .hours = "Weekdays 9 to 16",
          .note = "This number is made up for the demo."};
}

/// What `access` needs of the rooms above it.
access::Ports ports_over(vault::Vault& vault) {
  const auto load_practice = [&vault](db::Connection& connection,
                                      const core::Id& id) -> Result<care::Practice> {
    const auto key = vault.practice_key(id);
    if (not key) return std::unexpected(key.error());
    return care::store::practice(connection, id, **key);
  };
  access::Ports ports;
  ports.create_practice = [&vault](db::Connection& connection, const access::Scope& scope,
                                   const access::FirstPractice& first) -> Result<void> {
    const auto key = vault.practice_key(scope.practice());
    if (not key) return std::unexpected(key.error());
    care::Practice practice{.id = scope.practice(), .version = 1, .demo = first.demo};
    practice.settings.name = first.name;
    practice.settings.zone = first.zone;
    if (first.demo) practice.settings.contacts.push_back(demo_contact());
    return care::store::save(connection, practice, **key, scope.now());
  };
  ports.practice = [load_practice](db::Connection& connection,
                                   const core::Id& id) -> Result<access::PracticeSummary> {
    auto practice = load_practice(connection, id);
    if (not practice) return std::unexpected(practice.error());
    return access::PracticeSummary{practice->settings.name, practice->settings.zone, practice->demo};
  };
  ports.client = [&vault, load_practice](
                     db::Connection& connection,
                     const access::ClientAccess& access) -> Result<access::ClientSummary> {
    const auto key = vault.client_key(access.practice(), access.client());
    if (not key) return std::unexpected(key.error());
    const auto client = care::store::client(connection, access, **key);
    if (not client) return std::unexpected(client.error());
    const auto practice = load_practice(connection, access.practice());
    if (not practice) return std::unexpected(practice.error());
    const auto treatments = care::store::treatments(connection, access, **key);
    if (not treatments) return std::unexpected(treatments.error());
    const auto& details = client->details;
    const auto paradigms = treatments->empty() ? std::vector<std::string>() : treatments->back().paradigms;
    return access::ClientSummary{details.call_name,
                                 care::noun_for(practice->settings, details.noun, paradigms), details.zone};
  };
  ports.help_is_ready = [](db::Connection& connection, const core::Id& id) {
    return care::store::help_is_ready(connection, id);
  };
  return ports;
}

}  // namespace

struct House::Rooms {
  explicit Rooms(Ground given)
      : ground(std::move(given)),
        shelf(ground.catalogue, ground.vault),
        access{ground.database, ground.vault,      ground.passwords,        ground.random,
               ground.clock,    access::SignIns{}, ports_over(ground.vault)},
        gate(access, ground.origin),
        views{access, gate, ground.catalogue, shelf, ground.instruments},
        care{access,
             gate,
             {.knows_paradigm =
                  [this](std::string_view code) { return ground.catalogue->knows_paradigm(code); },
              .knows_mechanism =
                  [this](std::string_view code) { return ground.catalogue->knows_mechanism(code); },
              .client_record =
                  [this](db::Connection& connection, const access::ClientAccess& client_access) {
                    return caseload::client_record(views, connection, client_access);
                  },
              .circle_view = circle_view()}},
        library{access, gate, shelf},
        homework{access, gate, ground.catalogue, shelf},
        measures{access, gate, ground.instruments, ground.catalogue, shelf},
        safety{access, gate, ground.send_mail != nullptr, ground.instruments, &shelf},
        insight{access,
                gate,
                {access,
                 {.instruments = ground.instruments,
                  .kind_of = [this](const core::Id& practice, std::string_view activity) {
                    return shelf.kind_of(ground.database, practice, activity);
                  }}}} {
    access.ports.may_leave = [this](db::Connection& connection, const core::Id& practice,
                                    const core::Id& member) {
      return safety::may_leave(connection, safety, practice, member, ground.clock.now());
    };
    homework.circle_view = circle_view();
    homework.origin = ground.origin.text();
    measures.safety_ready = [this](db::Connection& connection, const core::Id& practice) {
      return safety::may_ask(connection, safety, practice, ground.clock.now()).value_or(false);
    };
    library.safety_ready = measures.safety_ready;
    measures.needs_person = [this](db::Connection& connection, const access::ClientAccess& client_access,
                                   const vault::SealingKey& key, const measures::Submission& submission,
                                   const measures::Instrument& instrument) {
      return raise_alerts(connection, client_access, key, submission, instrument, safety);
    };
    homework.safety_ready = measures.safety_ready;
    homework.needs_person = [this](db::Connection& connection, const access::ClientAccess& client_access,
                                   const vault::SealingKey& key, const homework::Entry& entry,
                                   const catalogue::Activity& activity,
                                   std::span<const catalogue::AlarmingAnswer> answers) {
      return raise_alerts(connection, client_access, key, entry, activity, answers, safety);
    };
    views.ranges = [this](db::Connection& connection, const access::Scope& scope) {
      return measures::ranges_seen(measures, connection, scope);
    };
    access::add_access_routes(router, gate, access, ground.origin, ground.set_up);
    care::add_routes(router, care);
    catalogue::add_routes(router, library);
    homework::add_routes(router, homework);
    measures::add_routes(router, measures);
    safety::add_routes(router, safety);
    caseload::add_routes(router, views);
    insight::add_routes(router, insight);
  }

  /// For the rooms that change a part of it.
  std::function<Result<core::json::object>(db::Connection&, const access::Scope&,
                                           const access::CircleAccess&)>
  circle_view() {
    return
        [this](db::Connection& connection, const access::Scope& scope, const access::CircleAccess& circle) {
          return caseload::circle_view(views, connection, scope, circle);
        };
  }

  Ground ground;
  catalogue::Shelf shelf;
  access::Access access;
  access::Gate gate;
  caseload::Views views;
  care::Care care;
  catalogue::Library library;
  homework::Homework homework;
  measures::Measures measures;
  safety::Safety safety;
  insight::Insight insight;
  http::Router router;
};

House::House(Ground ground) : rooms_(std::make_unique<Rooms>(std::move(ground))) {}
House::~House() = default;

const http::Router& House::router() const {
  return rooms_->router;
}
access::Access& House::access() {
  return rooms_->access;
}
std::map<std::string, jobs::Handler> House::job_handlers() {
  std::map<std::string, jobs::Handler> handlers{
      {std::string(safety::kStepJob), safety::step_handler(rooms_->safety)}};
  const auto& send = rooms_->ground.send_mail;
  const auto link = rooms_->ground.origin.text() + "/clinic/";
  handlers.emplace(std::string(safety::kMailJob),
                   safety::mail_handler(
                       rooms_->safety, link, send ? send : [](const messaging::Mail&) {
                         return core::Result<void>(core::fail(core::ErrorCode::kUnavailable,
                                                              "No mail server is set.", "no-mail-settings"));
                       }));
  return handlers;
}
const http::Origin& House::origin() const {
  return rooms_->ground.origin;
}
const catalogue::Catalogue& House::catalogue() const {
  return *rooms_->ground.catalogue;
}

}  // namespace intersession::app
