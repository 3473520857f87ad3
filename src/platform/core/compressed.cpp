#include "platform/core/compressed.hpp"

#include <lz4.h>

#include <stdexcept>

namespace intersession::core {

Compressed::Compressed(std::string_view text) : text_size_(text.size()) {
  if (text.size() > LZ4_MAX_INPUT_SIZE) throw std::length_error("a text above 2 GB");
  const auto size = static_cast<int>(text.size());
  std::string packed(static_cast<std::size_t>(LZ4_compressBound(size)), '\0');
  const int written = LZ4_compress_default(text.data(), packed.data(), size, static_cast<int>(packed.size()));
  packed_.assign(packed.begin(), packed.begin() + written);
}

std::string Compressed::text() const {
  std::string text(text_size_, '\0');
  const int read = LZ4_decompress_safe(reinterpret_cast<const char*>(packed_.data()), text.data(),
                                       static_cast<int>(packed_.size()), static_cast<int>(text.size()));
  if (read < 0 or static_cast<std::size_t>(read) != text_size_) throw std::logic_error("damaged in memory");
  return text;
}

}  // namespace intersession::core
