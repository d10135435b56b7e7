# Kenward and Roger's F test with few denominator degrees of freedom. Run from the root of the
# repository:
#   Rscript tests/reference/tiny_trials.R
# Needs lme4 and pbkrtest. Reads tiny_trials_data.csv (simulated, complete, so that an exact F test
# of the arms exists: the analysis of variance of people's means) and writes tiny_trials.csv beside
# it: KRmodcomp's F and ddf, and those of the exact test.

suppressMessages({
  library(lme4)
  library(pbkrtest)
})
here <- "tests/reference"
data <- read.csv(file.path(here, "tiny_trials_data.csv"))
out <- NULL
for (trial in unique(data$trial)) {
  frame <- data[data$trial == trial, ]
  for (name in c("id", "arm", "visit")) frame[[name]] <- factor(frame[[name]])
  control <- lmerControl(optimizer = "bobyqa", calc.derivs = FALSE,
                         optCtrl = list(rhobeg = 0.02, rhoend = 1e-10, maxfun = 1e5))
  large <- suppressMessages(lmer(y ~ arm + visit + (1 | id), frame, control = control))
  small <- suppressMessages(lmer(y ~ visit + (1 | id), frame, control = control))
  test <- KRmodcomp(large, small)$stats
  means <- aggregate(y ~ id + arm, frame, mean)
  exact <- anova(lm(y ~ arm, means))
  out <- rbind(out, data.frame(
    trial = trial, singular = isSingular(large), kr_f = test$Fstat, kr_ddf = test$ddf, kr_p = test$p.value,
    exact_f = exact$"F value"[1], exact_ddf = exact$Df[2],
    exact_p = exact$"Pr(>F)"[1], row.names = NULL))
}
numbers <- setdiff(names(out), c("trial", "singular"))
out[numbers] <- lapply(out[numbers], function(x) trimws(formatC(x, digits = 12, format = "g")))
write.csv(out, file.path(here, "tiny_trials.csv"), row.names = FALSE, quote = FALSE)
cat(R.version.string, paste(sapply(c("lme4", "pbkrtest"), function(package)
  paste(package, packageVersion(package))), collapse = ", "), "\n")
