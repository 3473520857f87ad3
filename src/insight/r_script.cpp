#include "insight/r_script.hpp"

#include <algorithm>

#include "evidence/catalogue.hpp"

namespace intersession::insight {

namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' or c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

constexpr const char* kPrepare = R"R(
d <- d[order(as.character(d$client), d$session, method = "radix"), ]
d$client <- as.character(d$client)
# The value at session t-1, by session number; missing when that session is not there.
lag1 <- function(v) {
  at <- match(paste(d$client, d$session - 1), paste(d$client, d$session))
  v[at]
}
mean_of <- function(v) if (all(is.na(v))) NA_real_ else mean(v, na.rm = TRUE)
person_mean <- function(v) ave(v, d$client, FUN = mean_of)
between <- function(v) {
  m <- tapply(v, d$client, mean_of)
  as.vector(m[d$client]) - mean(m, na.rm = TRUE)
}
detrended <- function(v) {
  out <- rep(NA_real_, length(v))
  for (rows in split(seq_along(v), d$client)) {
    ok <- rows[!is.na(v[rows])]
    if (length(ok) >= 3) out[ok] <- resid(lm(v[ok] ~ d$session[ok]))
  }
  out
}
for (p in list(c("x", "hw_qty"), c("q", "hw_quality"), c("m", "mech"), c("y", "outcome"), c("df", "difficulty")))
  if (!is.null(d[[p[2]]])) {
    v <- d[[p[2]]]
    d[[paste0(p[1], "b")]] <- between(v)
    d[[paste0(p[1], "w0")]] <- v - person_mean(v)
    d[[paste0(p[1], "w1")]] <- lag1(v) - person_mean(v)
    d[[paste0(p[1], "d1")]] <- lag1(detrended(v))
  }
d$lt <- log(d$session)
d$t0 <- d$session - 1
if (!is.null(d$date)) {
  day <- as.numeric(as.Date(d$date))
  d$weeks <- (day - ave(day, d$client, FUN = function(v) v[!is.na(v)][1])) / 7
  d$lw <- log1p(d$weeks)
}
for (label in c("hw_type", "stage", "rater"))
  if (!is.null(d[[label]])) d[[sub("^hw_", "", paste0(label, "1"))]] <- lag1(ifelse(d[[label]] == "", NA, as.character(d[[label]])))
first <- with(d[d$session == 1, ], setNames(outcome, client))
d$base_c <- as.vector(first[d$client]) - mean(first, na.rm = TRUE)
)R";

std::string joined(const std::vector<std::string>& terms) {
  std::string out;
  for (const auto& t : terms) out += (out.empty() ? "" : " + ") + (t == "(Intercept)" ? std::string("1") : t);
  return out;
}

}  // namespace

std::string r_script(const FitRequest& request, const std::string& file,
                     const std::vector<std::pair<std::string, std::string>>& map) {
  const bool correlated = request.model == "A1" or request.model == "A1ri";
  const auto spec = *spec_for(request.model, request);
  std::string script = "# Fits " + request.model +
                       " with R, for comparison with `intersession evidence fit`.\n" +
                       "# Needs lme4, lmerTest and nlme.\n" + "d <- read.csv(" + quoted(file) +
                       ", stringsAsFactors = FALSE)\n";
  for (const auto& [name, column] : map)
    script += "names(d)[names(d) == " + quoted(column) + "] <- " + quoted(name) + "\n";
  script += kPrepare;
  std::vector<std::string> fixed = spec.fixed;
  if (not spec.by.empty()) {
    fixed.insert(fixed.begin(), {"0", spec.by_label});
    if (not spec.by_slope.empty()) fixed.push_back(spec.by_label + ":" + spec.by_slope);
  }
  std::vector<std::string> needed = spec.fixed;
  needed.insert(needed.end(), spec.random.begin(), spec.random.end());
  if (not spec.by.empty()) needed.push_back(spec.by_label);
  if (not spec.by_slope.empty()) needed.push_back(spec.by_slope);
  for (const auto& c : request.covariates) {
    script += "w <- d[[" + quoted(c) + "]] - person_mean(d[[" + quoted(c) + "]])\n" + "d[[" +
              quoted(c + "_w0") + "]] <- w; d[[" + quoted(c + "_b") + "]] <- between(d[[" + quoted(c) +
              "]])\n";
    fixed.insert(fixed.end(), {c + "_w0", c + "_b"});
    needed.insert(needed.end(), {c + "_w0", c + "_b"});
  }
  std::erase_if(needed,
                [](const std::string& n) { return n == "(Intercept)" or n.find(':') != std::string::npos; });
  if (spec.nested) needed.push_back("therapist");
  needed.push_back(spec.outcome);
  std::sort(needed.begin(), needed.end());
  needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
  std::string list;
  for (const auto& n : needed) list += (list.empty() ? "" : ", ") + quoted(n);
  script += "d <- d[complete.cases(d[, c(" + list +
            ")]) & d$session >= " + std::to_string(spec.first_session) + ", ]\n";
  if (not spec.by.empty())
    script +=
        "# Levels with fewer than 20 rows or 5 clients are not estimated.\n"
        "enough <- names(which(table(d$" +
        spec.by_label + ") >= 20 & tapply(d$client, d$" + spec.by_label +
        ", function(v) length(unique(v))) >= 5))\nd <- d[d$" + spec.by_label + " %in% enough, ]\n";
  const std::string random = joined(spec.random) + (spec.correlated ? " | client" : " || client");
  const std::string formula = spec.outcome + " ~ " + joined(fixed) + " + (" + random + ")" +
                              (spec.nested ? " + (1 | therapist)" : "");
  if (correlated) {
    script += "library(nlme)\nm <- lme(" + spec.outcome + " ~ " + joined(fixed) + ", random = ~ " +
              joined(spec.random) +
              " | client, data = d, correlation = " + (request.car or request.weeks ? "corCAR1" : "corAR1") +
              "(form = ~ " + (request.weeks ? "weeks" : "session") +
              " | client), method = " + (request.ml ? "\"ML\"" : "\"REML\"") +
              ",\n  control = lmeControl(tolerance = 1e-10, msTol = 1e-12, niterEM = 50, maxIter = 300, "
              "msMaxIter = 300, returnObject = TRUE))\n" +
              "estimate <- fixef(m); se <- sqrt(diag(vcov(m)))\n";
  } else if (spec.id.starts_with("G")) {
    script += "library(lme4)\nm <- glmer(" + formula + ", data = d, family = binomial, nAGQ = " +
              std::to_string(std::max(1, request.quadrature_points)) +
              ",\n  control = glmerControl(optimizer = \"bobyqa\", tolPwrss = 1e-13))\n" +
              "estimate <- fixef(m); se <- sqrt(diag(as.matrix(vcov(m))))\n";
  } else {
    script += "library(lmerTest)\nm <- lmer(" + formula +
              ", data = d, REML = " + (request.ml ? "FALSE" : "TRUE") +
              ",\n  control = lmerControl(optimizer = \"bobyqa\", optCtrl = list(rhoend = 1e-9)))\n" +
              "estimate <- fixef(m); se <- sqrt(diag(as.matrix(vcov(m))))\n";
  }
  script +=
      "print(summary(m))\n# One line per fixed effect, for machines: name, estimate, standard error.\n"
      "for (k in seq_along(estimate)) cat(sprintf(\"RESULT %s %.12g %.12g\\n\", names(estimate)[k], "
      "estimate[k], se[k]))\n"
      "cat(sprintf(\"RESULT logLik %.12g NA\\n\", as.numeric(logLik(m))))\n";
  return script;
}

}  // namespace intersession::insight
