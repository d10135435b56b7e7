# A small trial whose random effects have 200 times the residual's standard deviation and a
# correlation of one, by lme4 and lmerTest. Run from the root of the repository:
#   Rscript tests/reference/random_effects_scales.R
# Writes random_effects_scales_{fit,coefficients,variances}.csv beside this script; lme4's optimisers
# stop at other points from most starts, and the best of twelve is kept.

suppressMessages(library(lmerTest))

here <- "tests/reference/random_effects_scales_"
trial <- read.csv(paste0(here, "data.csv"))
for (name in c("id", "site", "arm")) trial[[name]] <- factor(trial[[name]])
controls <- list(
  lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE,
              optCtrl = list(xtol_abs = 1e-12, xtol_rel = 1e-12, ftol_abs = 1e-14, ftol_rel = 1e-16,
                             maxeval = 1e5)),
  lmerControl(optimizer = "bobyqa", calc.derivs = FALSE,
              optCtrl = list(rhobeg = 0.2, rhoend = 1e-10, maxfun = 1e5)))

set.seed(1)
best <- NULL
for (number in 1:12) for (control in controls) {
  start <- NULL
  if (number > 1) {
    start <- 10^runif(4, -1, 4)
    start[3] <- start[3] * sample(c(-1, 1), 1)
  }
  fit <- try(suppressMessages(suppressWarnings(lmerTest::lmer(
    y ~ arm * week + (1 | site) + (1 + week | id), trial, start = start, control = control))),
    silent = TRUE)
  if (inherits(fit, "try-error")) next
  cat(number, format(REMLcrit(fit), digits = 12), "\n")
  if (is.null(best) || REMLcrit(fit) < REMLcrit(best)) best <- fit
}

digits <- function(x) ifelse(is.na(x), NA, formatC(x, digits = 12, format = "g"))
write_csv <- function(frame, name) {
  write.csv(frame, paste0(here, name, ".csv"), row.names = FALSE, na = "", quote = FALSE)
}
write_csv(data.frame(minus_2_log_likelihood = digits(REMLcrit(best))), "fit")
table <- coef(summary(best, ddf = "Satterthwaite"))
write_csv(data.frame(term = rownames(table), estimate = digits(table[, "Estimate"]),
                     se = digits(table[, "Std. Error"]), df_satterthwaite = digits(table[, "df"])),
          "coefficients")
components <- as.data.frame(VarCorr(best))
write_csv(data.frame(group = components$grp, term = components$var1, term_2 = components$var2,
                     variance_or_covariance = digits(components$vcov),
                     sd_or_correlation = digits(components$sdcor)), "variances")
