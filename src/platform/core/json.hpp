// Strict JSON: what comes in is checked in full, with every wrong place named.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/core/id.hpp"
#include "platform/core/result.hpp"
#include "platform/core/time.hpp"

namespace intersession::core {

namespace json = boost::json;

/// Bounds of one JSON text.
struct JsonLimits {
  std::size_t depth = 16;              ///< nested arrays and objects
  std::size_t nodes = 20'000;          ///< values in all
  std::size_t string_points = 20'000;  ///< code points of one string
};

/// Reads one JSON text (RFC 8259, UTF-8, no byte-order mark). Refused with kMalformed and the byte offset:
/// syntax errors, duplicate keys (after unescaping), numbers that are not finite or are integers beyond
/// ±2^53, U+0000, lone surrogates, and what is over the limits.
[[nodiscard]] Result<json::value> parse_json(std::string_view text, const JsonLimits& limits = {});

/// The text form of a value, without line breaks.
[[nodiscard]] std::string to_json(const json::value& value);

/// A list of texts as a JSON array.
[[nodiscard]] json::array json_texts(std::span<const std::string> texts);

/// Appends one reference token to a JSON Pointer, escaped (RFC 6901).
[[nodiscard]] std::string pointer_to(std::string_view base, std::string_view token);
[[nodiscard]] std::string pointer_to(std::string_view base, std::size_t index);

/// A word of the API and the value it stands for.
template <class T>
struct Word {
  std::string_view text;
  T value;
};

/// The text for a value in a table of words; empty where the table lacks it.
template <class T>
[[nodiscard]] std::string_view word_for(std::span<const Word<T>> words, T value) {
  for (const auto& word : words) {
    if (word.value == value) return word.text;
  }
  return {};
}
/// The value for a text in a table of words.
template <class T>
[[nodiscard]] std::optional<T> value_for(std::span<const Word<T>> words, std::string_view text) {
  for (const auto& word : words) {
    if (word.text == text) return word.value;
  }
  return std::nullopt;
}

/// Reads the members of one JSON object into typed values and collects every problem by JSON Pointer, so that
/// one answer names all of them. Every read names a member as known; finish() reports the unknown ones.
///
///   Decoder in(value);
///   plan.where = in.optional_text("where", 500).value_or("");
///   plan.minutes = in.integer("minutes", 1, 600);
///   if (auto problem = in.finish()) return std::unexpected(*problem);
///
/// A read that fails returns an empty value of its type; nothing of the result may be used before finish().
class Decoder {
 public:
  /// Reads the members of `value`, which must be an object; `pointer` is where it stands.
  explicit Decoder(const json::value& value, std::string pointer = "");

  /// Required text: 1 to `max_points` code points that are not all white space; surrounding white space
  /// removed.
  [[nodiscard]] std::string text(std::string_view key, std::size_t max_points);
  /// Text that may be absent, null or blank: nothing in these cases.
  [[nodiscard]] std::optional<std::string> optional_text(std::string_view key, std::size_t max_points);

  [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t min, std::int64_t max);
  [[nodiscard]] std::optional<std::int64_t> optional_integer(std::string_view key, std::int64_t min,
                                                             std::int64_t max);
  [[nodiscard]] double number(std::string_view key, double min, double max);
  [[nodiscard]] bool boolean(std::string_view key);
  [[nodiscard]] std::optional<bool> optional_boolean(std::string_view key);

  [[nodiscard]] Id id(std::string_view key);
  [[nodiscard]] std::optional<Id> optional_id(std::string_view key);

  /// RFC 3339 instant.
  [[nodiscard]] Instant instant(std::string_view key);
  [[nodiscard]] std::optional<Instant> optional_instant(std::string_view key);
  /// Wall-clock time without a zone, "2026-11-24T10:00".
  [[nodiscard]] LocalTime local_time(std::string_view key);
  [[nodiscard]] std::optional<LocalTime> optional_local_time(std::string_view key);
  [[nodiscard]] std::optional<LocalDate> optional_date(std::string_view key);
  /// Name of a time zone that this machine knows.
  [[nodiscard]] std::string zone(std::string_view key);

  /// One of a table's words.
  template <class T>
  [[nodiscard]] T word(std::string_view key, std::span<const Word<T>> words) {
    const auto found = optional_word(key, words);
    if (not found and not has_problem_at(key)) problem(key, "Please choose one of the possible values.");
    return found.value_or(words.front().value);
  }
  template <class T>
  [[nodiscard]] std::optional<T> optional_word(std::string_view key, std::span<const Word<T>> words) {
    const json::value* value = present(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_string()) {
      if (auto found = value_for(words, std::string_view(value->get_string()))) return found;
    }
    std::string known;
    for (const auto& each : words) known += (known.empty() ? "" : ", ") + std::string(each.text);
    problem(key, "This must be one of: " + known + ".");
    return std::nullopt;
  }

  /// A nested object: `read(Decoder&)` reads its members; its problems join this object's. False where
  /// absent.
  bool optional_object(std::string_view key, const std::function<void(Decoder&)>& read);
  void object(std::string_view key, const std::function<void(Decoder&)>& read);
  /// An array of objects of at most `max_items`; absent counts as empty.
  void objects(std::string_view key, std::size_t max_items, const std::function<void(Decoder&)>& read);
  /// An array of texts of at most `max_items`; absent counts as empty.
  [[nodiscard]] std::vector<std::string> texts(std::string_view key, std::size_t max_items,
                                               std::size_t max_points);
  /// An array of distinct words; absent counts as empty.
  template <class T>
  [[nodiscard]] std::vector<T> words(std::string_view key, std::size_t max_items,
                                     std::span<const Word<T>> table) {
    std::vector<T> values;
    const json::array* array = optional_array(key, max_items);
    if (array == nullptr) return values;
    for (std::size_t i = 0; i < array->size(); ++i) {
      const auto& item = (*array)[i];
      const auto value =
          item.is_string() ? value_for(table, std::string_view(item.get_string())) : std::nullopt;
      if (value) {
        values.push_back(*value);
      } else {
        problem_at(pointer_to(pointer_to(pointer_, key), i), "This is not one of the possible values.");
      }
    }
    return values;
  }
  /// The raw member, for rooms that decode further; nullptr where absent or null.
  [[nodiscard]] const json::value* raw(std::string_view key);

  /// Adds a problem with a member that only the caller can know.
  void problem(std::string_view key, std::string message);
  /// Adds a problem at a full pointer.
  void problem_at(std::string pointer, std::string message);

  [[nodiscard]] const std::string& pointer() const { return pointer_; }
  [[nodiscard]] bool has_problems() const { return not problems_.empty(); }
  [[nodiscard]] bool has(std::string_view key) const;

  /// The Error with every problem found, unknown members included; nothing where the object was right.
  [[nodiscard]] std::optional<Error> finish();

 private:
  const json::value* present(std::string_view key);
  const json::value* required(std::string_view key);
  const json::array* optional_array(std::string_view key, std::size_t max_items);
  [[nodiscard]] bool has_problem_at(std::string_view key) const;
  std::optional<std::string> read_text(std::string_view key, const json::value& value,
                                       std::size_t max_points);
  void absorb(Decoder& nested);
  void note_unknown_members();

  const json::object* object_ = nullptr;
  std::string pointer_;
  std::set<std::string, std::less<>> known_;
  std::vector<FieldError> problems_;
  bool noted_ = false;
};

}  // namespace intersession::core
