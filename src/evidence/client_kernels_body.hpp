// The loops of client_kernels.hpp. Included by one file per instruction set, inside an unnamed namespace; it
// uses no function of the standard library, so that nothing compiled for a newer processor leaks elsewhere.

typedef double Four __attribute__((vector_size(32)));
typedef long long Bits __attribute__((vector_size(32)));
typedef double FourUnaligned __attribute__((vector_size(32), aligned(8), may_alias));

inline __attribute__((always_inline)) Four load(const double* p) {
  return *reinterpret_cast<const FourUnaligned*>(p);
}
inline __attribute__((always_inline)) void store(double* p, const Four& v) {
  *reinterpret_cast<FourUnaligned*>(p) = v;
}
inline __attribute__((always_inline)) double total_of(const Four& v) {
  return (v[0] + v[1]) + (v[2] + v[3]);
}
inline __attribute__((always_inline)) Four all(double v) {
  return Four{v, v, v, v};
}

inline __attribute__((always_inline)) Four column_at(const RowColumns& c, int k, const std::size_t* row) {
  const double* const v = c.column[k];
  if (v == nullptr) return all(1);
  return (Four{v[row[0]], v[row[1]], v[row[2]], v[row[3]]} - all(c.mean[k])) * all(c.factor[k]);
}

template <int M>
void products(const ProductsTask& task) {
  const RowColumns& columns = *task.columns;
  const int m = M > 0 ? M : columns.m, q = task.q;
  constexpr int wide = M > 0 ? M : most_random + most_columns;
  Four sum[lower_size(wide)], acc[lower_size(wide)], now[wide], before[wide];
  const std::size_t lower = lower_size(static_cast<std::size_t>(m));
  const std::size_t kept = kept_size(static_cast<std::size_t>(q), static_cast<std::size_t>(m));
  for (std::size_t k = 0; k < lower; ++k) sum[k] = all(0);
  const double rest_of_one = 1 - columns.phi * columns.phi, scale_of_one = 1 / __builtin_sqrt(rest_of_one);
  std::size_t pairs_of_one = 0;
  double log_det = 0;
  for (std::size_t batch = 0; batch < task.batches; ++batch) {
    const std::size_t *const begin = task.begin + batch * lanes, *const end = task.end + batch * lanes;
    std::size_t shortest = end[0] - begin[0], longest = shortest;
    for (int l = 1; l < lanes; ++l) {
      const std::size_t n = end[l] - begin[l];
      shortest = n < shortest ? n : shortest;
      longest = n > longest ? n : longest;
    }
    for (std::size_t k = 0; k < lower; ++k) acc[k] = all(0);
    const auto add = [&](const Four* w) __attribute__((always_inline)) {
      int at = 0;
      for (int i = 0; i < m; ++i)
        for (int j = 0; j <= i; ++j, ++at) acc[at] += w[i] * w[j];
    };
    std::size_t row[lanes];
    if (columns.time == nullptr and columns.sd == nullptr) {
      for (std::size_t t = 0; t < shortest; ++t) {
        for (int l = 0; l < lanes; ++l) row[l] = begin[l] + t;
        for (int k = 0; k < m; ++k) now[k] = column_at(columns, k, row);
        add(now);
      }
      for (std::size_t t = shortest; t < longest; ++t) {
        Four here;
        for (int l = 0; l < lanes; ++l) {
          const bool inside = begin[l] + t < end[l];
          here[l] = inside ? 1 : 0;
          row[l] = inside ? begin[l] + t : 0;
        }
        for (int k = 0; k < m; ++k) now[k] = column_at(columns, k, row) * here;
        add(now);
      }
    } else {
      for (std::size_t t = 0; t < longest; ++t) {
        Four weight, rho = all(0), scale = all(1);
        for (int l = 0; l < lanes; ++l) {
          const bool inside = begin[l] + t < end[l];
          row[l] = inside ? begin[l] + t : 0;
          weight[l] = inside ? 1 : 0;
          if (not inside) continue;
          if (columns.sd != nullptr) {
            weight[l] = 1 / columns.sd[row[l]];
            log_det += 2 * __builtin_log(columns.sd[row[l]]);
          }
          if (columns.time == nullptr or t == 0) continue;
          const double gap = columns.time[row[l]] - columns.time[row[l] - 1];
          if (gap == 1) {
            rho[l] = columns.phi, scale[l] = scale_of_one;
            ++pairs_of_one;
          } else {
            rho[l] = __builtin_pow(columns.phi, gap);
            const double rest = 1 - rho[l] * rho[l];
            scale[l] = 1 / __builtin_sqrt(rest);
            log_det += __builtin_log(rest);
          }
        }
        Four white[wide];
        for (int k = 0; k < m; ++k) {
          now[k] = column_at(columns, k, row) * weight;
          white[k] = t == 0 ? now[k] : (now[k] - rho * before[k]) * scale;
          before[k] = now[k];
        }
        if (t >= shortest)
          for (int k = 0; k < m; ++k)
            for (int l = 0; l < lanes; ++l)
              if (begin[l] + t >= end[l]) white[k][l] = 0;
        add(white);
      }
    }
    for (std::size_t k = 0; k < lower; ++k) sum[k] += acc[k];
    double* out = task.kept + batch * kept * lanes;
    for (int a = 0; a < q; ++a)
      for (int j = a; j < m; ++j, out += lanes) store(out, acc[j * (j + 1) / 2 + a]);
  }
  for (std::size_t k = 0; k < lower; ++k) task.total[k] += total_of(sum[k]);
  *task.log_det += log_det;
  if (pairs_of_one > 0) *task.log_det += static_cast<double>(pairs_of_one) * __builtin_log(rest_of_one);
}

