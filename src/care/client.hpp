// The client: the person in therapy.
#pragma once

#include <string>
#include <vector>

#include "platform/core/json.hpp"

namespace intersession::care {

struct ClientDetails {
  std::string name;                  ///< for the practice
  std::string call_name;             ///< what the client wants to be called
  std::string zone;                  ///< IANA time zone the client lives in
  std::string noun;                  ///< the client's own word for homework; empty: see noun_for()
  bool analysis_consent = false;     ///< agreed that the practice analyses the record together with others
  std::vector<std::string> studies;  ///< names of the studies whose export the client agreed to
};

struct Client {
  core::Id id;
  std::int64_t version = 0;
  core::Instant created_at{};
  ClientDetails details;
};

/// Reads name, callName, zone and noun of ClientInput. Without callName the first word of the name is used.
[[nodiscard]] ClientDetails decode_client_details(core::Decoder& in);

/// What ConsentInput says; both default to no.
struct Consent {
  bool analysis = false;
  std::vector<std::string> studies;
};
/// Reads ConsentInput without its version.
[[nodiscard]] Consent decode_consent(core::Decoder& in);

/// Client of the API; `noun` is the one that applies (noun_for), `access` "none", "invited" or "signed-in".
[[nodiscard]] core::json::object to_json(const Client& client, std::string_view noun,
                                         std::string_view access);

/// The sealed part: everything but the zone.
[[nodiscard]] std::string pack_client(const ClientDetails& details);
[[nodiscard]] core::Result<ClientDetails> unpack_client(std::string_view text, std::string zone);

}  // namespace intersession::care
