#include "evidence/distributions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace intersession::evidence {
namespace {

constexpr double tiny = 1e-300;
constexpr double epsilon = 1e-16;

double beta_fraction(double a, double b, double x) {
  double c = 1, d = 1 - (a + b) * x / (a + 1);
  d = 1 / (std::abs(d) < tiny ? tiny : d);
  double h = d;
  for (int m = 1; m < 20000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    c = 1 + even / c;
    d = 1 / (std::abs(d) < tiny ? tiny : d);
    if (std::abs(c) < tiny) c = tiny;
    h *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    c = 1 + odd / c;
    d = 1 / (std::abs(d) < tiny ? tiny : d);
    if (std::abs(c) < tiny) c = tiny;
    h *= d * c;
    if (std::abs(d * c - 1) < epsilon * 4) break;
  }
  return h;
}

double gamma_upper(double a, double x) {  // Q(a, x)
  if (x <= 0) return 1;
  const double front = std::exp(-x + a * std::log(x) - log_gamma(a));
  if (x < a + 1) {
    double term = 1 / a, sum = term;
    for (double k = a + 1; term > sum * epsilon; ++k) sum += (term *= x / k);
    return 1 - sum * front;
  }
  double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
  for (int i = 1; i < 100000; ++i) {
    const double an = -i * (i - a);
    b += 2;
    d = an * d + b;
    d = 1 / (std::abs(d) < tiny ? tiny : d);
    c = b + an / c;
    if (std::abs(c) < tiny) c = tiny;
    h *= d * c;
    if (std::abs(d * c - 1) < epsilon * 4) break;
  }
  return front * h;
}

template <std::size_t N>
double polynomial(const std::array<double, N>& c, double x) {
  double r = 0;
  for (std::size_t i = N; i-- > 0;) r = r * x + c[i];
  return r;
}

// Wichura 1988, AS 241 (PPND16).
constexpr std::array<double, 8> a_near{
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3};
constexpr std::array<double, 8> b_near{1.0,
                                       4.2313330701600911252e1,
                                       6.8718700749205790830e2,
                                       5.3941960214247511077e3,
                                       2.1213794301586595867e4,
                                       3.9307895800092710610e4,
                                       2.8729085735721942674e4,
                                       5.2264952788528545610e3};
constexpr std::array<double, 8> c_mid{1.42343711074968357734e0,  4.63033784615654529590e0,
                                      5.76949722146069140550e0,  3.64784832476320460504e0,
                                      1.27045825245236838258e0,  2.41780725177450611770e-1,
                                      2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr std::array<double, 8> d_mid{1.0,
                                      2.05319162663775882187e0,
                                      1.67638483018380384940e0,
                                      6.89767334985100004550e-1,
                                      1.48103976427480074590e-1,
                                      1.51986665636164571966e-2,
                                      5.47593808499534494600e-4,
                                      1.05075007164441684324e-9};
constexpr std::array<double, 8> e_far{6.65790464350110377720e0,  5.46378491116411436990e0,
                                      1.78482653991729133580e0,  2.96560571828504891230e-1,
                                      2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                      2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr std::array<double, 8> f_far{1.0,
                                      5.99832206555887937690e-1,
                                      1.36929880922735805310e-1,
                                      1.48753612908506148525e-2,
                                      7.86869131145613259100e-4,
                                      1.84631831751005468180e-5,
                                      1.42151175831644588870e-7,
                                      2.04426310338993978564e-15};

}  // namespace

double log_gamma(double x) {  // Stirling with shift; Abramowitz & Stegun 1964, 6.1.40
  double shift = 0;
  while (x < 15) shift -= std::log(x), x += 1;
  const double r = 1 / (x * x);
  const double series =
      (1.0 / 12 -
       r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188 - r * 691.0 / 360360))))) /
      x;
  return shift + (x - 0.5) * std::log(x) - x + 0.5 * std::log(2 * std::numbers::pi) + series;
}

double incomplete_beta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front =
      std::exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
  return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double normal_cdf(double x) {
  return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(a_near, r) / polynomial(b_near, r);
  }
  double r = std::sqrt(-std::log(q < 0 ? p : 1 - p));
  const double value = r <= 5 ? polynomial(c_mid, r - 1.6) / polynomial(d_mid, r - 1.6)
                              : polynomial(e_far, r - 5) / polynomial(f_far, r - 5);
  return q < 0 ? -value : value;
}

double t_two_sided_p(double t, double df) {
  if (std::isnan(t) or std::isnan(df)) return std::numeric_limits<double>::quiet_NaN();
  if (std::isinf(df)) return std::erfc(std::abs(t) / std::numbers::sqrt2);
  return incomplete_beta(df / 2, 0.5, df / (df + t * t));
}

double t_quantile(double p, double df) {
  if (std::isnan(p) or std::isnan(df)) return std::numeric_limits<double>::quiet_NaN();
  if (p == 0.5) return 0;
  if (std::isinf(df) or df > 1e10) return normal_quantile(p);
  const double tail = 2 * std::min(p, 1 - p);  // find t with two-sided probability = tail
  double low = 0, high = std::max(1.0, std::abs(normal_quantile(p)));
  while (t_two_sided_p(high, df) > tail and high < 1e300) low = high, high *= 2;
  double t = std::min(high, std::max(low, std::abs(normal_quantile(p))));
  for (int i = 0; i < 200; ++i) {
    const double excess = t_two_sided_p(t, df) - tail;
    (excess > 0 ? low : high) = t;
    const double density =
        std::exp(log_gamma((df + 1) / 2) - log_gamma(df / 2) - (df + 1) / 2 * std::log1p(t * t / df)) /
        std::sqrt(df * std::numbers::pi);
    double next = t + excess / (2 * density);
    if (not(next > low and next < high)) next = 0.5 * (low + high);
    if (std::abs(next - t) <= 1e-15 * std::abs(t)) break;
    t = next;
  }
  return p < 0.5 ? -t : t;
}

double chi_square_upper(double x, double df) {
  return gamma_upper(df / 2, x / 2);
}

double chi_square_quantile(double p, double df) {
  double low = 0, high = std::max(1.0, df);
  while (chi_square_upper(high, df) > 1 - p) low = high, high *= 2;
  for (int i = 0; i < 200 and high - low > 1e-14 * high; ++i) {
    const double mid = 0.5 * (low + high);
    (chi_square_upper(mid, df) > 1 - p ? low : high) = mid;
  }
  return 0.5 * (low + high);
}

double f_upper(double f, double df1, double df2) {
  if (f <= 0) return 1;
  if (std::isinf(df2)) return chi_square_upper(f * df1, df1);
  return incomplete_beta(df2 / 2, df1 / 2, df2 / (df2 + df1 * f));
}

}  // namespace intersession::evidence
