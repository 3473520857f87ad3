#include "evidence/symmetric_eigen.hpp"

namespace intersession::evidence {

SymmetricEigen symmetric_eigen(const Eigen::MatrixXd& matrix) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

Eigen::MatrixXd twice_inverse(const Eigen::MatrixXd& hessian) {
  const auto eigen = symmetric_eigen(hessian);
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Zero(hessian.rows(), hessian.cols());
  for (Eigen::Index k = 0; k < hessian.rows(); ++k)
    if (eigen.values[k] > 1e-8)
      inverse += 2 / eigen.values[k] * eigen.vectors.col(k) * eigen.vectors.col(k).transpose();
  return inverse;
}

}  // namespace intersession::evidence
