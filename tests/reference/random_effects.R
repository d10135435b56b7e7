# Reference fits of random-effects models. Run from the root of the repository:
#   Rscript tests/reference/random_effects.R
# Needs lme4, lmerTest and pbkrtest. Writes, beside this script, the data sets
# random_effects_{sleepstudy,three_level,crossed,singular}.csv and the numbers
# random_effects_{fits,coefficients,covariances}.csv.

suppressMessages({
  library(lme4)
  library(lmerTest)
})

here <- "tests/reference"
write_csv <- function(frame, name) {
  write.csv(frame, file.path(here, paste0("random_effects_", name, ".csv")),
            row.names = FALSE, na = "", quote = FALSE)
}

# ---- data -------------------------------------------------------------------------------------
btheb_wide <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv", check.names = FALSE)
names(btheb_wide) <- gsub("[.]", "_", names(btheb_wide))
btheb <- do.call(rbind, lapply(c(2, 3, 5, 8), function(month) {
  data.frame(btheb_wide[c("subject", "drug", "length", "treatment", "bdi_pre")],
             months = month, bdi = btheb_wide[[paste0("bdi_", month, "m")]])
}))
btheb <- btheb[!is.na(btheb$bdi), ]
btheb$treatment <- relevel(factor(btheb$treatment), "TAU")
btheb$drug <- relevel(factor(btheb$drug), "No")
btheb$length <- relevel(factor(btheb$length), "<6m")

data(sleepstudy, package = "lme4")
write_csv(setNames(sleepstudy, c("reaction", "days", "subject")), "sleepstudy")

# Three levels: 4 therapists an arm, 10 people each, 4 visits; the waitlist has no therapist.
set.seed(20261123)
people <- data.frame(participant = 1:120,
                     arm = rep(c("cbt", "ipt", "waitlist"), each = 40),
                     therapist = c(rep(1:8, each = 10), rep(NA, 40)))
people$u <- rnorm(120, sd = 4)
people$slope <- -0.1 * people$u + rnorm(120, sd = 0.25)
people$w <- ifelse(is.na(people$therapist), 0, rnorm(8, sd = 2)[people$therapist])
three_level <- merge(people, data.frame(week = c(0, 4, 9, 16)))
gain <- c(cbt = -0.35, ipt = -0.45, waitlist = -0.1)[three_level$arm]
three_level$y <- round(16 + three_level$u + three_level$w +
                       (gain + three_level$slope) * three_level$week +
                       rnorm(nrow(three_level), sd = 2.5), 2)
three_level <- three_level[three_level$week == 0 | runif(nrow(three_level)) > 0.15, ]
three_level <- three_level[order(three_level$participant, three_level$week), ]
three_level$treated <- as.numeric(three_level$arm != "waitlist")
three_level$days <- 7 * three_level$week
three_level <- three_level[c("participant", "arm", "therapist", "treated", "week", "days", "y")]
write_csv(three_level, "three_level")
# lme4 drops a row whose group is missing. A group of its own with design value zero is the same model.
three_level$therapist <- ifelse(is.na(three_level$therapist), "none", three_level$therapist)
three_level$arm <- factor(three_level$arm, c("waitlist", "cbt", "ipt"))

# Crossed: raters score recordings, not every rater every recording.
crossed <- expand.grid(rater = paste0("r", 1:8), recording = paste0("s", 1:15))
crossed$condition <- ifelse(as.integer(crossed$recording) %% 2 == 0, "ipt", "cbt")
crossed$score <- round(50 + 3 * (crossed$condition == "ipt") +
                       rnorm(8, sd = 3)[as.integer(crossed$rater)] +
                       rnorm(15, sd = 4)[as.integer(crossed$recording)] +
                       rnorm(120, sd = 3), 2)
crossed <- crossed[runif(120) > 0.3, ]
write_csv(crossed, "crossed")

# True random variance zero; the first seed for which the estimate is zero too.
for (seed in 1:100) {
  set.seed(seed)
  singular <- data.frame(participant = rep(1:24, each = 4), week = rep(c(0, 4, 9, 16), 24))
  singular$arm <- ifelse(singular$participant > 12, "ipt", "waitlist")
  singular$y <- round(15 - 0.3 * singular$week - 2 * (singular$arm == "ipt") + rnorm(96, sd = 4), 2)
  singular$arm <- factor(singular$arm, c("waitlist", "ipt"))
  zero <- suppressMessages(lmer(y ~ arm + week + (1 | participant), singular))
  if (getME(zero, "theta") == 0) break
}
cat("singular data set: seed", seed, "\n")
write_csv(singular, "singular")

