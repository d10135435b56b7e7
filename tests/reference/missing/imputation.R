# The Beat the Blues trial multiply imputed by the R package mice: normal linear regressions of each
# month on the others, the baseline and the arm, which have the multivariate normal model as their
# joint one; analysis of covariance at month 8.
#   Rscript tests/reference/missing/imputation.R     (in the project's folder; a minute)
suppressMessages(library(mice))
w <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv")
wide <- data.frame(pre = w$bdi.pre, treated = as.numeric(w$treatment == "BtheB"),
                   m2 = w$bdi.2m, m3 = w$bdi.3m, m5 = w$bdi.5m, m8 = w$bdi.8m)
m <- 100
made <- mice(wide, m = m, maxit = 10, method = "norm", seed = 8, printFlag = FALSE)
rows <- do.call(rbind, lapply(c("m2", "m3", "m5", "m8"), function(month) {
  fits <- as.mira(lapply(seq_len(m), function(i) {
    lm(as.formula(paste(month, "~ pre + treated")), data = complete(made, i))
  }))
  s <- summary(pool(fits))
  p <- pool(fits)$pooled
  k <- which(s$term == "treated")
  data.frame(month = sub("m", "", month), estimate = s$estimate[k], se = s$std.error[k],
             df = s$df[k], fraction_missing = p$fmi[k], monte_carlo_se = sqrt(p$b[k] / m))
}))
options(digits = 8)
write.csv(rows, "tests/reference/missing/imputation.csv", row.names = FALSE)
cat(R.version.string, "mice", format(packageVersion("mice")), "\n")
