# Structured covariances of the Beat the Blues trial by nlme::gls, REML and ML, tightened optimisers.
# Run from the repository's root: Rscript tests/reference/gls_families.R > tests/reference/gls_families.csv
# Four visits: an autoregression of order three has every positive definite Toeplitz correlation.
# `time` is a time of one's own: the planned month plus 0, .1, ... .6, by the subject's number.
library(nlme)
w <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv")
b <- reshape(w, direction = "long", varying = c("bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m"),
             v.names = "bdi", timevar = "month", times = c(2, 3, 5, 8), idvar = "subject")
b <- b[!is.na(b$bdi), ]
b <- b[order(b$subject, b$month), ]
b$visit <- as.integer(factor(b$month))
b$time <- b$month + (b$subject %% 7) / 10
b$month <- factor(b$month)
b$treatment <- factor(b$treatment, c("TAU", "BtheB"))
b$bdi_pre <- b$bdi.pre
families <- list(
  "cs(month | subject)" = list(corCompSymm(form = ~ visit | subject), NULL),
  "csh(month | subject)" = list(corCompSymm(form = ~ visit | subject), varIdent(form = ~ 1 | month)),
  "ar1(month | subject)" = list(corAR1(.5, form = ~ visit | subject), NULL),
  "ar1h(month | subject)" = list(corAR1(.5, form = ~ visit | subject), varIdent(form = ~ 1 | month)),
  "toep(month | subject)" = list(corARMA(c(.4, .1, .1), form = ~ visit | subject, p = 3), NULL),
  "toeph(month | subject)" = list(corARMA(c(.4, .1, .1), form = ~ visit | subject, p = 3),
                                  varIdent(form = ~ 1 | month)),
  "sp_exp(time | subject)" = list(corExp(5, form = ~ time | subject), NULL))
text <- "bdi ~ bdi_pre * month + treatment * month"
fit_one <- function(term, method) {
  control <- function(opt) glsControl(opt = opt, tolerance = 1e-14, msTol = 1e-14, maxIter = 500,
                                      msMaxIter = 5000)
  fits <- lapply(c("nlminb", "optim"), function(opt) tryCatch(do.call(gls, list(
    as.formula(text), data = b, method = method, correlation = families[[term]][[1]],
    weights = families[[term]][[2]], control = control(opt))), error = function(e) NULL))
  fits <- Filter(Negate(is.null), fits)
  f <- fits[[which.max(sapply(fits, function(g) as.numeric(logLik(g))))]]
  s <- summary(f)$tTable
  data.frame(formula = text, covariance = term, method = method, term = rownames(s),
             estimate = s[, 1], se = s[, 2], minus2loglik = -2 * as.numeric(logLik(f)),
             row.names = NULL)
}
options(digits = 15)
cases <- expand.grid(term = names(families), method = c("REML", "ML"), stringsAsFactors = FALSE)
out <- do.call(rbind, Map(fit_one, cases$term, cases$method))
write.csv(out, stdout(), row.names = FALSE)