// What a sweep adds up, one number per lane.
struct SweepSums {
  Four *hh, *bb, *zvz, *t, *f;
};

template <int Q, int M, bool Nested>
inline __attribute__((always_inline)) void sweep_batch(const double* kept, const double* lambda, int q_run,
                                                       int m_run, const SweepSums& sums, Four& determinant) {
  const int q = Q > 0 ? Q : q_run, m = M > 0 ? M : m_run;
  constexpr int wq = Q > 0 ? Q : most_random, wm = M > 0 ? M : most_random + most_columns;
  Four z[wq * wm], sl[wq * wq], l[wq * wq], d[wq], inverse[wq], h[wq * wm], g[wq * wm];
  for (int a = 0; a < q; ++a)
    for (int j = a; j < m; ++j, kept += lanes) {
      z[a * m + j] = load(kept);
      if (j < q) z[j * m + a] = z[a * m + j];
    }
  for (int a = 0; a < q; ++a)
    for (int b = 0; b < q; ++b) {
      Four sum = all(0);
      for (int c = b; c < q; ++c) sum += z[a * m + c] * all(lambda[c * q + b]);
      sl[a * q + b] = sum;
    }
  for (int a = 0; a < q; ++a)
    for (int b = 0; b <= a; ++b) {
      Four sum = all(a == b ? 1 : 0);
      for (int c = a; c < q; ++c) sum += all(lambda[c * q + a]) * sl[c * q + b];
      for (int c = 0; c < b; ++c) sum -= l[a * q + c] * l[b * q + c] * d[c];
      if (a == b)
        d[a] = sum, inverse[a] = all(1) / sum, determinant *= sum;
      else
        l[a * q + b] = sum * inverse[b];
    }
  for (int a = 0; a < q; ++a)
    for (int j = 0; j < m; ++j) {
      Four sum = all(0);
      for (int c = a; c < q; ++c) sum += all(lambda[c * q + a]) * z[c * m + j];
      for (int c = 0; c < a; ++c) sum -= l[a * q + c] * h[c * m + j];
      h[a * m + j] = sum, g[a * m + j] = sum * inverse[a];
    }
  for (int i = 0, at = 0; i < m; ++i)
    for (int j = 0; j <= i; ++j, ++at) {
      Four sum = sums.hh[at];
      for (int a = 0; a < q; ++a) sum += h[a * m + i] * g[a * m + j];
      sums.hh[at] = sum;
    }
  for (int a = 0; a < q; ++a)  // Z'Z Lambda L^-T, in place
    for (int b = 0; b < q; ++b)
      for (int c = 0; c < b; ++c) sl[a * q + b] -= sl[a * q + c] * l[b * q + c];
  for (int a = 0; a < q; ++a)
    for (int j = 0; j < m; ++j)
      for (int c = 0; c < q; ++c) z[a * m + j] -= sl[a * q + c] * g[c * m + j];  // now b = Z'V^-1 W
  Four* bb = sums.bb;
  for (int a = 0, at = 0; a < q; ++a)
    for (int e = 0; e <= a; ++e, ++at) {
      sums.zvz[at] += z[a * m + e];
      const Four *const x = z + a * m, *const y = z + e * m;
      for (int i = 0; i < m; ++i)
        for (int j = 0; j <= i; ++j, ++bb) {
          if (a == e)
            *bb += x[i] * x[j];
          else
            *bb += x[i] * y[j] + y[i] * x[j];
        }
    }
  if constexpr (Nested) {
    for (int j = 0; j < m; ++j) sums.t[j] += z[j];
    Four* f = sums.f;
    for (int a = 0; a < q; ++a)
      for (int e = 0; e < q; ++e)
        for (int j = 0; j < m; ++j, ++f) *f += z[a * m] * z[e * m + j];
  }
}

