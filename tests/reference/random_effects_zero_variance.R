# 400 trials whose true random variances are exactly zero, fitted by lme4 with a random intercept and
# slope. Run from the root of the repository: Rscript tests/reference/random_effects_zero_variance.R
# Writes random_effects_zero_variance.csv beside this script. The data are not stored: the generator
# below (Park and Miller's, exact in doubles) is repeated in the test.

suppressMessages(library(lme4))

uniforms <- function(seed, n) {
  state <- seed
  sapply(seq_len(n), function(i) {
    state <<- (16807 * state) %% 2147483647
    state / 2147483647
  })
}

people <- 24
frame <- data.frame(participant = rep(seq_len(people), each = 4), week = rep(c(0, 4, 9, 16), people))
frame$arm <- as.numeric(frame$participant > people / 2)
controls <- list(
  lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE,
              optCtrl = list(xtol_abs = 1e-12, xtol_rel = 1e-12, ftol_abs = 1e-14, ftol_rel = 1e-16,
                             maxeval = 1e5)),
  lmerControl(optimizer = "bobyqa", calc.derivs = FALSE,
              optCtrl = list(rhobeg = 0.2, rhoend = 1e-10, maxfun = 1e5)))

rows <- lapply(1:400, function(seed) {
  draws <- uniforms(1000 * seed + 7, 2 * nrow(frame) + 20)[-(1:20)]
  frame$y <- 15 - 0.3 * frame$week - 2 * frame$arm + 4 * qnorm(draws[seq_len(nrow(frame))])
  # Unbalanced, so that the arm effect depends on the variances.
  frame <- frame[frame$week == 0 | draws[-seq_len(nrow(frame))] > 0.25, ]
  # lme4 stops at a worse point in some trials with one of these spellings of the same model.
  fits <- unlist(lapply(
    list(y ~ arm * week + (1 + week | participant), y ~ arm * week + (1 + I(week / 16) | participant)),
    function(formula) lapply(controls, function(control) suppressMessages(suppressWarnings(
      lmer(formula, frame, control = control))))))
  fit <- fits[[which.min(sapply(fits, REMLcrit))]]
  data.frame(seed = seed, singular = isSingular(fit),
             arm = formatC(fixef(fit)[["arm"]], digits = 12, format = "g"),
             se = formatC(sqrt(vcov(fit)["arm", "arm"]), digits = 12, format = "g"),
             reml_criterion = formatC(REMLcrit(fit), digits = 14, format = "g"))
})
write.csv(do.call(rbind, rows), "tests/reference/random_effects_zero_variance.csv",
          row.names = FALSE, quote = FALSE)
