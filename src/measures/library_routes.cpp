// Instruments for members, the practice's own ones, and what the owner decided about measures.
#include <algorithm>

#include "care/versioned.hpp"
#include "measures/handler_routes.hpp"

namespace intersession::measures {

namespace json = core::json;
using access::Policy;
using access::Scope;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

json::object figure(std::string_view kind, const std::string& scale, const Figure& of) {
  return {{"kind", kind},
          {"scale", scale},
          {"value", of.value},
          {"source", of.source},
          {"verification", core::word_for(kChecks, of.check)}};
}

json::array figures(const Instrument& instrument) {
  json::array out;
  for (const auto& change : instrument.change) {
    if (change.reliable) {
      auto one = figure("reliable-change", change.scale, *change.reliable);
      if (change.deviation) one["deviation"] = *change.deviation;
      if (change.reliability) one["reliability"] = *change.reliability;
      out.push_back(std::move(one));
    }
    for (const auto& other : change.alternatives)
      out.push_back(figure("reliable-change-elsewhere", change.scale, other));
    if (change.cutoff) out.push_back(figure("cut-off", change.scale, *change.cutoff));
    if (change.smallest_difference)
      out.push_back(figure("smallest-difference", change.scale, *change.smallest_difference));
  }
  return out;
}

json::array norms(const Instrument& instrument) {
  json::array out;
  for (const auto& norm : instrument.norms) {
    json::object one{{"group", norm.group},
                     {"mean", norm.mean},
                     {"source", norm.source},
                     {"verification", core::word_for(kChecks, norm.check)}};
    if (norm.deviation) one["deviation"] = *norm.deviation;
    out.push_back(std::move(one));
  }
  return out;
}

/// MeasureSummary of the contract; `cannot` says why it cannot be assigned.
json::object summary(const Instrument& instrument, const Terms& terms) {
  json::object out{{"measureId", instrument.id},
                   {"version", instrument.version},
                   {"abbreviation", instrument.abbreviation},
                   {"title", instrument.title},
                   {"construct", instrument.construct},
                   {"purpose", core::word_for(kPurposes, instrument.purpose)},
                   {"higherIs", instrument.higher_is_worse ? "worse" : "better"},
                   {"items", instrument.items.size()},
                   {"licence", core::word_for(kLicenceClasses, instrument.licence)},
                   {"wording", core::word_for(kWordings, instrument.wording)},
                   {"personalItems", core::json_texts(instrument.personal_items)},
                   {"inPersonOnly", instrument.in_person_only()},
                   {"hasRules", not instrument.alerts.empty()}};
  if (not instrument.recall.empty()) out["recall"] = instrument.recall;
  if (not instrument.mechanism.empty()) out["mechanism"] = instrument.mechanism;
  const auto allowed = may_assign(instrument, terms, false);
  if (not allowed) out["cannot"] = allowed.error().reason;
  return out;
}

/// AlertRule of the contract: from which answer on a person is brought, who says so, and how it was before.
json::array rules(const Instrument& instrument, const MeasureSettings& settings) {
  json::array out;
  for (const auto& rule : instrument.alerts) {
    const auto* scored = instrument.find_item(rule.item);
    const auto* asked = instrument.form.find(rule.item);
    if (scored == nullptr or asked == nullptr) continue;
    json::array answers;
    for (std::size_t i = 0; i < asked->option_texts.size(); ++i) {
      if (const auto& value = asked->option_values[i])
        answers.push_back(json::object{{"value", *value}, {"text", asked->option_texts[i]}});
    }
    json::array changes;
    for (const auto& each : changes_of(settings, instrument.id)) {
      if (each.item != rule.item) continue;
      changes.push_back(json::object{{"atLeast", each.at_least},
                                     {"reason", each.reason},
                                     {"memberId", each.member.text()},
                                     {"at", core::format_instant(each.at)}});
    }
    out.push_back(json::object{{"linkId", rule.item},
                               {"question", asked->text},
                               {"atLeast", rule.when_at_least},
                               {"cameWith", rule.came_with},
                               {"least", scored->min},
                               {"most", scored->max},
                               {"answers", std::move(answers)},
                               {"source", rule.source},
                               {"changes", std::move(changes)}});
  }
  return out;
}

json::object whole(const Instrument& instrument, const Terms& terms, const MeasureSettings& settings) {
  json::object out = summary(instrument, terms);
  out["questionnaire"] =
      core::parse_json(instrument.questionnaire_json, {.depth = 24, .nodes = 100'000}).value();
  out["copyright"] = instrument.copyright;
  out["licenceStatements"] = core::json_texts(instrument.licence_statements);
  out["notes"] = core::json_texts(instrument.notes);
  out["figures"] = figures(instrument);
  out["norms"] = norms(instrument);
  out["rules"] = rules(instrument, settings);
  out["settingsVersion"] = settings.version;
  json::array scales;
  for (const auto& scale : instrument.scales) {
    scales.push_back(json::object{{"id", scale.id},
                                  {"name", scale.name},
                                  {"items", core::json_texts(scale.items)},
                                  {"min", scale.min},
                                  {"max", scale.max},
                                  {"maxMissing", scale.max_missing}});
  }
  out["scales"] = std::move(scales);
  json::array bands;
  for (const auto& band : instrument.bands) {
    bands.push_back(
        json::object{{"scale", band.scale}, {"min", band.min}, {"max", band.max}, {"label", band.label}});
  }
  out["bands"] = std::move(bands);
  return out;
}

Response get_measures(Measures& room, const Request&, const Scope& scope) {
  return answer(room.access.database.read([&](db::Connection& connection) -> Result<json::object> {
    const auto known = shelf(room, connection, scope.practice());
    if (not known) return std::unexpected(known.error());
    const auto allowed = terms(room, connection, scope.practice());
    if (not allowed) return std::unexpected(allowed.error());
    json::array list;
    for (const auto* instrument : known->all()) {
      if (is_offered(*instrument, *allowed)) list.push_back(summary(*instrument, *allowed));
    }
    return json::object{{"measures", std::move(list)}};
  }));
}

Response get_measure(Measures& room, const Request& request, const Scope& scope) {
  const auto id = request.param("measureId");
  return answer(room.access.database.read([&](db::Connection& connection) -> Result<json::object> {
    const auto known = shelf(room, connection, scope.practice());
    if (not known) return std::unexpected(known.error());
    const auto allowed = terms(room, connection, scope.practice());
    if (not allowed) return std::unexpected(allowed.error());
    const auto* instrument = known->find(id);
    if (instrument == nullptr or not is_offered(*instrument, *allowed))
      return std::unexpected(access::not_found());
    return whole(*instrument, *allowed, known->settings());
  }));
}

Response get_settings(Measures& room, const Request&, const Scope& scope) {
  const auto key = room.access.vault.practice_key(scope.practice());
  if (not key) return refuse(key);
  return answer(room.access.database.read([&](db::Connection& connection) -> Result<json::object> {
    const auto settings = store::settings(connection, scope.practice(), **key);
    if (not settings) return std::unexpected(settings.error());
    return to_json(*settings);
  }));
}

Response put_settings(Measures& room, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return refuse(body);
  core::Decoder in(*body);
  const auto version = in.integer("version", 0, 1'000'000'000);
  const auto input = decode_measure_settings(in);
  if (auto problem = in.finish()) return Response::problem(*problem);
  const auto key = room.access.vault.practice_key(scope.practice());
  if (not key) return refuse(key);
  return answer(
      room.access.database.write(scope.practice(), [&](db::Connection& connection) -> Result<json::object> {
        if (auto owner = scope.require_owner(); not owner) return std::unexpected(owner.error());
        const auto before = store::settings(connection, scope.practice(), **key);
        if (not before) return std::unexpected(before.error());
        const auto after = apply(*before, input, scope.principal().account(), scope.now());
        if (not after) return std::unexpected(after.error());
        const auto put = care::decide_put(before->version, version, pack(*after) == pack(*before));
        if (not put) return std::unexpected(put.error());
        if (*put == care::Put::kRepeat) return to_json(*before);
        if (auto done = store::save(connection, scope.practice(), **key, *after); not done)
          return std::unexpected(done.error());
        access::record(
            connection, scope,
            {.action = after->range_seen_here == before->range_seen_here ? "measures.change"
                                                                         : "measures.range-seen-here",
             .resource_kind = "practice",
             .resource = scope.practice()});
        return to_json(*after);
      }));
}

/// The instrument that a practice brings in. Its id begins with "site-", so that it never stands in for one
/// that comes with the product.
Result<Instrument> decode_site(const json::value& body) {
  core::Decoder in(body);
  const auto* form = in.raw("questionnaire");
  const auto* scoring = in.raw("scoring");
  for (const auto& [name, part] : {std::pair{"questionnaire", form}, {"scoring", scoring}}) {
    if (part == nullptr or not part->is_object()) in.problem(name, "This must be an object.");
  }
  if (auto problem = in.finish()) return std::unexpected(*problem);
  auto instrument = decode_instrument(*form, *scoring);
  if (not instrument) return instrument;
  if (not instrument->id.starts_with("site-"))
    return core::fail_field("/scoring/id", "The id of an instrument of your own begins with \"site-\".");
  if (instrument->licence != LicenceClass::kSite)
    return core::fail_field("/scoring/licence/class", "The class of an instrument of your own is \"site\".");
  return instrument;
}

Response put_site_measure(Measures& room, const Request& request, const Scope& scope) {
  const auto id = path_id(request, "instrumentId");
  if (not id) return refuse(id);
  const auto body = core::parse_json(request.body, {.depth = 24, .nodes = 100'000, .string_points = 20'000});
  if (not body) return refuse(body);
  const auto instrument = decode_site(*body);
  if (not instrument) return refuse(instrument);
  const auto key = room.access.vault.practice_key(scope.practice());
  if (not key) return refuse(key);
  return answer(
      room.access.database.write(scope.practice(), [&](db::Connection& connection) -> Result<json::object> {
        if (auto owner = scope.require_owner(); not owner) return std::unexpected(owner.error());
        const auto rows = store::site_instruments(connection, scope.practice(), **key);
        if (not rows) return std::unexpected(rows.error());
        const auto before = std::ranges::find(*rows, *id, &store::SiteInstrument::id);
        for (const auto& row : *rows) {
          const auto value =
              core::parse_json(row.text, {.depth = 24, .nodes = 100'000, .string_points = 20'000});
          const bool same_name = value and value->at("scoring").at("id").as_string() == instrument->id;
          if (row.id != *id and same_name)
            return core::fail(core::ErrorCode::kConflict, "Another instrument of yours has this id.",
                              "same-id");
        }
        const std::string text = core::to_json(
            json::object{{"questionnaire", body->at("questionnaire")}, {"scoring", body->at("scoring")}});
        if (before == rows->end() or before->text != text) {
          const auto version = before == rows->end() ? 1 : before->version + 1;
          if (auto done = store::save(connection, scope.practice(), **key, {*id, version, text}, scope.now());
              not done)
            return std::unexpected(done.error());
          access::record(connection, scope,
                         {.action = "measure.import", .resource_kind = "site-instrument", .resource = *id});
        }
        const auto allowed = terms(room, connection, scope.practice());
        if (not allowed) return std::unexpected(allowed.error());
        const auto settings = store::settings(connection, scope.practice(), **key);
        if (not settings) return std::unexpected(settings.error());
        return whole(with_thresholds(*instrument, *settings), *allowed, *settings);
      }));
}

Response put_threshold(Measures& room, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return refuse(body);
  core::Decoder in(*body);
  const auto version = in.integer("version", 0, 1'000'000'000);
  const auto input = decode_threshold(in);
  if (auto problem = in.finish()) return Response::problem(*problem);
  const auto key = room.access.vault.practice_key(scope.practice());
  if (not key) return refuse(key);
  const std::string item(request.param("linkId"));
  return answer(
      room.access.database.write(scope.practice(), [&](db::Connection& connection) -> Result<json::object> {
        if (auto owner = scope.require_owner(); not owner) return std::unexpected(owner.error());
        const auto allowed = terms(room, connection, scope.practice());
        if (not allowed) return std::unexpected(allowed.error());
        const auto known = shelf(room, connection, scope.practice());
        if (not known) return std::unexpected(known.error());
        const auto* instrument = known->find(request.param("measureId"));
        if (instrument == nullptr or not is_offered(*instrument, *allowed))
          return std::unexpected(access::not_found());
        const auto& before = known->settings();
        auto after =
            change_threshold(before, *instrument, item, input, scope.principal().member(), scope.now());
        if (not after) return std::unexpected(after.error());
        // The same number for the same reason again is the same request sent twice.
        auto earlier = changes_of(before, instrument->id);
        std::ranges::reverse(earlier);
        const auto newest = std::ranges::find(earlier, item, &ThresholdChange::item);
        const bool same =
            newest != earlier.end() and newest->at_least == input.at_least and newest->reason == input.reason;
        const auto put = care::decide_put(before.version, version, same);
        if (not put) return std::unexpected(put.error());
        if (*put == care::Put::kRepeat) {
          after = before;
        } else {
          if (auto done = store::save(connection, scope.practice(), **key, *after); not done)
            return std::unexpected(done.error());
          access::record(connection, scope,
                         {.action = "measures.threshold",
                          .resource_kind = "practice",
                          .resource = scope.practice(),
                          .reason = instrument->id + " " + item});
        }
        return whole(with_thresholds(*instrument, *after), *allowed, *after);
      }));
}

}  // namespace

std::span<const HandlerRoute> library_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kGet, "/api/v1/measures", "", "MeasureList", Policy::kMember, get_measures},
      {Method::kGet, "/api/v1/measures/{measureId}", "", "Measure", Policy::kMember, get_measure},
      {Method::kGet, "/api/v1/measure-settings", "", "MeasureSettings", Policy::kMember, get_settings},
      {Method::kPut, "/api/v1/measure-settings", "MeasureSettingsInput", "MeasureSettings", Policy::kOwner,
       put_settings},
      {Method::kPut, "/api/v1/measures/{measureId}/rules/{linkId}", "AlertRuleInput", "Measure",
       Policy::kOwner, put_threshold},
      {Method::kPut, "/api/v1/site-measures/{instrumentId}", "SiteMeasureInput", "Measure", Policy::kOwner,
       put_site_measure},
  };
  return kRoutes;
}

}  // namespace intersession::measures
