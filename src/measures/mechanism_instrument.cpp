// The rating item of a mechanism as an instrument like any other.
#include "measures/instrument.hpp"

namespace intersession::measures {

namespace json = core::json;

namespace {

constexpr std::string_view kFhir = "http://hl7.org/fhir/StructureDefinition/";

json::object control(std::string_view code) {
  return {{"url", std::string(kFhir) + "questionnaire-itemControl"},
          {"valueCodeableConcept",
           {{"coding", {{{"system", "http://hl7.org/fhir/questionnaire-item-control"}, {"code", code}}}}}}};
}

json::object whole(std::string_view name, std::int64_t value) {
  return {{"url", std::string(kFhir) + std::string(name)}, {"valueInteger", value}};
}

json::object end(const std::string& link_id, const std::string& text, std::string_view side) {
  return {
      {"linkId", link_id}, {"text", text}, {"type", "display"}, {"extension", json::array{control(side)}}};
}

std::string capitalised(std::string text) {
  if (not text.empty() and text[0] >= 'a' and text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

/// What a mechanism's term says about its rating.
struct Rating {
  std::string code;
  std::string name;
  std::string client_name;
  std::string text;
  std::string low;
  std::string high;
  std::int64_t min = 0;
  std::int64_t max = 10;
  bool higher_is_worse = false;
};

core::Result<Rating> decode_rating(const json::value& term) {
  static constexpr core::Word<bool> kDirections[] = {{"worse", true}, {"better", false}};
  core::Decoder in(term);
  Rating rating{.code = in.text("code", 20), .name = in.text("name", 80)};
  rating.client_name = capitalised(in.text("clientName", 80));
  in.object("rating", [&](core::Decoder& item) {
    rating.text = item.text("text", 200);
    rating.low = item.text("low", 60);
    rating.high = item.text("high", 60);
    rating.min = item.integer("min", -100, 100);
    rating.max = item.integer("max", -100, 100);
    rating.higher_is_worse = item.word<bool>("higherIs", kDirections);
  });
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return rating;
}

json::value questionnaire(const Rating& rating, const std::string& id) {
  const std::int64_t step = rating.max - rating.min > 10 ? 5 : 1;
  json::array extensions{whole("minValue", rating.min), whole("maxValue", rating.max), control("slider"),
                         whole("questionnaire-sliderStepValue", step)};
  json::object item{{"linkId", "q1"}, {"text", rating.text}, {"type", "integer"}};
  item["extension"] = std::move(extensions);
  item["item"] = json::array{end("q1-lower", rating.low, "lower"), end("q1-upper", rating.high, "upper")};
  return json::object{{"resourceType", "Questionnaire"},
                      {"url", "https://intersession.example/fhir/Questionnaire/" + id},
                      {"version", "1.0.0"},
                      {"title", rating.client_name},
                      {"item", json::array{std::move(item)}}};
}

json::value scoring(const Rating& rating, const std::string& id) {
  json::object scale{{"id", "rating"},
                     {"name", "Rating"},
                     {"items", {"q1"}},
                     {"reverse", json::array{}},
                     {"method", "sum"},
                     {"multiplier", 1},
                     {"decimals", 0},
                     {"range", {rating.min, rating.max}},
                     {"prorate", {{"maxMissing", 0}}}};
  return json::object{{"id", id},
                      {"schemaVersion", 1},
                      {"abbreviation", rating.name},
                      {"construct", rating.name},
                      {"purpose", "mechanism"},
                      {"mechanism", rating.code},
                      {"higherIs", rating.higher_is_worse ? "worse" : "better"},
                      {"licence", {{"class", "own"}, {"statements", json::array{}}}},
                      {"wording", {{"status", "own"}, {"sources", json::array{}}}},
                      {"scales", json::array{std::move(scale)}}};
}

}  // namespace

core::Result<Instrument> mechanism_instrument(const json::value& term) {
  const auto rating = decode_rating(term);
  if (not rating) return std::unexpected(rating.error());
  std::string id = "mechanism-" + rating->code;
  for (char& c : id) c = c >= 'A' and c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return decode_instrument(questionnaire(*rating, id), scoring(*rating, id));
}

}  // namespace intersession::measures
