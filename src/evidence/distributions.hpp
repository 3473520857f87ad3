// Distribution functions needed for tests and intervals, without a dependency.
//
// Accuracy: about 1e-14 relative for the normal, 1e-12 for t, F and chi-square in the ranges used here.
// Sources: incomplete beta and gamma by continued fraction and series (Abramowitz & Stegun 1964, 26.5.8,
// 6.5.29-31, evaluated by Lentz's method); normal quantile by Wichura 1988 (AS 241).
// Degrees of freedom may be fractional (Satterthwaite). Infinite degrees of freedom give the normal.
// Thread safety: pure functions.
#pragma once

namespace intersession::evidence {

double normal_cdf(double x);
double normal_quantile(double p);  // p in (0, 1)

double t_two_sided_p(double t, double df);
double t_quantile(double p, double df);  // p in (0, 1), df > 0

double chi_square_upper(double x, double df);  // P(X > x)
double chi_square_quantile(double p, double df);

double f_upper(double f, double df1, double df2);

// Regularised incomplete beta I_x(a, b).
double incomplete_beta(double a, double b, double x);

// ln(gamma(x)) for x > 0. std::lgamma writes a global and is not safe for threads.
double log_gamma(double x);

}  // namespace intersession::evidence
