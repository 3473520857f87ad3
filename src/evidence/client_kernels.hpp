// The inner loops over clients, four clients at a time.
//
// Everything that a linear mixed model needs from its rows lies in the cross-products of each client, so one
// evaluation of the criterion and its gradient is one sweep over clients and never touches rows again. Both
// loops exist twice, compiled for any x86-64 or other processor and for AVX2 with fused multiplication; which
// one runs is decided once. Results of the two differ in the last digits only; each gives the same bits on
// any number of threads, because the caller fixes the blocks and their order.
//
// Columns of a model are ordered here as W = [Z, the columns of X that are not in Z, y]: then Z'Z and Z'X are
// parts of W'W, and the first q rows of W'W are all that is kept of a client.
// Sources: elimination per group Pinheiro & Bates 2000, chapter 2; square-root-free Cholesky Golub & Van Loan
// 2013, 4.1. Thread safety: pure functions of their arguments.
#pragma once

#include <cstddef>

namespace intersession::evidence {

inline constexpr int lanes = 4;
inline constexpr int most_random = 8, most_columns = 48;

constexpr std::size_t lower_size(std::size_t n) {
  return n * (n + 1) / 2;
}
// Numbers kept of one client: row a of W'W from column a on, for a < q.
constexpr std::size_t kept_size(std::size_t q, std::size_t m) {
  return q * m - q * (q - 1) / 2;
}
constexpr std::size_t kept_at(std::size_t a, std::size_t j, std::size_t m) {  // j >= a
  return a * m - a * (a + 1) / 2 + j;
}

// The columns of W, scaled while they are read: w = (value - mean) * factor. A null column is the constant 1.
struct RowColumns {
  int m = 0;
  const double* column[most_random + most_columns] = {};
  double mean[most_random + most_columns] = {};
  double factor[most_random + most_columns] = {};
  const double* time = nullptr;  // with phi: place of each row in time
  const double* sd = nullptr;    // residual SD of each row, null = 1
  double phi = 0;                // residual correlation at distance 1
};

// Clients come in batches of `lanes` slots; slot i holds the rows [begin[i], end[i]), none when it is unused.
// `kept` gets kept_size(q, m) * lanes numbers per batch (number k of lane l at k * lanes + l); the lower
// triangle of the sum of all W'W (by rows) is added to `total` and log|R| to `log_det`.
struct ProductsTask {
  const RowColumns* columns;
  const std::size_t* begin;
  const std::size_t* end;
  std::size_t batches;
  int q;
  double* kept;
  double* total;
  double* log_det;
};

// One sweep over the batches [first, last) at Lambda (q x q by rows, lower). With b_i = Z'V_i^-1 W it adds
//   hh       W'W - sum W'V_i^-1 W, lower by rows             log_det  half of log|V|
//   zvz      sum Z'V_i^-1 Z, lower by rows
//   bb       for each pair a >= d of random effects (packed by rows): sum b_a b_d' + b_d b_a' (once when
//            a = d), lower by rows
// and with therapists (outer groups [outer_first, outer_last), group o in batches [outer_batch[o],
// outer_batch[o+1])) all of these with the whole V, and
//   vv, one  sum v v' and sum 1'V^-1 1 with v = 1'V^-1 W;  outer_t gets 1'V_0^-1 W of each outer group (m
//   each)
// where V_0 is V without the therapist's variance tau^2.
struct SweepTask {
  const double* kept;
  std::size_t first, last;
  const double* lambda;
  int q, m;
  const std::size_t* outer_batch = nullptr;
  std::size_t outer_first = 0, outer_last = 0;
  double tau = 0;
  double* outer_t = nullptr;
  double *hh, *zvz, *bb, *vv;
  double *log_det, *one;
  double* work;  // sweep_work(q, m) numbers, any content
};
constexpr std::size_t sweep_work(std::size_t q, std::size_t m) {
  return (lower_size(m) * (1 + lower_size(q)) + lower_size(q) + m + q * q * m) * lanes;
}

// Sum of v and of (v - shift)^2 for a column; a first pass for scales.
struct Moments {
  double sum = 0, squares = 0;  // of v - shift
};

struct ClientKernels {
  void (*products)(const ProductsTask&);
  void (*sweep)(const SweepTask&);
  Moments (*moments)(const double* v, std::size_t n, double shift);
  // For i < n: p = 1 / (1 + exp(-x)), w = p (1 - p), one_plus = 1 + exp(-|x|).
  void (*logistic)(const double* x, double* p, double* w, double* one_plus, std::size_t n);
};

const ClientKernels& portable_kernels();
// Null where neither compiler nor processor offers them.
const ClientKernels* avx2_kernels();
// The fastest this processor runs.
const ClientKernels& client_kernels();

}  // namespace intersession::evidence