// Folds one therapist into the sums: V = V_0 + tau^2 11' (Sherman & Morrison 1950).
template <int Q, int M>
void fold_outer(const SweepTask& task, const SweepSums& sums, std::size_t o, double& log_det) {
  const int q = Q > 0 ? Q : task.q, m = M > 0 ? M : task.m;
  constexpr int wq = Q > 0 ? Q : most_random, wm = M > 0 ? M : most_random + most_columns;
  double f[wq * wq * wm];
  double* const t = task.outer_t + o * static_cast<std::size_t>(m);
  for (int j = 0; j < m; ++j) t[j] = total_of(sums.t[j]);
  for (int k = 0; k < q * q * m; ++k) f[k] = total_of(sums.f[k]);
  const double k = 1 + task.tau * task.tau * t[0], c = task.tau * task.tau / k;
  log_det += 0.5 * __builtin_log(k);
  *task.one += t[0] / k;
  for (int i = 0, at = 0; i < m; ++i)
    for (int j = 0; j <= i; ++j, ++at) task.hh[at] += c * t[i] * t[j], task.vv[at] += t[i] * t[j] / (k * k);
  double* bb = task.bb;
  for (int a = 0, at = 0; a < q; ++a)
    for (int e = 0; e <= a; ++e, ++at) {
      const double *const fea = f + (e * q + a) * m, *const fae = f + (a * q + e) * m;
      const double ff = fae[0];
      task.zvz[at] -= c * ff;
      for (int i = 0; i < m; ++i)
        for (int j = 0; j <= i; ++j, ++bb) {
          double v = c * c * ff * t[i] * t[j] - c * (fea[i] * t[j] + t[i] * fae[j]);
          if (a != e) v += c * c * ff * t[i] * t[j] - c * (fea[j] * t[i] + t[j] * fae[i]);
          *bb += v;
        }
    }
}

template <int Q, int M, bool Nested>
void sweep(const SweepTask& task) {
  const int q = Q > 0 ? Q : task.q, m = M > 0 ? M : task.m;
  const auto uq = static_cast<std::size_t>(q), um = static_cast<std::size_t>(m);
  const std::size_t lower = lower_size(um), pairs = lower_size(uq), kept = kept_size(uq, um) * lanes;
  Four* work;
  Four own[Q > 0 ? sweep_work(Q > 0 ? Q : 1, M > 0 ? M : 1) / lanes : 1];
  if constexpr (Q > 0)
    work = own;
  else
    work = reinterpret_cast<Four*>((reinterpret_cast<unsigned long long>(task.work) + 31) & ~31ULL);
  const SweepSums sums{work, work + lower, work + lower * (1 + pairs), work + lower * (1 + pairs) + pairs,
                       work + lower * (1 + pairs) + pairs + um};
  const std::size_t constant = lower * (1 + pairs) + pairs, per_outer = um + uq * uq * um;
  for (std::size_t k = 0; k < constant; ++k) work[k] = all(0);
  Four determinant = all(1);
  double log_det = 0;
  const auto settle = [&]() __attribute__((always_inline)) {
    log_det += 0.5 * (__builtin_log(determinant[0]) + __builtin_log(determinant[1]) +
                      __builtin_log(determinant[2]) + __builtin_log(determinant[3]));
    determinant = all(1);
  };
  const auto guard = [&]() __attribute__((always_inline)) {
    const double top = total_of(determinant);
    if (not(top < 1e100)) settle();
  };
  if constexpr (Nested) {
    for (std::size_t o = task.outer_first; o < task.outer_last; ++o) {
      for (std::size_t k = 0; k < per_outer; ++k) sums.t[k] = all(0);
      for (std::size_t b = task.outer_batch[o]; b < task.outer_batch[o + 1]; ++b) {
        sweep_batch<Q, M, true>(task.kept + b * kept, task.lambda, q, m, sums, determinant);
        guard();
      }
      fold_outer<Q, M>(task, sums, o, log_det);
    }
  } else {
    for (std::size_t b = task.first; b < task.last; ++b) {
      sweep_batch<Q, M, false>(task.kept + b * kept, task.lambda, q, m, sums, determinant);
      guard();
    }
  }
  settle();
  for (std::size_t k = 0; k < lower; ++k) task.hh[k] += total_of(sums.hh[k]);
  for (std::size_t k = 0; k < lower * pairs; ++k) task.bb[k] += total_of(sums.bb[k]);
  for (std::size_t k = 0; k < pairs; ++k) task.zvz[k] += total_of(sums.zvz[k]);
  *task.log_det += log_det;
}

