#include "care/formulation.hpp"

namespace intersession::care {

namespace json = core::json;
using core::Decoder;

namespace {

json::object content(const FormulationElement& element) {
  return {{"kind", core::word_for(kElementKinds, element.kind)},
          {"text", element.text},
          {"effect", core::word_for(kEffects, element.effect)}};
}

void decode_content(Decoder& in, FormulationElement& element) {
  element.kind = in.word<ElementKind>("kind", kElementKinds);
  element.text = in.text("text", 1000);
  element.effect = in.optional_word<Effect>("effect", kEffects).value_or(Effect::kNeither);
}

}  // namespace

FormulationElement decode_formulation_element(Decoder& in) {
  FormulationElement element;
  element.treatment = in.id("treatmentId");
  decode_content(in, element);
  return element;
}

json::object to_json(const FormulationElement& element) {
  json::object out = content(element);
  out["elementId"] = element.id.text();
  out["treatmentId"] = element.treatment.text();
  out["version"] = element.version;
  return out;
}

std::string pack(const FormulationElement& element) {
  return core::to_json(content(element));
}

core::Result<FormulationElement> unpack_formulation_element(std::string_view text) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  Decoder in(*value);
  FormulationElement element;
  decode_content(in, element);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return element;
}

}  // namespace intersession::care
