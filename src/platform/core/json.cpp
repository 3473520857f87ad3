#include "platform/core/json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_stack.hpp>
#include <cmath>

namespace intersession::core {

namespace {

constexpr std::int64_t kLargestExact = std::int64_t{1} << 53;

/// Builds a value from parse events and refuses what Boost.JSON alone lets through: duplicate keys, numbers
/// that lose digits, U+0000, too many nodes, too long strings.
class StrictHandler {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  StrictHandler() { stack_.reset(); }

  JsonLimits limits{};
  std::string refusal;

  json::value release() { return stack_.release(); }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code& ec) {
    keys_.emplace_back();
    return count(ec);
  }
  bool on_object_end(std::size_t size, json::error_code&) {
    keys_.pop_back();
    stack_.push_object(size);
    return true;
  }
  bool on_array_begin(json::error_code& ec) { return count(ec); }
  bool on_array_end(std::size_t size, json::error_code&) {
    stack_.push_array(size);
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, json::error_code& ec) {
    text_.append(part);
    stack_.push_chars(part);
    return no_nul(part, ec);
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& ec) {
    text_.append(part);
    stack_.push_key(part);
    const bool fresh = keys_.back().insert(std::exchange(text_, {})).second;
    if (not fresh) return refuse("The same key stands twice in one object.", ec);
    return no_nul(part, ec);
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code& ec) {
    points_ += code_points(part);
    stack_.push_chars(part);
    return no_nul(part, ec) and short_enough(ec);
  }
  bool on_string(json::string_view part, std::size_t, json::error_code& ec) {
    points_ += code_points(part);
    stack_.push_string(part);
    const bool fine = no_nul(part, ec) and short_enough(ec) and count(ec);
    points_ = 0;
    return fine;
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, json::error_code& ec) {
    if (number > kLargestExact or number < -kLargestExact) return refuse("A whole number is too large.", ec);
    stack_.push_int64(number);
    return count(ec);
  }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code& ec) {
    return refuse("A whole number is too large.", ec);
  }
  bool on_double(double number, json::string_view, json::error_code& ec) {
    if (not std::isfinite(number)) return refuse("A number is too large.", ec);
    // Boost.JSON turns an integer past 64 bits into a double; one beyond 2^53 has lost digits either way.
    if (std::abs(number) > static_cast<double>(kLargestExact)) return refuse("A number is too large.", ec);
    stack_.push_double(number);
    return count(ec);
  }
  bool on_bool(bool value, json::error_code& ec) {
    stack_.push_bool(value);
    return count(ec);
  }
  bool on_null(json::error_code& ec) {
    stack_.push_null();
    return count(ec);
  }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  bool refuse(std::string why, json::error_code& ec) {
    refusal = std::move(why);
    ec = json::error::syntax;
    return false;
  }
  bool count(json::error_code& ec) {
    return ++nodes_ <= limits.nodes or refuse("There are too many values.", ec);
  }
  bool short_enough(json::error_code& ec) {
    return points_ <= limits.string_points or refuse("A text is too long.", ec);
  }
  bool no_nul(json::string_view part, json::error_code& ec) {
    return part.find('\0') == json::string_view::npos or refuse("A text holds the character U+0000.", ec);
  }

  json::value_stack stack_;
  std::vector<std::set<std::string, std::less<>>> keys_;
  std::string text_;
  std::size_t nodes_ = 0;
  std::size_t points_ = 0;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace

Result<json::value> parse_json(std::string_view text, const JsonLimits& limits) {
  json::parse_options options;
  options.max_depth = limits.depth;
  json::basic_parser<StrictHandler> parser(options);
  parser.handler().limits = limits;
  json::error_code ec;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
  if (not ec and used < text.size()) ec = json::error::extra_data;
  if (not ec) return parser.handler().release();
  std::string why = parser.handler().refusal;
  if (why.empty()) {
    why = ec == json::error::too_deep ? "It is nested too deeply." : "The text is not valid JSON.";
  }
  return fail(ErrorCode::kMalformed, why + " (at byte " + std::to_string(used) + ")", "json");
}

std::string to_json(const json::value& value) {
  return json::serialize(value);
}

json::array json_texts(std::span<const std::string> texts) {
  json::array array;
  for (const auto& text : texts) array.emplace_back(text);
  return array;
}

std::string pointer_to(std::string_view base, std::string_view token) {
  std::string pointer(base);
  pointer.push_back('/');
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer.push_back(c);
    }
  }
  return pointer;
}

