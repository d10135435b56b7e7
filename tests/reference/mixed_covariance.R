# Reference fits of random terms together with a residual covariance. Run from the root of the
# repository:
#   Rscript tests/reference/mixed_covariance.R
# Needs nlme. Writes, beside this script, the data mixed_covariance_data.csv and the numbers
# mixed_covariance_{fits,coefficients,variances}.csv.

library(nlme)

here <- "tests/reference"
write_csv <- function(frame, name) {
  write.csv(frame, file.path(here, paste0("mixed_covariance_", name, ".csv")),
            row.names = FALSE, na = "", quote = FALSE)
}

# 12 therapists, 8 people each, and 40 on a waitlist without a therapist; 4 visits, with gaps.
set.seed(20261124)
people <- data.frame(participant = 1:136,
                     arm = c(rep(c("cbt", "ipt"), each = 48), rep("waitlist", 40)),
                     therapist = c(rep(1:12, each = 8), rep(NA, 40)))
root <- chol(outer(c(4, 4.5, 5, 5.5), c(4, 4.5, 5, 5.5)) * 0.6^abs(outer(1:4, 1:4, "-")))
errors <- matrix(rnorm(136 * 4), 136) %*% root
effect <- ifelse(is.na(people$therapist), 0, rnorm(12, sd = 2.5)[people$therapist])
gain <- c(cbt = -1.8, ipt = -2.4, waitlist = -0.5)[people$arm]
data <- do.call(rbind, lapply(1:4, function(visit) {
  data.frame(people, visit = visit, y = round(20 + gain * visit + effect + errors[, visit], 2))
}))
data <- data[data$visit == 1 | runif(nrow(data)) > 0.2, ]
data <- data[order(data$participant, data$visit), ]
data$treated <- as.numeric(data$arm != "waitlist")
write_csv(data[c("participant", "arm", "therapist", "treated", "visit", "y")], "data")

data$arm <- factor(data$arm, c("waitlist", "cbt", "ipt"))
data$occasion <- factor(data$visit)
# nlme needs a group for everyone: a waitlist person is a group with design value zero.
data$group <- factor(ifelse(is.na(data$therapist), paste0("w", data$participant), data$therapist))
data$participant <- factor(data$participant)
treated <- droplevels(data[data$treated == 1, ])

control <- lmeControl(opt = "optim", maxIter = 500, msMaxIter = 2000, msTol = 1e-14,
                      tolerance = 1e-12, niterEM = 100, returnObject = FALSE,
                      optimMethod = "BFGS", reltol = 1e-15)
unstructured <- corSymm(form = ~ visit | group / participant)
per_visit <- varIdent(form = ~ 1 | occasion)
models <- list(
  nested_us = list(treated, ~ 1 | group, unstructured, per_visit, "REML"),
  nested_us_ml = list(treated, ~ 1 | group, unstructured, per_visit, "ML"),
  nested_cs = list(treated, ~ 1 | group, corCompSymm(form = ~ visit | group / participant), NULL,
                   "REML"),
  partial_us = list(data, ~ 0 + treated | group, unstructured, per_visit, "REML"),
  nested_ar1 = list(treated, ~ 1 | group, corAR1(form = ~ visit | group / participant), NULL,
                    "REML"))

digits <- function(x) formatC(x, digits = 15, format = "g")
fits <- coefficients <- variances <- NULL
for (name in names(models)) {
  spec <- models[[name]]
  arguments <- list(y ~ arm * occasion, data = spec[[1]], random = spec[[2]],
                    correlation = spec[[3]], method = spec[[5]], control = control)
  # BFGS steps out of the admissible autocorrelations.
  if (name == "nested_ar1") arguments$control <- lmeControl(msTol = 1e-14, tolerance = 1e-12,
                                                            niterEM = 100, msMaxIter = 2000)
  if (!is.null(spec[[4]])) arguments$weights <- spec[[4]]
  fit <- do.call(lme, arguments)
  cat(name, format(-2 * as.numeric(logLik(fit)), digits = 14), "\n")
  fits <- rbind(fits, data.frame(
    model = name, method = tolower(spec[[5]]),
    minus_2_log_likelihood = digits(-2 * as.numeric(logLik(fit)))))
  coefficients <- rbind(coefficients, data.frame(
    model = name, term = names(fixef(fit)), estimate = digits(fixef(fit)),
    # lme's vcov of an ML fit is the model's; summary() alone rescales it by n / (n - p).
    se = digits(sqrt(diag(vcov(fit)))), row.names = NULL))
  ratio <- 1
  if (!is.null(spec[[4]])) {
    # By name: nlme orders the visits by their first appearance in its sorted data.
    ratio <- coef(fit$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)[as.character(1:4)]
  }
  variances <- rbind(variances, data.frame(
    model = name, what = c("group", paste0("visit_", seq_along(ratio))),
    variance = digits(c(as.numeric(getVarCov(fit)), fit$sigma^2 * ratio^2))))
}
write_csv(fits, "fits")
write_csv(coefficients, "coefficients")
write_csv(variances, "variances")
cat(R.version.string, "nlme", as.character(packageVersion("nlme")), "\n")
