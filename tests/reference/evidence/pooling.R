# Random-effects pooling by metafor and clubSandwich. Run from the root of the repository:
#   Rscript tests/reference/evidence/pooling.R
# Needs metafor (with metadat) and clubSandwich. Writes, beside it, the effects that it pools
# (effects.csv) and what it finds: one_effect.csv, regression.csv, correlated.csv, small_study.csv.

suppressMessages({
  library(metafor)
  library(clubSandwich)
})

here <- "tests/reference/evidence"
options(digits = 17)
write <- function(frame, name) {
  write.csv(format(frame, digits = 15, trim = TRUE, scientific = NA), file.path(here, name),
            row.names = FALSE, quote = FALSE)
}
tight <- list(tau2.max = 1e6, tol = 1e-13, threshold = 1e-13, maxiter = 10000, stepadj = 1)

# Effects and sampling variances. Published sets: BCG vaccination (log risk ratios), length of stay
# (standardised mean differences). Others are made up for k, tau^2 at zero, equal variances, one
# huge study.
bcg <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
stay <- escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i,
               data = dat.normand1999)
one <- function(set, y, v, x = 0) data.frame(set, study = paste0(set, "_", seq_along(y)), y, v, x)
set.seed(20)
sets <- rbind(
  one("bcg", c(bcg$yi), c(bcg$vi), dat.bcg$ablat),
  one("stay", c(stay$yi), c(stay$vi)),
  one("two", c(0.10, 0.62), c(0.04, 0.09)),
  one("three", c(0.31, -0.12, 0.80), c(0.02, 0.05, 0.11)),
  one("five", c(0.52, 0.43, 0.18, 0.77, 0.30), c(0.061, 0.038, 0.049, 0.094, 0.022)),
  one("boundary", c(0.30, 0.31, 0.29, 0.33, 0.28, 0.30), c(0.05, 0.04, 0.06, 0.08, 0.03, 0.07)),
  one("equal", c(0.1, 0.9, 0.4, 0.6, -0.2, 0.3, 0.5), rep(0.05, 7)),
  one("huge", c(0.42, 0.9, 0.1, 0.55, 0.61), c(1e-6, 0.09, 0.12, 0.2, 0.05)),
  one("far", c(5.2, -3.1, 0.4, 8.8), c(0.01, 0.02, 0.01, 0.03)),
  one("hundred", round(rnorm(100, 0.4, 0.35) + rnorm(100) * 0.25, 4),
      round(runif(100, 0.01, 0.15), 4), round(rnorm(100), 3)))
write(sets, "effects.csv")

rows <- NULL
for (set in unique(sets$set)) for (method in c("REML", "DL", "PM", "EE")) {
  frame <- sets[sets$set == set, ]
  for (test in c("knha", "adhoc", "z")) {
    fit <- rma(y, v, data = frame, method = method, test = test, control = tight)
    prediction <- predict(fit)
    plain <- rma(y, v, data = frame, method = method, test = "z", control = tight)
    margin <- qt(.975, fit$k - 2) * sqrt(plain$se^2 + fit$tau2)
    limits <- c(NA, NA)
    i2 <- c(NA, NA)
    if (method != "EE") {
      profile <- confint(fit, control = list(tau2.max = 1e7, tol = 1e-14, maxiter = 10000))
      limits <- profile$random["tau^2", 2:3]
      i2 <- profile$random["I^2(%)", 2:3]
    }
    rows <- rbind(rows, data.frame(
      set, method, test, estimate = c(fit$beta), se = fit$se, p_value = fit$pval,
      ci_lower = fit$ci.lb, ci_upper = fit$ci.ub,
      prediction_lower = if (method == "EE") NA else prediction$pi.lb,
      prediction_upper = if (method == "EE") NA else prediction$pi.ub,
      higgins_lower = c(fit$beta) - margin, higgins_upper = c(fit$beta) + margin,
      tau2 = fit$tau2, tau2_lower = limits[[1]], tau2_upper = limits[[2]],
      i2 = fit$I2, i2_lower = i2[[1]], i2_upper = i2[[2]], q = fit$QE, q_p_value = fit$QEp))
  }
}
write(rows, "one_effect.csv")

# Meta-regression: latitude of the BCG trials, with and without how they allocated; made-up x.
terms_of <- function(label, fit) {
  p <- length(fit$beta)
  profile <- confint(fit, control = list(tau2.max = 1e7, tol = 1e-14, maxiter = 10000))$random
  data.frame(label, term = seq_len(p), estimate = c(fit$beta), se = fit$se, p_value = fit$pval,
             ci_lower = fit$ci.lb, ci_upper = fit$ci.ub, f = fit$QM, f_p = fit$QMp,
             tau2 = fit$tau2, tau2_lower = profile["tau^2", 2], tau2_upper = profile["tau^2", 3],
             q = fit$QE, i2 = fit$I2)
}
bcg$y <- c(bcg$yi)
bcg$v <- c(bcg$vi)
hundred <- sets[sets$set == "hundred", ]
rows <- NULL
for (method in c("REML", "DL", "PM")) for (test in c("knha", "z")) {
  rows <- rbind(
    rows,
    terms_of(paste("bcg", method, test, sep = ":"),
             rma(y, v, mods = ~ ablat, data = bcg, method = method, test = test, control = tight)),
    terms_of(paste("alloc", method, test, sep = ":"),
             rma(y, v, mods = ~ ablat + alloc, data = bcg, method = method, test = test,
                 control = tight)),
    terms_of(paste("hundred", method, test, sep = ":"),
             rma(y, v, mods = ~ x, data = hundred, method = method, test = test, control = tight)))
}
write(rows, "regression.csv")
write(data.frame(study = bcg$trial, y = bcg$y, v = bcg$v, ablat = bcg$ablat, alloc = bcg$alloc),
      "bcg.csv")

