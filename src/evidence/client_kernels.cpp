#include "evidence/client_kernels.hpp"

#pragma GCC diagnostic ignored "-Wpsabi"  // vectors only pass between inlined functions

namespace intersession::evidence {
namespace {
#include "evidence/client_kernels_body.hpp"
}  // namespace

const ClientKernels& portable_kernels() {
  return these_kernels;
}

const ClientKernels& client_kernels() {
  static const ClientKernels& fastest = avx2_kernels() != nullptr ? *avx2_kernels() : these_kernels;
  return fastest;
}

}  // namespace intersession::evidence
