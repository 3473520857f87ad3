#include "platform/core/bytes.hpp"

#include <sodium.h>

#include <algorithm>

namespace intersession::core {

ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string to_hex(ByteView bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

namespace {
int hex_value(char digit) {
  if (digit >= '0' and digit <= '9') return digit - '0';
  if (digit >= 'a' and digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' and digit <= 'F') return digit - 'A' + 10;
  return -1;
}
}  // namespace

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 or low < 0) return std::nullopt;
    bytes.push_back(static_cast<unsigned char>(high * 16 + low));
  }
  return bytes;
}

std::string to_base64url(ByteView bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.pop_back();
  return text;
}

std::optional<Bytes> from_base64url(std::string_view text) {
  if (text.empty()) return Bytes{};
  Bytes bytes(text.size());
  std::size_t length = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length, &end,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 or
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  bytes.resize(length);
  return bytes;
}

Bytes sha256(ByteView bytes) {
  Bytes digest(crypto_hash_sha256_BYTES);
  crypto_hash_sha256(digest.data(), bytes.data(), bytes.size());
  return digest;
}

bool equal_constant_time(ByteView a, ByteView b) {
  return a.size() == b.size() and sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool is_utf8(std::string_view text) {
  auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  auto continues = [&](std::size_t i) { return (at(i) & 0xC0U) == 0x80U; };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned lead = at(i);
    if (lead < 0x80) {
      i += 1;
    } else if (lead >= 0xC2 and lead <= 0xDF and continues(i + 1)) {
      i += 2;
    } else if ((lead & 0xF0U) == 0xE0 and continues(i + 1) and continues(i + 2) and
               not(lead == 0xE0 and at(i + 1) < 0xA0) and not(lead == 0xED and at(i + 1) > 0x9F)) {
      i += 3;
    } else if (lead >= 0xF0 and lead <= 0xF4 and continues(i + 1) and continues(i + 2) and
               continues(i + 3) and not(lead == 0xF0 and at(i + 1) < 0x90) and
               not(lead == 0xF4 and at(i + 1) > 0x8F)) {
      i += 4;
    } else {
      return false;
    }
  }
  return true;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string_view first_points(std::string_view text, std::size_t n) {
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    const bool starts = (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U;
    if (starts and n-- == 0) break;
  }
  return text.substr(0, end);
}

}  // namespace intersession::core
