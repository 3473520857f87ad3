// What may be bound to a statement's ?1, ?2, …
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "platform/core/bytes.hpp"
#include "platform/core/id.hpp"
#include "platform/core/time.hpp"

namespace intersession::db {

/// A view of one argument: integer (64 bit), real, text (UTF-8 without NUL), bytes, or nothing. An Id is
/// bound as its 16 bytes, an Instant as microseconds since 1970, a bool as 0 or 1, an optional as its value
/// or nothing. Does not own text or bytes: they must live as long as the call that binds them.
class Value {
 public:
  enum class Type : char { kUntyped = '0', kInteger = 'i', kReal = 'r', kText = 't', kBytes = 'b' };

  Value(std::nullptr_t) {}  // NOLINT(google-explicit-constructor): arguments of execute() and query()
  Value(std::nullopt_t) {}  // NOLINT(google-explicit-constructor)
  template <std::integral T>
  Value(T value)  // NOLINT(google-explicit-constructor)
      : type_(Type::kInteger), null_(false), integer_(static_cast<std::int64_t>(value)) {
    if (not std::in_range<std::int64_t>(widened(value)))
      throw std::out_of_range("an integer above 2^63 - 1 for SQL");
  }
  Value(double value)
      : type_(Type::kReal), null_(false), real_(value) {}  // NOLINT(google-explicit-constructor)
  Value(std::string_view text)                             // NOLINT(google-explicit-constructor)
      : type_(Type::kText), null_(false), data_(text.data()), size_(text.size()) {}
  Value(const std::string& text) : Value(std::string_view(text)) {}  // NOLINT(google-explicit-constructor)
  Value(const char* text) : Value(std::string_view(text)) {}         // NOLINT(google-explicit-constructor)
  Value(core::ByteView bytes)                                        // NOLINT(google-explicit-constructor)
      : type_(Type::kBytes), null_(false), data_(bytes.data()), size_(bytes.size()) {}
  Value(const core::Bytes& bytes) : Value(core::ByteView(bytes)) {}  // NOLINT(google-explicit-constructor)
  Value(const core::Id& id) : Value(core::ByteView(id.bytes)) {}     // NOLINT(google-explicit-constructor)
  Value(core::Instant at) : Value(core::to_micros(at)) {}            // NOLINT(google-explicit-constructor)
  template <class T>
  Value(const std::optional<T>& value) : Value(value ? Value(*value) : nothing<T>()) {}  // NOLINT

  [[nodiscard]] Type type() const { return type_; }
  [[nodiscard]] bool is_null() const { return null_; }
  [[nodiscard]] std::int64_t integer() const { return integer_; }
  [[nodiscard]] double real() const { return real_; }
  /// Text and bytes alike.
  [[nodiscard]] std::string_view data() const { return {static_cast<const char*>(data_), size_}; }

 private:
  template <std::integral T>
  static auto widened(T value) {
    if constexpr (std::same_as<T, bool> or std::same_as<T, char>) {
      return static_cast<int>(value);
    } else {
      return value;
    }
  }
  /// A typed nothing, so that PostgreSQL knows what "?1 IS NULL" speaks of.
  template <class T>
  static Value nothing() {
    Value value(T{});
    value.null_ = true;
    value.data_ = nullptr;
    value.size_ = 0;
    return value;
  }

  Type type_ = Type::kUntyped;
  bool null_ = true;
  std::int64_t integer_ = 0;
  double real_ = 0;
  const void* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Whatever `connection.execute(sql, …)` accepts.
template <class T>
concept Bindable = std::constructible_from<Value, const T&>;

using Values = std::span<const Value>;

}  // namespace intersession::db