# Several effects a study: 100 effects of 17 studies (Assink and Wibbelink 2016).
assink <- dat.assink2016
write(data.frame(study = assink$study, y = c(assink$yi), v = c(assink$vi), year = assink$year,
                 published = assink$pubstatus, deltype = assink$deltype), "assink.csv")
correlated <- function(label, rho, mods, frame) {
  v <- vcalc(vi, cluster = study, obs = esid, data = frame, rho = rho)
  controls <- list(list(optimizer = "nlminb"), list(optimizer = "nlminb", rel.tol = 1e-12),
                   list(optimizer = "BFGS", reltol = 1e-15, maxit = 1e5),
                   list(optimizer = "Nelder-Mead", reltol = 1e-15, maxit = 1e5))
  fits <- lapply(controls, function(control) {
    try(rma.mv(yi, v, mods = mods, random = ~ 1 | study / esid, data = frame, control = control),
        silent = TRUE)
  })
  fits <- Filter(function(fit) !inherits(fit, "try-error"), fits)
  fit <- fits[[which.max(sapply(fits, logLik))]]
  robust <- vcovCR(fit, cluster = frame$study, type = "CR2")
  table <- coef_test(fit, vcov = robust, test = "Satterthwaite")
  limits <- conf_int(fit, vcov = robust)
  p <- length(fit$beta)
  f <- c(NA, NA, NA)
  if (p > 1) {
    joint <- Wald_test(fit, constraints = constrain_zero(2:p), vcov = robust, test = "HTZ")
    f <- c(joint$Fstat, joint$df_denom, joint$p_val)
  }
  data.frame(label, rho, term = seq_len(p), estimate = c(fit$beta), se = table$SE,
             df = table$df_Satt, p_value = table$p_Satt, ci_lower = limits$CI_L,
             ci_upper = limits$CI_U, tau2 = fit$sigma2[1], omega2 = fit$sigma2[2], q = fit$QE,
             f = f[1], f_df = f[2], f_p = f[3])
}
rows <- NULL
for (rho in c(0, 0.6, 0.9)) {
  rows <- rbind(rows, correlated("none", rho, ~ 1, assink),
                correlated("year", rho, ~ year, assink),
                correlated("year+published", rho, ~ year + pubstatus, assink))
}
few <- assink[assink$study %in% 1:5, ]
rows <- rbind(rows, correlated("few", 0.6, ~ 1, few))
write(rows, "correlated.csv")

# One effect a study by the mean of its effects.
assink <- escalc(measure = "GEN", yi = yi, vi = vi, data = assink)
combined <- aggregate(assink, cluster = study, rho = 0.6, struct = "CS", weighted = FALSE)
fit <- rma(yi, vi, data = combined, test = "knha", control = tight)
write(data.frame(estimate = c(fit$beta), se = fit$se, tau2 = fit$tau2, y_1 = combined$yi[1],
                 v_1 = combined$vi[1]), "aggregate.csv")

# Small studies: Egger's regression, trim and fill.
rows <- NULL
for (set in c("bcg", "stay", "five", "hundred", "huge")) {
  frame <- sets[sets$set == set, ]
  egger <- regtest(frame$y, frame$v, model = "lm")
  for (side in c("auto", "left", "right")) {
    fit <- rma(y, v, data = frame, test = "knha", control = tight)
    given <- if (side == "auto") NULL else side
    filled <- trimfill(fit, side = given, control = tight, test = "knha")
    rows <- rbind(rows, data.frame(
      set, side = if (side == "auto") filled$side else side, auto = side == "auto",
      t = egger$zval, df = egger$dfs, p = egger$pval, limit = egger$est,
      limit_lower = egger$ci.lb, limit_upper = egger$ci.ub, k0 = filled$k0,
      estimate = c(filled$beta), se = filled$se, tau2 = filled$tau2))
  }
}
write(rows, "small_study.csv")

fit <- rma(y, v, data = sets[sets$set == "bcg", ], test = "knha", control = tight)
out <- as.data.frame(leave1out(fit))
write(data.frame(place = seq_len(nrow(out)), estimate = out$estimate, se = out$se,
                 tau2 = out$tau2), "leave_one_out.csv")

# Events: the odds ratio as a standardised mean difference, and the log risk ratio.
events <- data.frame(event_arm1 = c(30, 12, 5, 0, 8, 20), totaln_arm1 = c(80, 40, 20, 25, 30, 20),
                     event_arm2 = c(20, 15, 2, 4, 8, 11), totaln_arm2 = c(85, 42, 19, 24, 31, 22))
as_d <- escalc("OR2DL", ai = event_arm1, n1i = totaln_arm1, ci = event_arm2, n2i = totaln_arm2,
               data = events)
ratio <- escalc("RR", ai = event_arm1, n1i = totaln_arm1, ci = event_arm2, n2i = totaln_arm2,
                data = events[1:3, ])
write(data.frame(events, d = c(as_d$yi), d_variance = as_d$vi,
                 log_rr = c(ratio$yi, NA, NA, NA), log_rr_se = c(sqrt(ratio$vi), NA, NA, NA)),
      "events.csv")