std::string pointer_to(std::string_view base, std::size_t index) {
  return std::string(base) + "/" + std::to_string(index);
}

Decoder::Decoder(const json::value& value, std::string pointer) : pointer_(std::move(pointer)) {
  if (value.is_object()) {
    object_ = &value.get_object();
  } else {
    problem_at(pointer_, "This must be an object.");
  }
}

bool Decoder::has(std::string_view key) const {
  return object_ != nullptr and object_->contains(key);
}

const json::value* Decoder::present(std::string_view key) {
  known_.emplace(key);
  if (object_ == nullptr) return nullptr;
  const json::value* value = object_->if_contains(key);
  return value == nullptr or value->is_null() ? nullptr : value;
}

const json::value* Decoder::required(std::string_view key) {
  const json::value* value = present(key);
  if (value == nullptr and object_ != nullptr) problem(key, "This is required.");
  return value;
}

const json::value* Decoder::raw(std::string_view key) {
  return present(key);
}

void Decoder::problem(std::string_view key, std::string message) {
  problem_at(pointer_to(pointer_, key), std::move(message));
}

void Decoder::problem_at(std::string pointer, std::string message) {
  problems_.push_back({std::move(pointer), std::move(message)});
}

bool Decoder::has_problem_at(std::string_view key) const {
  const std::string pointer = pointer_to(pointer_, key);
  for (const auto& problem : problems_) {
    if (problem.pointer == pointer) return true;
  }
  return false;
}

std::optional<std::string> Decoder::read_text(std::string_view key, const json::value& value,
                                              std::size_t max_points) {
  if (not value.is_string()) {
    problem(key, "This must be a text.");
    return std::nullopt;
  }
  const std::string_view text = trimmed(value.get_string());
  if (code_points(text) > max_points) {
    problem(key, "This is too long: at most " + std::to_string(max_points) + " characters.");
    return std::nullopt;
  }
  return std::string(text);
}

std::string Decoder::text(std::string_view key, std::size_t max_points) {
  const json::value* value = required(key);
  if (value == nullptr) return {};
  auto text = read_text(key, *value, max_points);
  if (text and text->empty()) problem(key, "Please fill this in.");
  return std::move(text).value_or("");
}

std::optional<std::string> Decoder::optional_text(std::string_view key, std::size_t max_points) {
  const json::value* value = present(key);
  if (value == nullptr) return std::nullopt;
  auto text = read_text(key, *value, max_points);
  if (text and text->empty()) return std::nullopt;
  return text;
}

std::int64_t Decoder::integer(std::string_view key, std::int64_t min, std::int64_t max) {
  if (required(key) == nullptr) return min;
  return optional_integer(key, min, max).value_or(min);
}

std::optional<std::int64_t> Decoder::optional_integer(std::string_view key, std::int64_t min,
                                                      std::int64_t max) {
  const json::value* value = present(key);
  if (value == nullptr) return std::nullopt;
  if (not value->is_int64()) {
    problem(key, "This must be a whole number.");
    return std::nullopt;
  }
  const std::int64_t number = value->get_int64();
  if (number < min or number > max) {
    problem(key, "This must be between " + std::to_string(min) + " and " + std::to_string(max) + ".");
    return std::nullopt;
  }
  return number;
}

double Decoder::number(std::string_view key, double min, double max) {
  const json::value* value = required(key);
  if (value == nullptr) return min;
  if (not value->is_number()) {
    problem(key, "This must be a number.");
    return min;
  }
  const double number = value->to_number<double>();
  if (number < min or number > max) {
    problem(key, "This is out of range.");
    return min;
  }
  return number;
}

bool Decoder::boolean(std::string_view key) {
  if (required(key) == nullptr) return false;
  return optional_boolean(key).value_or(false);
}

std::optional<bool> Decoder::optional_boolean(std::string_view key) {
  const json::value* value = present(key);
  if (value == nullptr) return std::nullopt;
  if (not value->is_bool()) {
    problem(key, "This must be true or false.");
    return std::nullopt;
  }
  return value->get_bool();
}

Id Decoder::id(std::string_view key) {
  if (required(key) == nullptr) return {};
  return optional_id(key).value_or(Id{});
}

std::optional<Id> Decoder::optional_id(std::string_view key) {
  const json::value* value = present(key);
  if (value == nullptr) return std::nullopt;
  const auto id = value->is_string() ? Id::parse(value->get_string()) : std::nullopt;
  if (not id) problem(key, "This must be an id of 32 hexadecimal digits.");
  return id;
}

