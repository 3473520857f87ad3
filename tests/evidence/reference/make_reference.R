# Reference results for the models that tests/fixtures/evidence/S*.ref.json do not hold: M1r (reversed
# direction), M1s (stage of therapy) and M1p (rater). Not run by ./test; its output is kept as a fixture.
#   Debian: apt-get install r-base-core r-cran-lme4 r-cran-lmertest r-cran-jsonlite
#   Rscript tests/evidence/reference/make_reference.R      (from the root of the checkout)
suppressPackageStartupMessages({library(lme4); library(lmerTest); library(jsonlite)})
folder <- "tests/fixtures/evidence"
control <- lmerControl(optimizer = "bobyqa", check.conv.singular = "ignore",
                       optCtrl = list(rhobeg = .05, rhoend = 1e-9, maxfun = 200000))
named <- function(x) as.list(setNames(as.numeric(x), names(x)))

# Derived variables, base R only. A lag is by session number: session t-1 must be there.
prepare <- function(file) {
  d <- read.csv(file.path(folder, file), stringsAsFactors = FALSE)
  number <- as.integer(sub("^C", "", d$client))
  # S4 has neither stages nor raters. The tests add the same two columns by the same rule.
  d$stage <- ifelse(d$session <= 4, "early", ifelse(d$session <= 10, "middle", "late"))
  d$rater <- c("client", "therapist", "observer")[(d$session + number) %% 3 + 1]
  d <- d[order(d$client, d$session), ]
  n <- nrow(d)
  previous <- c(FALSE, d$client[-1] == d$client[-n] & d$session[-1] == d$session[-n] + 1)
  lag1 <- function(v) { out <- c(NA, v[-n]); out[!previous] <- NA; out }
  for (p in list(c("x", "hw_qty"), c("y", "outcome"))) {
    v <- d[[p[2]]]
    m <- tapply(v, d$client, mean, na.rm = TRUE)
    d[[paste0(p[1], "b")]] <- as.numeric(m[d$client]) - mean(m, na.rm = TRUE)
    d[[paste0(p[1], "w1")]] <- lag1(v) - as.numeric(m[d$client])
  }
  d$stage1 <- factor(lag1(d$stage))
  d$rater1 <- factor(lag1(d$rater))
  d$lt <- log(d$session); d$t0 <- d$session - 1
  d
}

reference <- function(id, formula, d, REML = TRUE) {
  m <- suppressMessages(suppressWarnings(lmerTest::lmer(formula, d, REML = REML, control = control)))
  s <- suppressMessages(suppressWarnings(coef(summary(m, ddf = "Satterthwaite"))))
  se <- s[, "Std. Error"]; df <- s[, "df"]; half <- qt(.975, df) * se; b <- fixef(m)
  vc <- as.data.frame(VarCorr(m))
  list(id = id, fn = "lmer", formula = deparse(formula, width.cutoff = 500), REML = REML, nobs = nobs(m),
       singular = isSingular(m), fixef = named(b), se = named(se), df_satterthwaite = named(df),
       t = named(s[, "t value"]), p_satterthwaite = named(s[, "Pr(>|t|)"]),
       ci95_lo = named(b - half), ci95_hi = named(b + half), theta = as.numeric(getME(m, "theta")), sigma = sigma(m),
       varcomp = lapply(seq_len(nrow(vc)), function(i) list(grp = vc$grp[i], var1 = vc$var1[i], var2 = vc$var2[i],
                                                            vcov = vc$vcov[i], sdcor = vc$sdcor[i])),
       crit = if (REML) REMLcrit(m) else deviance(m), logLik = as.numeric(logLik(m)))
}

reversed <- function(file) reference(paste0("M1r_", sub("\\.csv$", "", file)),
                                     hw_qty ~ yw1 + yb + t0 + (1 + yw1 | client), prepare(file))
by_level <- function(id, level) {
  d <- prepare("S4_types.csv")
  d <- d[complete.cases(d[, c("outcome", "xw1", "xb", "lt", level)]), ]
  d$level <- d[[level]]
  own <- as.formula(sprintf("outcome ~ 0 + %s + %s:xw1 + xb + lt + (1 + xw1 | client)", level, level))
  common <- as.formula(sprintf("outcome ~ 0 + %s + xw1 + xb + lt + (1 + xw1 | client)", level))
  ml <- reference(paste0(id, "_ML"), own, d, FALSE); small <- reference(paste0(id, "a_ML"), common, d, FALSE)
  df <- nlevels(d[[level]]) - 1
  list(models = list(reference(paste0(id, "_REML"), own, d), ml, small),
       lrt = list(chisq = small$crit - ml$crit, df = df,
                  p = pchisq(small$crit - ml$crit, df, lower.tail = FALSE)))
}

stage <- by_level("M1s", "stage1"); rater <- by_level("M1p", "rater1")
out <- list(versions = lapply(setNames(nm = c("lme4", "lmerTest")), function(p) as.character(packageVersion(p))),
            R = R.version.string,
            models = c(lapply(c("S1_main.csv", "S4_types.csv", "S6_small.csv", "S7_null.csv"), reversed),
                       stage$models, rater$models),
            lrt = list(M1s = stage$lrt, M1p = rater$lrt))
write_json(out, file.path(folder, "catalogue.ref.json"), digits = 12, auto_unbox = TRUE, null = "null",
           na = "null")