template <int Q, int M>
void sweep_any(const SweepTask& task) {
  task.outer_batch != nullptr ? sweep<Q, M, true>(task) : sweep<Q, M, false>(task);
}

void chosen_sweep(const SweepTask& task) {
  switch (task.q * 100 + task.m) {
    case 105:
      return sweep_any<1, 5>(task);
    case 205:
      return sweep_any<2, 5>(task);
    case 206:
      return sweep_any<2, 6>(task);
    case 207:
      return sweep_any<2, 7>(task);
    case 305:
      return sweep_any<3, 5>(task);
    case 307:
      return sweep_any<3, 7>(task);
    default:
      return sweep_any<-1, -1>(task);
  }
}

void chosen_products(const ProductsTask& task) {
  switch (task.columns->m) {
    case 5:
      return products<5>(task);
    case 6:
      return products<6>(task);
    case 7:
      return products<7>(task);
    default:
      return products<-1>(task);
  }
}

Moments moments_of(const double* v, std::size_t n, double shift) {
  Four sum[2] = {all(0), all(0)}, squares[2] = {all(0), all(0)};
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (int k = 0; k < 2; ++k) {
      const Four x = load(v + i + k * 4) - all(shift);
      sum[k] += x, squares[k] += x * x;
    }
  Moments out{total_of(sum[0] + sum[1]), total_of(squares[0] + squares[1])};
  for (; i < n; ++i) out.sum += v[i] - shift, out.squares += (v[i] - shift) * (v[i] - shift);
  return out;
}

// exp(x) for -700 <= x <= 0: x = k log 2 + r, Taylor series of exp(r), |r| <= log(2) / 2; error about 2e-16.
inline __attribute__((always_inline)) Four exp_of_negative(const Four& x) {
  const Four magic = all(6755399441055744.0);  // 1.5 * 2^52: adding it rounds to an integer
  const Four shifted = x * all(1.4426950408889634) + magic;
  const Four k = shifted - magic;
  const Four r = (x - k * all(0.69314718036912382)) - k * all(1.9082149292705877e-10);
  Four p = all(1.0 / 6227020800.0);
  p = p * r + all(1.0 / 479001600.0);
  p = p * r + all(1.0 / 39916800.0);
  p = p * r + all(1.0 / 3628800.0);
  p = p * r + all(1.0 / 362880.0);
  p = p * r + all(1.0 / 40320.0);
  p = p * r + all(1.0 / 5040.0);
  p = p * r + all(1.0 / 720.0);
  p = p * r + all(1.0 / 120.0);
  p = p * r + all(1.0 / 24.0);
  p = p * r + all(1.0 / 6.0);
  p = p * r + all(0.5);
  p = p * r + all(1.0);
  p = p * r + all(1.0);
  const Bits exponent = (__builtin_bit_cast(Bits, shifted) + 1023) << 52;
  return p * __builtin_bit_cast(Four, exponent);
}

void logistic_of(const double* x, double* p, double* w, double* one_plus, std::size_t n) {
  const auto four =
      [](const Four& v, Four& probability, Four& weight, Four& one) __attribute__((always_inline)) {
    const Four below = v < all(0) ? v : -v;
    const Four small = exp_of_negative(below < all(-700) ? all(-700) : below);
    one = all(1) + small;
    const Four large = all(1) / one, other = small * large;
    probability = v < all(0) ? other : large;
    weight = large * other;
  };
  std::size_t i = 0;
  Four a, b, c;
  for (; i + 4 <= n; i += 4) {
    four(load(x + i), a, b, c);
    store(p + i, a), store(w + i, b), store(one_plus + i, c);
  }
  if (i == n) return;
  double last[4] = {};
  for (std::size_t k = i; k < n; ++k) last[k - i] = x[k];
  four(load(last), a, b, c);
  for (std::size_t k = i; k < n; ++k) p[k] = a[k - i], w[k] = b[k - i], one_plus[k] = c[k - i];
}

constexpr ClientKernels these_kernels{chosen_products, chosen_sweep, moments_of, logistic_of};
