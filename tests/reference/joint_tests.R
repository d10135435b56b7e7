# Joint tests of random-effects models. Run from the root of the repository:
#   Rscript tests/reference/joint_tests.R
# Needs lme4, lmerTest and pbkrtest. Writes joint_tests.csv beside this script: the F of each term by
# pbkrtest::KRmodcomp (Kenward and Roger 1997, with the scale of F) and by lmerTest::anova, type III
# (Satterthwaite by Fai and Cornelius 1996, which depends on the functions besides their span: those
# of lmerTest are differences from the first level). Covariates are centred. `empty` has no one in
# BtheB at month 8; its functions are written out for treatment coding.

suppressMessages({
  library(lme4)
  library(lmerTest)
  library(pbkrtest)
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
btheb$month <- factor(btheb$months)
btheb$length <- factor(btheb$length)
three_level <- read.csv(file.path(here, "random_effects_three_level.csv"))
three_level$therapist <- ifelse(is.na(three_level$therapist), "none", three_level$therapist)
three_level$arm <- factor(three_level$arm, c("waitlist", "cbt", "ipt"))
three_level$visit <- factor(three_level$week)

tight <- lmerControl(optimizer = "bobyqa", calc.derivs = FALSE,
                     optCtrl = list(rhobeg = 0.02, rhoend = 1e-10, maxfun = 1e5))
out <- NULL
record <- function(model, term, fit, functions, satterthwaite = contestMD(fit, functions)) {
  kr <- KRmodcomp(as(fit, "lmerMod"), functions)$test["Ftest", ]
  sw <- satterthwaite
  out <<- rbind(out,
    data.frame(model = model, term = term, df_method = "kenward-roger", df1 = kr$ndf, df2 = kr$ddf,
               statistic = kr$stat, p_value = kr$p.value),
    data.frame(model = model, term = term, df_method = "satterthwaite", df1 = sw$NumDF,
               df2 = sw$DenDF, statistic = sw[["F value"]], p_value = sw[["Pr(>F)"]]))
}
by_terms <- function(model, formula, frame) {
  centred <- frame
  for (name in all.vars(formula)[-1]) {
    if (is.numeric(frame[[name]]) && !(name %in% c("subject", "participant", "treated")))
      centred[[name]] <- frame[[name]] - mean(frame[[name]])
  }
  fit <- suppressMessages(lmerTest::lmer(formula, centred, control = tight))
  table <- anova(fit, type = "III", ddf = "Satterthwaite")
  functions <- attr(table, "hypotheses")
  for (term in rownames(table)) record(model, term, fit, functions[[term]], table[term, ])
}
by_terms("intercept", bdi ~ bdi_pre + treatment * month + length + (1 | subject), btheb)
by_terms("slope", bdi ~ treatment * bdi_pre + treatment * month + (1 + months | subject), btheb)
by_terms("three_level", y ~ arm * visit + (1 + week | participant) + (0 + treated | therapist), three_level)

empty <- btheb[!(btheb$treatment == "BtheB" & btheb$month == "8"), ]
fit <- suppressMessages(lmerTest::lmer(bdi ~ bdi_pre + treatment * month + (1 | subject), empty, control = tight))
columns <- names(fixef(fit))
select <- function(...) {
  rows <- list(...)
  t(sapply(rows, function(row) { l <- setNames(numeric(length(columns)), columns); l[names(row)] <- row; l }))
}
record("empty", "treatment:month", fit,
       select(c("treatmentBtheB:month3" = 1), c("treatmentBtheB:month5" = 1)))
record("empty", "month", fit,
       select(c("month3" = 1, "treatmentBtheB:month3" = 0.5), c("month5" = 1, "treatmentBtheB:month5" = 0.5)))

numbers <- c("df1", "df2", "statistic", "p_value")
out[numbers] <- lapply(out[numbers], function(x) trimws(formatC(x, digits = 15, format = "g")))
write.csv(out, file.path(here, "joint_tests.csv"), row.names = FALSE, quote = FALSE)
cat(R.version.string, paste(sapply(c("lme4", "lmerTest", "pbkrtest"), function(package)
  paste(package, packageVersion(package))), collapse = ", "), "\n")
