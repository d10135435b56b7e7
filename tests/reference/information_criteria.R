# AIC and BIC by maximum likelihood of the Beat the Blues trial, with three fixed parts of which the
# largest has five covariates of noise. Run from the root of the repository:
#   Rscript tests/reference/information_criteria.R
# Needs nlme and lme4. Writes information_criteria.csv beside it: nlme::gls for residual covariances,
# lme4 for random effects; n_parameters counts fixed effects and covariance parameters.

suppressMessages({
  library(nlme)
  library(lme4)
})
w <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv")
b <- reshape(w, direction = "long", varying = c("bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m"),
             v.names = "bdi", timevar = "month", times = c(2, 3, 5, 8), idvar = "subject")
b <- b[!is.na(b$bdi), ]
b <- b[order(b$subject, b$month), ]
b$visit <- as.integer(factor(b$month))
b$months <- b$month
b$month <- factor(b$month)
b$treatment <- factor(b$treatment, c("TAU", "BtheB"))
b$bdi_pre <- b$bdi.pre
for (k in 1:5) b[[paste0("noise", k)]] <- sin(k * b$subject)
fixed <- c("bdi ~ bdi_pre * month", "bdi ~ bdi_pre * month + treatment * month",
           "bdi ~ bdi_pre * month + treatment * month + noise1 + noise2 + noise3 + noise4 + noise5")
families <- list(
  "us(month | subject)" = list(corSymm(form = ~ visit | subject), varIdent(form = ~ 1 | month)),
  "cs(month | subject)" = list(corCompSymm(form = ~ visit | subject), NULL),
  "ar1h(month | subject)" = list(corAR1(.5, form = ~ visit | subject), varIdent(form = ~ 1 | month)))
out <- NULL
add <- function(fit, text, term) {
  value <- logLik(fit)
  out <<- rbind(out, data.frame(
    fixed = text, term = term, minus_2_log_likelihood = -2 * as.numeric(value),
    n_parameters = attr(value, "df"), aic = AIC(fit), bic = BIC(fit)))
}
best <- function(fits) fits[[which.max(sapply(fits, function(f) as.numeric(logLik(f))))]]
for (text in fixed) {
  for (term in names(families)) {
    add(best(lapply(c("nlminb", "optim"), function(opt) do.call(gls, list(
      as.formula(text), data = b, method = "ML", correlation = families[[term]][[1]],
      weights = families[[term]][[2]],
      control = glsControl(opt = opt, tolerance = 1e-12, msTol = 1e-12, maxIter = 500,
                           msMaxIter = 5000))))), text, term)
  }
  for (term in c("(1 | subject)", "(1 + months | subject)")) {
    add(best(lapply(c("nloptwrap", "bobyqa"), function(opt) suppressMessages(lmer(
      as.formula(paste(text, "+", term)), b, REML = FALSE,
      control = lmerControl(optimizer = opt, calc.derivs = FALSE))))), text, term)
  }
}
numbers <- c("minus_2_log_likelihood", "aic", "bic")
out[numbers] <- lapply(out[numbers], function(x) trimws(formatC(x, digits = 12, format = "g")))
write.csv(out, "tests/reference/information_criteria.csv", row.names = FALSE, quote = FALSE)
cat(R.version.string, paste(sapply(c("nlme", "lme4"), function(package)
  paste(package, packageVersion(package))), collapse = ", "), "\n")
