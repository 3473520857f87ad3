// Eigenvalues of symmetric matrices: Hessians, covariances, Gram matrices.
#pragma once

#include <Eigen/Dense>

namespace intersession::evidence {

/// What a symmetric matrix does along its own axes.
struct SymmetricEigen {
  Eigen::VectorXd values;   ///< in increasing order
  Eigen::MatrixXd vectors;  ///< column k belongs to values[k]; orthonormal
};

/// Reads the lower triangle only. By Eigen's solver, which costs the compiler four seconds in each file that
/// names it, so that one file does it for all.
SymmetricEigen symmetric_eigen(const Eigen::MatrixXd& matrix);

/// The covariance of estimates from the Hessian of their deviance, -2 log likelihood: twice its inverse,
/// without the directions in which it curves less than 1e-8, as lmerTest does (Kuznetsova, Brockhoff &
/// Christensen, 2017).
Eigen::MatrixXd twice_inverse(const Eigen::MatrixXd& hessian);

}  // namespace intersession::evidence
