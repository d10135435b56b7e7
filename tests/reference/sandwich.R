# Sandwich covariances of random-effects models. Run from the root of the repository:
#   Rscript tests/reference/sandwich.R
# Needs lme4 and clubSandwich. Writes sandwich.csv beside this script: for each model, cluster and type
# the estimates, vcovCR's standard errors, and coef_test's Satterthwaite degrees of freedom
# (Pustejovsky and Tipton 2018, J Bus Econ Stat 36:672-683). And sandwich_weighted.csv: the same for
# least squares with probability weights 1 + subject mod 3 and independent rows as the working model,
# CR2 with the weights apart from the target variance.

suppressMessages({
  library(lme4)
  library(clubSandwich)
})

here <- "tests/reference"
wide <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv", check.names = FALSE)
names(wide) <- gsub("[.]", "_", names(wide))
btheb <- do.call(rbind, lapply(c(2, 3, 5, 8), function(month) {
  data.frame(wide[c("subject", "drug", "length", "treatment", "bdi_pre")],
             months = month, bdi = wide[[paste0("bdi_", month, "m")]])
}))
btheb <- btheb[!is.na(btheb$bdi), ]
btheb$treatment <- relevel(factor(btheb$treatment), "TAU")
three_level <- read.csv(file.path(here, "random_effects_three_level.csv"))
treated_only <- three_level[three_level$treated == 1, ]
treated_only$arm <- factor(treated_only$arm, c("cbt", "ipt"))

tight <- list(
  lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE,
              optCtrl = list(xtol_abs = 1e-12, xtol_rel = 1e-12, ftol_abs = 1e-14,
                             ftol_rel = 1e-16, maxeval = 1e5)),
  lmerControl(optimizer = "bobyqa", calc.derivs = FALSE,
              optCtrl = list(rhobeg = 0.02, rhoend = 1e-10, maxfun = 1e5)))

models <- list(
  list("btheb_intercept", "subject", bdi ~ bdi_pre + months * treatment + drug + (1 | subject), btheb),
  list("btheb_slope", "subject", bdi ~ bdi_pre + months * treatment + drug + (1 + months | subject), btheb),
  list("nested", "therapist", y ~ arm * week + (1 | therapist / participant), treated_only),
  list("participants", "participant", y ~ arm * week + (1 + week | participant), treated_only),
  list("participants", "therapist", y ~ arm * week + (1 + week | participant), treated_only))

out <- NULL
for (spec in models) {
  frame <- spec[[4]]
  attempts <- lapply(tight, function(control) {
    suppressMessages(suppressWarnings(lmer(spec[[3]], frame, control = control)))
  })
  fit <- attempts[[which.max(sapply(attempts, logLik))]]
  for (type in c("CR0", "CR2", "CR3")) {
    covariance <- vcovCR(fit, cluster = frame[[spec[[2]]]], type = type)
    test <- coef_test(fit, vcov = covariance, test = "Satterthwaite")
    out <- rbind(out, data.frame(
      model = spec[[1]], cluster = spec[[2]], vcov = type, term = names(fixef(fit)),
      estimate = test$beta, se = test$SE, df = test$df_Satt, row.names = NULL))
  }
}
weighted <- NULL
btheb$w <- 1 + btheb$subject %% 3
fit <- lm(bdi ~ bdi_pre + months * treatment, btheb, weights = w)
for (type in c("CR0", "CR2", "CR3")) {
  covariance <- vcovCR(fit, cluster = btheb$subject, type = type, target = rep(1, nrow(btheb)),
                       inverse_var = FALSE)
  test <- coef_test(fit, vcov = covariance, test = "Satterthwaite")
  weighted <- rbind(weighted, data.frame(vcov = type, term = names(coef(fit)), estimate = test$beta,
                                         se = test$SE, df = test$df_Satt, row.names = NULL))
}
digits <- function(x) formatC(x, digits = 15, format = "g")
write_numbers <- function(frame, name) {
  frame[c("estimate", "se", "df")] <- lapply(frame[c("estimate", "se", "df")],
                                             function(x) trimws(digits(x)))
  write.csv(frame, file.path(here, name), row.names = FALSE, quote = FALSE)
}
write_numbers(out, "sandwich.csv")
write_numbers(weighted, "sandwich_weighted.csv")
cat(R.version.string, paste(sapply(c("lme4", "clubSandwich"), function(package)
  paste(package, packageVersion(package))), collapse = ", "), "\n")
