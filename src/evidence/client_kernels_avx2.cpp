// Compiled with -mavx2 -mfma where the target is x86-64 (see CMakeLists.txt); empty elsewhere.
#include "evidence/client_kernels.hpp"

namespace intersession::evidence {

#if defined(__AVX2__) and defined(__FMA__)
namespace {
#include "evidence/client_kernels_body.hpp"
}  // namespace

const ClientKernels* avx2_kernels() {
  return __builtin_cpu_supports("avx2") and __builtin_cpu_supports("fma") ? &these_kernels : nullptr;
}
#else
const ClientKernels* avx2_kernels() {
  return nullptr;
}
#endif

}  // namespace intersession::evidence
