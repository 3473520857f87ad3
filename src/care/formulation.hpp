// The formulation: the shared explanation of how the problem arose and keeps going, in elements.
#pragma once

#include <string>

#include "platform/core/json.hpp"

namespace intersession::care {

enum class ElementKind { kProblem, kBelief, kPattern, kStrength };
inline constexpr core::Word<ElementKind> kElementKindTable[] = {{"problem", ElementKind::kProblem},
                                                                {"belief", ElementKind::kBelief},
                                                                {"pattern", ElementKind::kPattern},
                                                                {"strength", ElementKind::kStrength}};
inline constexpr std::span<const core::Word<ElementKind>> kElementKinds{kElementKindTable};

/// What an element does to homework: pushes towards engaging, against it, or neither (Kazantzis et al.,
/// 2005).
enum class Effect { kNeither, kSynergistic, kAntagonistic };
inline constexpr core::Word<Effect> kEffectTable[] = {{"neither", Effect::kNeither},
                                                      {"synergistic", Effect::kSynergistic},
                                                      {"antagonistic", Effect::kAntagonistic}};
inline constexpr std::span<const core::Word<Effect>> kEffects{kEffectTable};

struct FormulationElement {
  core::Id id;
  core::Id treatment;
  std::int64_t version = 0;
  ElementKind kind = ElementKind::kProblem;
  std::string text;
  Effect effect = Effect::kNeither;
};

/// Reads FormulationElementInput without its version.
[[nodiscard]] FormulationElement decode_formulation_element(core::Decoder& in);
[[nodiscard]] core::json::object to_json(const FormulationElement& element);
[[nodiscard]] std::string pack(const FormulationElement& element);
[[nodiscard]] core::Result<FormulationElement> unpack_formulation_element(std::string_view text);

}  // namespace intersession::care
