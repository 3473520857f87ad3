#include "care/client.hpp"

namespace intersession::care {

namespace json = core::json;
using core::Decoder;

namespace {

constexpr std::size_t kCallName = 60;

/// The first word of a name, cut to what a call name may be.
std::string first_word(std::string_view name) {
  return std::string(core::first_points(name.substr(0, name.find(' ')), kCallName));
}

void decode_names(Decoder& in, ClientDetails& details) {
  details.name = in.text("name", 120);
  details.call_name = in.optional_text("callName", kCallName).value_or(first_word(details.name));
  details.noun = in.optional_text("noun", 40).value_or("");
}

}  // namespace

ClientDetails decode_client_details(Decoder& in) {
  ClientDetails details;
  decode_names(in, details);
  details.zone = in.zone("zone");
  return details;
}

Consent decode_consent(Decoder& in) {
  Consent consent;
  consent.analysis = in.boolean("analysis");
  consent.studies = in.texts("studies", 20, 60);
  return consent;
}

json::object to_json(const Client& client, std::string_view noun, std::string_view access) {
  const auto& details = client.details;
  return {{"clientId", client.id.text()},
          {"version", client.version},
          {"name", details.name},
          {"callName", details.call_name},
          {"zone", details.zone},
          {"noun", noun},
          {"ownNoun", details.noun},
          {"access", access},
          {"consent", json::object{{"analysis", details.analysis_consent},
                                   {"studies", core::json_texts(details.studies)}}},
          {"createdAt", core::format_instant(client.created_at)}};
}

std::string pack_client(const ClientDetails& details) {
  json::object packed{{"name", details.name}, {"callName", details.call_name}, {"noun", details.noun}};
  if (details.analysis_consent) packed["analysisConsent"] = true;
  if (not details.studies.empty()) packed["studies"] = core::json_texts(details.studies);
  return core::to_json(packed);
}

core::Result<ClientDetails> unpack_client(std::string_view text, std::string zone) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  Decoder in(*value);
  ClientDetails details;
  decode_names(in, details);
  details.analysis_consent = in.optional_boolean("analysisConsent").value_or(false);
  if (value->as_object().contains("studies")) details.studies = in.texts("studies", 20, 60);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  details.zone = std::move(zone);
  return details;
}

}  // namespace intersession::care
