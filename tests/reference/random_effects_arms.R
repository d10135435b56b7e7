# A variance of therapists for each arm, by lme4, lmerTest and pbkrtest: every therapist works in one
# arm. Run from the root of the repository: Rscript tests/reference/random_effects_arms.R
# Simulates random_effects_arms_data.csv and writes random_effects_arms_{fit,coefficients,variances}.csv.
# lme4 refuses nothing of (0 + arm | therapist), but has a covariance of the arms in it, on which its
# likelihood does not depend; the two terms with dummy() are the model without it.

suppressMessages(library(lmerTest))

here <- "tests/reference/random_effects_arms_"
digits <- function(x) ifelse(is.na(x), NA, formatC(x, digits = 13, format = "g"))
write_csv <- function(frame, name) {
  write.csv(frame, paste0(here, name, ".csv"), row.names = FALSE, na = "", quote = FALSE)
}

set.seed(20261201)
people <- data.frame(id = 1:140, therapist = rep(1:14, each = 10))
people$arm <- ifelse(people$therapist %% 2 == 0, "cbt", "ipt")
people$u <- rnorm(140, sd = 1.5) +
  rnorm(14, sd = 1)[people$therapist] * ifelse(people$arm == "cbt", 0.8, 2)
trial <- merge(people, data.frame(week = c(0, 4, 9)))
trial$y <- round(14 + trial$u - 0.3 * trial$week + rnorm(nrow(trial)), 2)
trial <- trial[trial$week == 0 | runif(nrow(trial)) > 0.15, ]
trial <- trial[order(trial$id, trial$week), c("id", "therapist", "arm", "week", "y")]
write_csv(trial, "data")

fit <- lmer(y ~ arm * week + (0 + dummy(arm, "cbt") | therapist) + (0 + dummy(arm, "ipt") | therapist) +
              (1 | id), transform(trial, arm = factor(arm)),
            control = lmerControl(calc.derivs = FALSE, optCtrl = list(
              xtol_abs = 1e-12, xtol_rel = 1e-12, ftol_abs = 1e-14, ftol_rel = 1e-16, maxeval = 1e5)))
write_csv(data.frame(minus_2_log_likelihood = digits(REMLcrit(fit)), aic = digits(AIC(fit))), "fit")
satterthwaite <- coef(summary(fit, ddf = "Satterthwaite"))
kr <- coef(summary(fit, ddf = "Kenward-Roger"))
write_csv(data.frame(term = rownames(kr), estimate = digits(kr[, "Estimate"]),
                     se = digits(satterthwaite[, "Std. Error"]),
                     df_satterthwaite = digits(satterthwaite[, "df"]),
                     se_kenward_roger = digits(kr[, "Std. Error"]), df_kenward_roger = digits(kr[, "df"])),
          "coefficients")
components <- as.data.frame(VarCorr(fit))
write_csv(data.frame(group = sub("[.].*", "", components$grp),
                     term = gsub("dummy\\(arm, \"|\"\\)", "", components$var1),
                     variance = digits(components$vcov)), "variances")
