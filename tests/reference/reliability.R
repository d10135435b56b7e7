# Cronbach's alpha and McDonald's omega of the PHQ-9 items of the demonstration trial's first
# assessments (day 0 or before, all nine items answered), and of the QIDS's nine domains.
# Omega: one factor by maximum likelihood (factanal), loadings and uniquenesses on the items' scale.
# Usage: Rscript reliability.R <scores.csv> [<rogers_qids_ybocs_items.csv>] > reliability.csv
files <- commandArgs(trailingOnly = TRUE)

coefficients <- function(name, x) {
  s <- cov(x)
  k <- ncol(x)
  n <- nrow(x)
  alpha <- k / (k - 1) * (1 - sum(diag(s)) / sum(s))
  # Feldt's exact interval.
  limits <- 1 - (1 - alpha) * qf(c(.975, .025), n - 1, (n - 1) * (k - 1))
  # R's default leaves the uniquenesses with six digits of the optimum or fewer.
  fit <- factanal(covmat = s, factors = 1, n.obs = n,
                  control = list(opt = list(factr = 1, pgtol = 0, maxit = 1000)))
  common <- sum(sqrt(diag(s)) * fit$loadings[, 1])^2
  omega <- common / (common + sum(diag(s) * fit$uniquenesses))
  data.frame(items = name, n = n, alpha = alpha, alpha_lower = limits[1],
             alpha_upper = limits[2], omega = omega)
}

scores <- read.csv(files[1])
phq9 <- scores[scores$day <= 0, paste0("phq9_", 1:9)]
table <- coefficients("phq9", phq9[complete.cases(phq9), ])
if (length(files) > 1) {
  x <- read.csv(files[2])
  domains <- cbind(apply(x[, 1:4], 1, max), x[, 5], apply(x[, 6:9], 1, max), x[, 10:14],
                   apply(x[, 15:16], 1, max))
  table <- rbind(table, coefficients("qids_sr16", domains))
}
table[-(1:2)] <- lapply(table[-(1:2)], format, digits = 12)
write.csv(table, row.names = FALSE, quote = FALSE)
