#include "app/evidence_progress.hpp"

#include <unistd.h>

#include <cmath>
#include <cstdio>

namespace intersession::app {

namespace {

double rounded(double ms) {
  return std::round(ms * 1000) / 1000;
}

}  // namespace

EvidenceProgress::EvidenceProgress() : terminal_(::isatty(STDERR_FILENO) == 1) {}
EvidenceProgress::~EvidenceProgress() {
  finish();
}

void EvidenceProgress::show(std::string_view text) {
  if (not terminal_) return;
  std::fprintf(stderr, "\r\x1b[K%.*s", static_cast<int>(text.size()), text.data());
  std::fflush(stderr);
}

void EvidenceProgress::stage(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto at = Clock::now();
  const double ms = std::chrono::duration<double, std::milli>(at - since_).count();
  if (now_ == "read") read_ms_ += ms;
  if (now_ == "prepare" or now_ == "frame") prep_ms_ += ms;
  if (now_ == "fit") fit_ms_ += ms;
  if (now_ == "check") check_ms_ += ms;
  since_ = at;
  total_ms_ = std::chrono::duration<double, std::milli>(at - begin_).count();
  now_ = name;
  if (name == "read") show("Reading the table");
  if (name == "prepare" or name == "frame") show("Preparing the variables");
  if (name == "fit") show("Fitting");
  if (name == "check") show("Checking (carry-over, trends, the reversed direction)");
}

void EvidenceProgress::step(int done, int of) {
  if (not terminal_ or of < 1) return;
  const std::lock_guard lock(mutex_);
  const int percent = static_cast<int>(100.0 * done / of);
  if (percent <= shown_) return;
  shown_ = percent;
  std::string bar = "[";
  for (int k = 0; k < 40; ++k) bar += 5 * k < 2 * percent ? '#' : ' ';
  show(bar + "] " + std::to_string(percent) + " %");
}

void EvidenceProgress::finish() {
  if (now_.empty()) return;
  stage("");
  if (terminal_) std::fputs("\r\x1b[K", stderr);
}

core::json::object EvidenceProgress::timing() const {
  core::json::object out{{"read_ms", rounded(read_ms_)},
                         {"prep_ms", rounded(prep_ms_)},
                         {"fit_ms", rounded(fit_ms_)},
                         {"total_ms", rounded(total_ms_)}};
  if (check_ms_ > 0) out["check_ms"] = rounded(check_ms_);
  return out;
}

}  // namespace intersession::app
