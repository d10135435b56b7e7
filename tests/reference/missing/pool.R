# Pooling by Rubin's rules with Barnard and Rubin's degrees of freedom: mice::pool.scalar.
#   Rscript tests/reference/missing/pool.R     (in the project's folder)
suppressMessages(library(mice))
set.seed(20)
cases <- list(
  few = list(m = 5, n = 40, k = 3), usual = list(m = 50, n = 172, k = 3),
  little = list(m = 20, n = 100, k = 2), much = list(m = 10, n = 30, k = 4)
)
between <- c(few = 0.5, usual = 0.4, little = 0.01, much = 2)
estimates <- NULL
pooled <- NULL
for (name in names(cases)) {
  case <- cases[[name]]
  q <- round(rnorm(case$m, -2, between[[name]]), 6)
  u <- round(rchisq(case$m, 50) / 50, 6)
  estimates <- rbind(estimates, data.frame(
    case = name, imputation = seq_len(case$m), estimate = q, se = sqrt(u), df = case$n - case$k))
  for (rule in c("rubin1987", "rubin")) {
    n <- if (rule == "rubin") case$n else Inf
    found <- pool.scalar(q, u, n = n, k = case$k, rule = "rubin1987")
    pooled <- rbind(pooled, data.frame(
      case = name, rule = rule, estimate = found$qbar, se = sqrt(found$t), df = found$df,
      within = found$ubar, between = found$b, fraction_missing = found$fmi))
  }
}
options(digits = 15)
write.csv(estimates, "tests/reference/missing/pool_estimates.csv", row.names = FALSE)
write.csv(pooled, "tests/reference/missing/pool.csv", row.names = FALSE)
cat(R.version.string, "mice", format(packageVersion("mice")), "\n")
