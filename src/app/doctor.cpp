#include "app/doctor.hpp"

#include <cstdio>
#include <fstream>
#include <sstream>

#include "access/audit.hpp"
#include "app/catalogue_files.hpp"
#include "app/cellar.hpp"
#include "care/practice_store.hpp"
#include "platform/core/json.hpp"
#include "platform/messaging/smtp.hpp"
#include "safety/notice_store.hpp"
#include "safety/safety_settings_store.hpp"

namespace intersession::app {

namespace fs = std::filesystem;

namespace {

/// What was found, line by line.
class Findings {
 public:
  void fine(const std::string& what) { print("ok    ", what); }
  void note(const std::string& what) { print("note  ", what); }
  void problem(const std::string& what) {
    print("LOOK  ", what);
    all_fine_ = false;
  }
  void say(bool is_fine, const std::string& what, const std::string& otherwise) {
    is_fine ? fine(what) : problem(otherwise);
  }
  [[nodiscard]] bool all_fine() const { return all_fine_; }

 private:
  static void print(const char* mark, const std::string& text) { std::printf("%s%s\n", mark, text.c_str()); }
  bool all_fine_ = true;
};

void look_at_helplines(Findings& findings, const fs::path& catalogue, core::LocalDate today) {
  const auto stale = stale_helplines(catalogue, today);
  if (not stale) return findings.problem(stale.error().message);
  if (stale->empty()) return findings.fine("Every helpline of the catalogue was checked recently.");
  for (const auto& line : *stale) findings.problem("A helpline needs to be checked: " + line + ".");
}

void look_at_mail(Findings& findings, const fs::path& file) {
  if (file.empty())
    return findings.note("No mail settings were given (--mail): nobody is told of an alert by mail.");
  auto settings = messaging::read_smtp_settings(file);
  if (not settings) return findings.problem(settings.error().message);
  const auto greeted = messaging::Smtp(*std::move(settings)).greet();
  findings.say(greeted.has_value(), "The mail server answers.", greeted ? "" : greeted.error().message);
}

core::Result<void> look_at_practice(Findings& findings, db::Connection& connection, vault::Vault& vault,
                                    const core::Id& id, core::LocalDate today) {
  const auto key = vault.practice_key(id);
  if (not key) return std::unexpected(key.error());
  const auto practice = care::store::practice(connection, id, **key);
  if (not practice) return std::unexpected(practice.error());
  findings.say(practice->help_is_ready(), "The help page has numbers.",
               "The help page has no number yet: no client can be invited.");
  const auto settings = safety::store::safety_settings(connection, id, **key);
  if (not settings) return std::unexpected(settings.error());
  if (settings->version == 0) {
    findings.note("Nothing about safety is settled, so nothing may ask about it.");
    return {};
  }
  std::string missing;
  for (const auto& part : settings->settings.missing(today, safety::digest_of_numbers(*practice)))
    missing += (missing.empty() ? "" : ", ") + part;
  findings.say(missing.empty(), "It is settled who looks at answers that need a person.",
               "Not settled about answers that need a person: " + missing + ".");
  return {};
}

core::Result<void> look_at_practices(Findings& findings, Cellar& cellar, core::Instant now,
                                     core::LocalDate today) {
  const auto all = access::audited_practices(*cellar.data);
  if (not all) return std::unexpected(all.error());
  if (all->empty()) findings.note("No practice has been set up yet.");
  for (const auto& id : *all) {
    auto looked = cellar.data->read([&](db::Connection& connection) {
      return look_at_practice(findings, connection, *cellar.vault, id, today);
    });
    if (not looked) return looked;
    const auto chain = access::verify_audit(*cellar.data, id);
    if (not chain) return std::unexpected(chain.error());
    findings.say(chain->whole(), "The audit chain is whole.",
                 "The audit chain is not whole: run verify-audit.");
  }
  const auto stuck = cellar.data->read([&](db::Connection& connection) {
    return safety::store::stuck_mail(connection, now - safety::kMailPatience).count;
  });
  if (not stuck) return std::unexpected(stuck.error());
  findings.say(*stuck == 0, "No message about an alert waits.",
               std::to_string(*stuck) + " message(s) about alerts could not leave.");
  return {};
}

core::Result<void> look(Findings& findings, const DoctorConfig& config, core::LocalDate today) {
  core::SystemRandom random;
  const core::SystemClock clock;
  const auto catalogue = read_catalogue(config.catalogue);
  if (not catalogue) return std::unexpected(catalogue.error());
  findings.fine("The catalogue can be read.");
  look_at_helplines(findings, config.catalogue, today);
  look_at_mail(findings, config.mail);
  auto cellar = Cellar::open({.folder = config.data, .database = config.database}, random, clock);
  if (not cellar) return std::unexpected(cellar.error());
  findings.fine("Database and keys open.");
  auto done = look_at_practices(findings, *cellar, clock.now(), today);
  cellar->close();
  return done;
}

}  // namespace

core::Result<std::vector<std::string>> stale_helplines(const fs::path& catalogue, core::LocalDate today) {
  const fs::path file = catalogue / "helplines" / "helplines.json";
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  const auto value = core::parse_json(text.str());
  if (not value)
    return core::fail(core::ErrorCode::kInvalid, "The helplines cannot be read: " + file.string() + ".");
  core::Decoder in(*value);
  (void)in.text("about", 500);
  (void)in.text("fallback", 500);
  const std::chrono::days fresh{in.integer("freshDays", 1, 180)};
  std::vector<std::string> stale;
  in.objects("helplines", 1000, [&](core::Decoder& line) {
    const auto name = line.text("country", 2) + " " + line.text("name", 80) + " " + line.text("number", 40);
    for (const char* other : {"language", "hours", "cost", "source"}) (void)line.text(other, 500);
    for (const char* other : {"text", "chat"}) (void)line.optional_text(other, 500);
    line.object("checked", [&](core::Decoder& checked) {
      for (const char* other : {"by", "how"}) (void)checked.text(other, 500);
      const auto on = checked.optional_date("on");
      if (not on) return checked.problem("on", "The day is needed.");
      const auto age = today - *on;
      if (age < std::chrono::days{-1} or age > fresh)
        stale.push_back(name + ", checked on " + core::format_date(*on));
    });
  });
  if (auto problem = in.finish()) {
    return core::fail(core::ErrorCode::kInvalid,
                      "The helplines are not right: " + problem->fields.front().pointer + " " +
                          problem->fields.front().message);
  }
  return stale;
}

int doctor(const DoctorConfig& config) {
  const auto now = core::SystemClock().now();
  const auto today = config.on.empty()
                         ? std::optional(std::chrono::floor<std::chrono::days>(core::to_local(now, "UTC")))
                         : core::parse_date(config.on);
  if (not today) {
    std::fprintf(stderr, "intersession: --on must be a day such as 2026-11-26.\n");
    return 1;
  }
  Findings findings;
  if (auto looked = look(findings, config, *today); not looked) findings.problem(looked.error().message);
  std::printf("%s\n", findings.all_fine() ? "All in order." : "Something needs somebody.");
  return findings.all_fine() ? 0 : 1;
}

}  // namespace intersession::app
