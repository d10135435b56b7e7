# A planned visit that nobody came to, by nlme::gls, REML and ML, tightened optimisers.
# Run from the repository's root: Rscript tests/reference/empty_visit.R > tests/reference/empty_visit.csv
# `place` is where a visit stands among the planned ones: corAR1 and corARMA count its differences.
# toep and toeph need as many orders of an autoregression as the longest lag. `T1, T2, T4` leave out
# the third visit; `T2, T4` have one lag, of two places.
# `by_arm` is a covariance for each arm, one of which has no one at month 3: with a mean for each arm
# and month the likelihoods, REML too, are those of the arms fitted alone.
library(nlme)
d <- read.csv("tests/reference/empty_visit_data.csv")
d$arm <- factor(d$arm, c("WL", "IPT"))
d$place <- as.integer(substr(d$visit, 2, 2))
gls_best <- function(formula, data, method, correlation, weights) {
  control <- function(opt) glsControl(opt = opt, tolerance = 1e-14, msTol = 1e-14, maxIter = 500,
                                      msMaxIter = 5000)
  fits <- lapply(c("nlminb", "optim"), function(opt) tryCatch(do.call(gls, list(
    formula, data = data, method = method, correlation = correlation, weights = weights,
    control = control(opt))), error = function(e) NULL))
  fits <- Filter(Negate(is.null), fits)
  fits[[which.max(sapply(fits, function(g) as.numeric(logLik(g))))]]
}
row <- function(name, covariance, method, f, value) {
  s <- summary(f)$tTable
  data.frame(case = name, covariance = covariance, method = method, term = rownames(s),
             estimate = s[, 1], se = s[, 2], minus2loglik = value, row.names = NULL)
}
families <- list(
  ar1 = function() list(corAR1(.5, form = ~ place | participant), NULL),
  ar1h = function() list(corAR1(.5, form = ~ place | participant), varIdent(form = ~ 1 | visit)),
  toep = function() list(corARMA(c(.4, .1, .1), form = ~ place | participant, p = 3), NULL),
  toeph = function() list(corARMA(c(.4, .1, .1), form = ~ place | participant, p = 3),
                          varIdent(form = ~ 1 | visit)))
one <- function(visits, name, method) {
  chosen <- d[d$visit %in% visits, ]
  chosen$visit <- factor(chosen$visit)
  family <- families[[name]]()
  f <- gls_best(phq9 ~ baseline * visit + arm * visit, chosen, method, family[[1]], family[[2]])
  row(paste(visits, collapse = ", "), name, method, f, -2 * as.numeric(logLik(f)))
}
w <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv")
b <- reshape(w, direction = "long", varying = c("bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m"),
             v.names = "bdi", timevar = "month", times = c(2, 3, 5, 8), idvar = "subject")
b$place <- as.integer(factor(b$month))
b <- b[!is.na(b$bdi) & !(b$treatment == "TAU" & b$month == 3), ]
b <- b[order(b$subject, b$month), ]
by_arm <- function(name, method) {
  fits <- lapply(c("TAU", "BtheB"), function(arm) {
    own <- b[b$treatment == arm, ]
    own$visit <- own$month <- factor(own$month)
    weights <- if (name == "ar1h") varIdent(form = ~ 1 | visit)
    gls_best(bdi ~ 0 + month, own, method, corAR1(.5, form = ~ place | subject), weights)
  })
  value <- sum(sapply(fits, function(f) -2 * as.numeric(logLik(f))))
  out <- do.call(rbind, lapply(fits, function(f) row("by_arm", name, method, f, value)))
  out$term <- paste(rep(c("TAU", "BtheB"), c(3, 4)), out$term, sep = ":")
  out
}
options(digits = 15)
cases <- expand.grid(name = names(families), method = c("REML", "ML"), stringsAsFactors = FALSE)
out <- do.call(rbind, c(
  Map(function(name, method) one(c("T1", "T2", "T4"), name, method), cases$name, cases$method),
  Map(function(name, method) one(c("T2", "T4"), name, method), c("ar1", "ar1h"), c("REML", "ML")),
  Map(by_arm, c("ar1", "ar1h"), c("REML", "ML"))))
write.csv(out, stdout(), row.names = FALSE)
