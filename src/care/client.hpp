// The client: the person in therapy.
#pragma once

#include <string>

#include "platform/core/json.hpp"

namespace intersession::care {

struct ClientDetails {
  std::string name;       ///< for the practice
  std::string call_name;  ///< what the client wants to be called
  std::string zone;       ///< IANA time zone the client lives in
  std::string noun;       ///< the client's word for homework; empty: the practice's
};

struct Client {
  core::Id id;
  std::int64_t version = 0;
  core::Instant created_at{};
  ClientDetails details;
};

/// Reads name, callName, zone and noun of ClientInput. Without callName the first word of the name is used.
[[nodiscard]] ClientDetails decode_client_details(core::Decoder& in);

/// Client of the API; `noun` is the one that applies, `access` "none", "invited" or "signed-in".
[[nodiscard]] core::json::object to_json(const Client& client, std::string_view practice_noun,
                                         std::string_view access);

/// The sealed part: everything but the zone.
[[nodiscard]] std::string pack_client(const ClientDetails& details);
[[nodiscard]] core::Result<ClientDetails> unpack_client(std::string_view text, std::string zone);

}  // namespace intersession::care
