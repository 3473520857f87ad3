// A treatment: one course of therapy of one client.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "care/stage.hpp"
#include "platform/core/json.hpp"

namespace intersession::care {

/// When a stage began, and why it was changed.
struct StageChange {
  Stage stage = Stage::kEarly;
  core::Instant at{};
  std::string reason;
};

/// What TreatmentInput says. Empty lists leave a treatment without paradigm or mechanism.
struct TreatmentInput {
  Stage stage = Stage::kEarly;
  std::string stage_reason;
  std::vector<std::string> paradigms;
  std::vector<std::string> mechanisms;  ///< hypothesised for this client
  Format format = Format::kIndividual;
};

struct Treatment {
  core::Id id;
  std::int64_t version = 0;
  core::Instant started_at{};
  std::vector<std::string> paradigms;
  std::vector<std::string> mechanisms;
  Format format = Format::kIndividual;
  std::vector<StageChange> stage_log;  ///< oldest first, never empty

  [[nodiscard]] Stage stage() const { return stage_log.back().stage; }
};

/// Reads TreatmentInput without its version. Codes of paradigms and mechanisms are checked by the caller, who
/// knows the catalogue.
[[nodiscard]] TreatmentInput decode_treatment_input(core::Decoder& in);

/// A treatment after the input; a new stage is added to the log.
[[nodiscard]] Treatment apply(const std::optional<Treatment>& before, const core::Id& id,
                              const TreatmentInput& input, core::Instant now);

[[nodiscard]] core::json::object to_json(const Treatment& treatment);

[[nodiscard]] std::string pack(const Treatment& treatment);
[[nodiscard]] core::Result<Treatment> unpack_treatment(std::string_view text);

}  // namespace intersession::care
