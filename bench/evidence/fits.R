# Seconds R takes for the fits of evidence_bench, one line each. Rscript fits.R FILE.csv
# Debian: r-base-core r-cran-lme4 r-cran-lmertest r-cran-nlme
suppressPackageStartupMessages({library(lme4); library(lmerTest); library(nlme)})
spent <- function(work) { gc(FALSE); t <- system.time(work); t[["user.self"]] + t[["sys.self"]] }
say <- function(what, seconds) { cat(what, seconds, "\n"); flush.console() }
file <- commandArgs(TRUE)[1]
read <- spent(d <- read.csv(file, stringsAsFactors = FALSE))
derive <- spent({
  d <- d[order(d$client, d$session), ]
  n <- nrow(d); id <- match(d$client, unique(d$client))
  previous <- c(FALSE, id[-1] == id[-n] & d$session[-1] == d$session[-n] + 1)
  mean_of <- function(v) { ok <- !is.na(v); rowsum(ifelse(ok, v, 0), id)[, 1] / rowsum(as.numeric(ok), id)[, 1] }
  lag1 <- function(v) { o <- c(NA, v[-n]); o[!previous] <- NA; o }
  m <- mean_of(d$hw_qty); d$xb <- m[id] - mean(m, na.rm = TRUE); d$xw1 <- lag1(d$hw_qty) - m[id]
  m <- mean_of(d$difficulty); d$dfb <- m[id] - mean(m, na.rm = TRUE); d$dfw0 <- d$difficulty - m[id]
  d$lt <- log(d$session); d$t0 <- d$session - 1
  e <- d[complete.cases(d[, c("outcome", "xw1", "xb", "lt")]), ]
})
m1 <- outcome ~ xw1 + xb + lt + (1 + xw1 | client)
fit <- spent(lme4::lmer(m1, e))
say("m1", fit)
say("csv", read + derive + fit)
say("m2", spent(lme4::lmer(outcome ~ xw1 + xb + lt + (1 + xw1 | client) + (1 | therapist), e)))
if (n <= 200000) {
  say("satterthwaite", spent(coef(summary(lmerTest::lmer(m1, e)))))
  say("a1", spent(lme(outcome ~ xw1 + xb + lt, random = ~ 1 + xw1 | client, data = e,
                      correlation = corAR1(form = ~ session | client),
                      control = lmeControl(returnObject = TRUE))))
  say("g1", spent(glmer(hw_done ~ dfw0 + dfb + rationale + t0 + (1 | client), d, family = binomial)))
}
