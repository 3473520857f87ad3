// A circle: several clients who work on the same thing with the same therapists. A group or a couple.
#pragma once

#include <string>
#include <vector>

#include "care/session.hpp"
#include "platform/core/json.hpp"

namespace intersession::care {

enum class CircleKind { kGroup, kCouple };
inline constexpr core::Word<CircleKind> kCircleKindTable[] = {{"group", CircleKind::kGroup},
                                                              {"couple", CircleKind::kCouple}};
inline constexpr std::span<const core::Word<CircleKind>> kCircleKinds{kCircleKindTable};

/// As many as one therapist can look after together, with room.
inline constexpr std::size_t kMostInACircle = 16;

struct Circle {
  core::Id id;
  std::int64_t version = 0;
  CircleKind kind = CircleKind::kGroup;
  std::string name;  ///< for the practice; no client ever reads it
  core::Instant created_at{};
};

/// CircleInput without its version.
struct CircleInput {
  CircleKind kind = CircleKind::kGroup;
  std::string name;
  std::vector<core::Id> clients;
  std::vector<core::Id> leaders;
};
/// A couple has two clients; a problem at /clientIds otherwise.
[[nodiscard]] CircleInput decode_circle_input(core::Decoder& in);

/// One appointment of all. Whoever was not there has a cancelled session of the own.
struct CircleSession {
  core::Id id;
  std::int64_t version = 0;
  core::LocalTime starts_local{};  ///< in the practice's zone
  SessionState state = SessionState::kPlanned;
  std::string learning;          ///< what all took along, put down once; names nobody
  std::vector<core::Id> absent;  ///< clients
};
/// CircleSessionInput without its version.
[[nodiscard]] CircleSession decode_circle_session(core::Decoder& in);
[[nodiscard]] core::json::object to_json(const CircleSession& session);

/// The sealed parts.
[[nodiscard]] std::string pack(const Circle& circle);
[[nodiscard]] core::Result<void> unpack(std::string_view text, Circle& circle);
[[nodiscard]] std::string pack(const CircleSession& session);
[[nodiscard]] core::Result<void> unpack(std::string_view text, CircleSession& session);

}  // namespace intersession::care
