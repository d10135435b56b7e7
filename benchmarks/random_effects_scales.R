# lme4 on the trials of random_effects_scales.py, which runs this: the least REML criterion of six
# starts, by two optimisers in turns. Argument: the folder with rows.csv and models.csv.
suppressMessages(library(lme4))

folder <- commandArgs(trailingOnly = TRUE)[1]
rows <- read.csv(file.path(folder, "rows.csv"))
models <- read.csv(file.path(folder, "models.csv"))
for (name in c("id", "arm", "site", "rater")) rows[[name]] <- factor(rows[[name]])
controls <- list(
  lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE,
              optCtrl = list(xtol_abs = 1e-12, xtol_rel = 1e-12, ftol_abs = 1e-14, ftol_rel = 1e-16,
                             maxeval = 1e4)),
  lmerControl(optimizer = "bobyqa", calc.derivs = FALSE,
              optCtrl = list(rhobeg = 0.2, rhoend = 1e-10, maxfun = 1e4)))
set.seed(1)
criterion <- sapply(seq_len(nrow(models)), function(row) {
  frame <- droplevels(rows[rows$seed == models$seed[row], ])
  formula <- as.formula(models$formula[row])
  usual <- getME(suppressMessages(lmer(formula, frame, control = lmerControl(optimizer = NULL))),
                 "lower")
  found <- sapply(1:6, function(number) {
    # The first start is lme4's own, which is the identity.
    start <- if (number > 1) 10^runif(length(usual), -3, 3) * ifelse(usual < 0, sample(c(-1, 1), 1), 1)
    fit <- try(suppressMessages(suppressWarnings(
      lmer(formula, frame, start = start, control = controls[[1 + number %% 2]]))), silent = TRUE)
    if (inherits(fit, "try-error")) Inf else REMLcrit(fit)
  })
  min(found)
})
write.csv(data.frame(seed = models$seed, criterion = formatC(criterion, digits = 15, format = "g")),
          file.path(folder, "found.csv"), row.names = FALSE, quote = FALSE)