# ---- fits -------------------------------------------------------------------------------------
# Two tightened optimisers; the better optimum is kept.
tight <- list(
  lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE,
              optCtrl = list(xtol_abs = 1e-12, xtol_rel = 1e-12, ftol_abs = 1e-14,
                             ftol_rel = 1e-16, maxeval = 1e5)),
  lmerControl(optimizer = "bobyqa", calc.derivs = FALSE,
              optCtrl = list(rhobeg = 0.02, rhoend = 1e-10, maxfun = 1e5)))

models <- list(
  btheb_intercept_ml = list(bdi ~ bdi_pre + months + treatment + drug + length + (1 | subject), "btheb", FALSE),
  btheb_slope_ml = list(bdi ~ bdi_pre + months + treatment + drug + length + (months | subject), "btheb", FALSE),
  btheb_intercept = list(bdi ~ bdi_pre + months + treatment + drug + length + (1 | subject), "btheb", TRUE),
  btheb_slope = list(bdi ~ bdi_pre + months + treatment + drug + length + (months | subject), "btheb", TRUE),
  sleepstudy = list(Reaction ~ Days + (Days | Subject), "sleepstudy", TRUE),
  sleepstudy_ml = list(Reaction ~ Days + (Days | Subject), "sleepstudy", FALSE),
  sleepstudy_uncorrelated = list(Reaction ~ Days + (Days || Subject), "sleepstudy", TRUE),
  three_level = list(y ~ arm * week + (1 + week | participant) + (0 + treated | therapist), "three_level", TRUE),
  three_level_days = list(y ~ arm * days + (1 + days | participant) + (0 + treated | therapist), "three_level", TRUE),
  nested = list(y ~ arm * week + (1 | therapist / participant), "treated_only", TRUE),
  crossed = list(score ~ condition + (1 | rater) + (1 | recording), "crossed", TRUE),
  singular_intercept = list(y ~ arm + week + (1 | participant), "singular", TRUE),
  singular_slope = list(y ~ arm * week + (1 + week | participant), "singular", TRUE))

treated_only <- droplevels(three_level[three_level$treated == 1, ])
frames <- list(btheb = btheb, sleepstudy = sleepstudy, three_level = three_level,
               treated_only = treated_only, crossed = crossed, singular = singular)

digits <- function(x) ifelse(is.na(x), NA, formatC(x, digits = 15, format = "g"))
fits <- coefficients <- covariances <- NULL
for (name in names(models)) {
  spec <- models[[name]]
  frame <- frames[[spec[[2]]]]
  attempts <- lapply(tight, function(control) {
    environment(spec[[1]]) <- environment()
    suppressMessages(suppressWarnings(
      lmerTest::lmer(spec[[1]], frame, REML = spec[[3]], control = control)))
  })
  deviances <- sapply(attempts, function(fit) -2 * as.numeric(logLik(fit)))
  fit <- attempts[[which.min(deviances)]]
  cat(name, format(deviances, digits = 14), "singular:", isSingular(fit), "\n")
  fits <- rbind(fits, data.frame(
    model = name, data = spec[[2]], method = if (spec[[3]]) "reml" else "ml",
    minus_2_log_likelihood = digits(min(deviances)), aic = digits(AIC(fit)), bic = digits(BIC(fit)),
    singular = isSingular(fit)))
  satterthwaite <- coef(summary(fit, ddf = "Satterthwaite"))
  kr <- if (spec[[3]]) coef(summary(fit, ddf = "Kenward-Roger")) else NA * satterthwaite
  coefficients <- rbind(coefficients, data.frame(
    model = name, term = rownames(satterthwaite), estimate = digits(satterthwaite[, "Estimate"]),
    se = digits(satterthwaite[, "Std. Error"]), df_satterthwaite = digits(satterthwaite[, "df"]),
    se_kenward_roger = digits(kr[, "Std. Error"]), df_kenward_roger = digits(kr[, "df"]),
    row.names = NULL))
  components <- as.data.frame(VarCorr(fit))
  covariances <- rbind(covariances, data.frame(
    model = name, group = components$grp, term = components$var1, term_2 = components$var2,
    variance_or_covariance = digits(components$vcov), sd_or_correlation = digits(components$sdcor)))
}
write_csv(fits, "fits")
write_csv(coefficients, "coefficients")
write_csv(covariances, "covariances")
cat(R.version.string, paste(sapply(c("lme4", "lmerTest", "pbkrtest"), function(package)
  paste(package, packageVersion(package))), collapse = ", "), "\n")