Instant Decoder::instant(std::string_view key) {
  if (required(key) == nullptr) return {};
  return optional_instant(key).value_or(Instant{});
}

std::optional<Instant> Decoder::optional_instant(std::string_view key) {
  const json::value* value = present(key);
  if (value == nullptr) return std::nullopt;
  const auto instant = value->is_string() ? parse_instant(value->get_string()) : std::nullopt;
  if (not instant) problem(key, "This must be a time such as 2026-11-24T09:00:00Z.");
  return instant;
}

LocalTime Decoder::local_time(std::string_view key) {
  if (required(key) == nullptr) return {};
  return optional_local_time(key).value_or(LocalTime{});
}

std::optional<LocalTime> Decoder::optional_local_time(std::string_view key) {
  const json::value* value = present(key);
  if (value == nullptr) return std::nullopt;
  const auto local = value->is_string() ? parse_local(value->get_string()) : std::nullopt;
  if (not local) problem(key, "This must be a date and time such as 2026-11-24T10:00.");
  return local;
}

std::optional<LocalDate> Decoder::optional_date(std::string_view key) {
  const json::value* value = present(key);
  if (value == nullptr) return std::nullopt;
  const auto date = value->is_string() ? parse_date(value->get_string()) : std::nullopt;
  if (not date) problem(key, "This must be a date such as 2026-11-24.");
  return date;
}

std::string Decoder::zone(std::string_view key) {
  std::string name = text(key, 64);
  if (not name.empty() and not is_zone(name)) problem(key, "This time zone is not known.");
  return name;
}

bool Decoder::optional_object(std::string_view key, const std::function<void(Decoder&)>& read) {
  const json::value* value = present(key);
  if (value == nullptr) return false;
  Decoder nested(*value, pointer_to(pointer_, key));
  if (value->is_object()) read(nested);
  absorb(nested);
  return true;
}

void Decoder::object(std::string_view key, const std::function<void(Decoder&)>& read) {
  if (required(key) != nullptr) optional_object(key, read);
}

const json::array* Decoder::optional_array(std::string_view key, std::size_t max_items) {
  const json::value* value = present(key);
  if (value == nullptr) return nullptr;
  if (not value->is_array()) {
    problem(key, "This must be a list.");
    return nullptr;
  }
  if (value->get_array().size() > max_items) {
    problem(key, "This list is too long: at most " + std::to_string(max_items) + ".");
    return nullptr;
  }
  return &value->get_array();
}

void Decoder::objects(std::string_view key, std::size_t max_items,
                      const std::function<void(Decoder&)>& read) {
  const json::array* array = optional_array(key, max_items);
  if (array == nullptr) return;
  for (std::size_t i = 0; i < array->size(); ++i) {
    Decoder nested((*array)[i], pointer_to(pointer_to(pointer_, key), i));
    if ((*array)[i].is_object()) read(nested);
    absorb(nested);
  }
}

std::vector<std::string> Decoder::texts(std::string_view key, std::size_t max_items, std::size_t max_points) {
  std::vector<std::string> values;
  const json::array* array = optional_array(key, max_items);
  if (array == nullptr) return values;
  for (std::size_t i = 0; i < array->size(); ++i) {
    const std::string at = pointer_to(pointer_to(pointer_, key), i);
    if (not(*array)[i].is_string()) {
      problem_at(at, "This must be a text.");
      continue;
    }
    const std::string_view text = trimmed((*array)[i].get_string());
    if (text.empty()) {
      problem_at(at, "Please fill this in.");
    } else if (code_points(text) > max_points) {
      problem_at(at, "This is too long: at most " + std::to_string(max_points) + " characters.");
    } else {
      values.emplace_back(text);
    }
  }
  return values;
}

void Decoder::absorb(Decoder& nested) {
  if (nested.object_ != nullptr) nested.note_unknown_members();
  for (auto& problem : nested.problems_) problems_.push_back(std::move(problem));
  nested.problems_.clear();
}

void Decoder::note_unknown_members() {
  if (object_ == nullptr or std::exchange(noted_, true)) return;
  for (const auto& member : *object_) {
    const std::string_view key = member.key();
    if (not known_.contains(key)) problem(key, "This is not known here.");
  }
}

std::optional<Error> Decoder::finish() {
  note_unknown_members();
  if (problems_.empty()) return std::nullopt;
  return Error{ErrorCode::kInvalid, "Something in the request is not right.", problems_, {}};
}

}  // namespace intersession::core
