# Precision weights. Run from the root of the repository:
#   Rscript tests/reference/weights.R
# Needs lme4, lmerTest and nlme. Writes weights.csv beside this script: random-effects models by lme4
# with weights=, Satterthwaite df by lmerTest; compound symmetry and unstructured covariances by
# nlme::gls, where weights = varFixed(~ 1 / w) multiplies the covariance as mmrm does.
# The weight of a row is 1 + (7 subject + 3 month) mod 5.

suppressMessages({
  library(lme4)
  library(lmerTest)
  library(nlme)
})

here <- "tests/reference"
wide <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv", check.names = FALSE)
names(wide) <- gsub("[.]", "_", names(wide))
btheb <- do.call(rbind, lapply(c(2, 3, 5, 8), function(month) {
  data.frame(wide[c("subject", "treatment", "bdi_pre")],
             months = month, bdi = wide[[paste0("bdi_", month, "m")]])
}))
btheb <- btheb[!is.na(btheb$bdi), ]
btheb$treatment <- relevel(factor(btheb$treatment), "TAU")
btheb$w <- 1 + (7 * btheb$subject + 3 * btheb$months) %% 5
btheb$visit <- as.integer(factor(btheb$months))
btheb <- btheb[order(btheb$subject, btheb$visit), ]

out <- NULL
add <- function(model, method, term, estimate, se, df, loglik) {
  out <<- rbind(out, data.frame(model = model, method = method, term = term, estimate = estimate,
                                se = se, df = df, minus_2_log_likelihood = -2 * loglik,
                                row.names = NULL))
}
tight <- lmerControl(optimizer = "bobyqa", calc.derivs = FALSE,
                     optCtrl = list(rhobeg = 0.02, rhoend = 1e-10, maxfun = 1e5))
for (method in c("reml", "ml")) {
  for (random in c("(1 | subject)", "(1 + months | subject)")) {
    formula <- as.formula(paste("bdi ~ bdi_pre + months * treatment +", random))
    fit <- suppressMessages(lmerTest::lmer(formula, btheb, weights = w, REML = method == "reml",
                                           control = tight))
    table <- coef(summary(fit, ddf = "Satterthwaite"))
    add(random, method, rownames(table), table[, "Estimate"], table[, "Std. Error"], table[, "df"],
        as.numeric(logLik(fit)))
  }
  fits <- list(
    "cs(month | subject)" = gls(
      bdi ~ bdi_pre + months * treatment, btheb, correlation = corCompSymm(form = ~ visit | subject),
      weights = varFixed(~ I(1 / w)), method = toupper(method),
      control = glsControl(tolerance = 1e-12, msTol = 1e-14, opt = "nlminb")),
    "us(month | subject)" = gls(
      bdi ~ bdi_pre + months * treatment, btheb, correlation = corSymm(form = ~ visit | subject),
      weights = varComb(varIdent(form = ~ 1 | visit), varFixed(~ I(1 / w))), method = toupper(method),
      control = glsControl(tolerance = 1e-12, msTol = 1e-14, maxIter = 500, msMaxIter = 500,
                           opt = "nlminb")))
  n <- nrow(btheb)
  for (name in names(fits)) {
    fit <- fits[[name]]
    se <- sqrt(diag(vcov(fit)))
    # nlme's ML standard errors carry the factor n / (n - p)
    if (method == "ml") se <- se * sqrt((n - length(se)) / n)
    add(name, method, names(coef(fit)), coef(fit), se, NA, as.numeric(logLik(fit)))
  }
}
numbers <- c("estimate", "se", "df", "minus_2_log_likelihood")
out[numbers] <- lapply(out[numbers], function(x) ifelse(is.na(x), NA, trimws(formatC(x, digits = 15, format = "g"))))
write.csv(out, file.path(here, "weights.csv"), row.names = FALSE, quote = FALSE, na = "")
cat(R.version.string, paste(sapply(c("lme4", "lmerTest", "nlme"), function(package)
  paste(package, packageVersion(package))), collapse = ", "), "\n")
