# Intraclass correlations of one score a person. Run from the root of the repository:
#   Rscript tests/reference/intraclass.R
# Needs lme4. Simulates intraclass_data.csv (30 clusters of 3 to 11 people; the column "alike" has a
# correlation within clusters, "independent" has none) and writes intraclass.csv: "icc" by lmer where
# it is above zero, else by the profile; "lower" and "upper" are where the profile of the restricted
# likelihood, by dense matrices, is a chi-square quantile (.95, one df) above its least.

suppressMessages(library(lme4))
here <- "tests/reference"

set.seed(20261126)
sizes <- sample(3:11, 30, replace = TRUE)
cluster <- rep(seq_along(sizes) - 1, sizes)
n <- length(cluster)
x <- round(rnorm(n), 3)
arm <- cluster %% 2
mean <- 10 + 2 * x + arm
d <- data.frame(cluster, arm, x,
                alike = round(mean + rnorm(30, 0, 1.4)[cluster + 1] + rnorm(n, 0, 3), 3),
                independent = round(mean + rnorm(n, 0, 3), 3))
write.csv(d, file.path(here, "intraclass_data.csv"), row.names = FALSE, quote = FALSE)

same <- outer(cluster, cluster, "==")
design <- model.matrix(~ x + arm, d)
deviance_of <- function(y) function(rho) {
  v <- diag(n) * (1 - rho) + rho * same
  inverse <- solve(v)
  a <- t(design) %*% inverse %*% design
  left <- y - design %*% solve(a, t(design) %*% inverse %*% y)
  (n - ncol(design)) * log(sum(left * (inverse %*% left))) +
    as.numeric(determinant(v)$modulus) + as.numeric(determinant(a)$modulus)
}
rows <- list()
for (score in c("alike", "independent")) {
  f <- deviance_of(d[[score]])
  best <- optimize(f, c(0, .9), tol = 1e-11)
  if (f(0) <= best$objective + 1e-9) best <- list(minimum = 0, objective = f(0))
  limit <- best$objective + qchisq(.95, 1)
  g <- function(rho) f(rho) - limit
  lower <- if (g(0) > 0) uniroot(g, c(0, best$minimum), tol = 1e-11)$root else 0
  upper <- uniroot(g, c(best$minimum, .99), tol = 1e-11)$root
  icc <- best$minimum
  fit <- suppressMessages(lmer(reformulate(c("x", "arm", "(1 | cluster)"), score), d, control =
    lmerControl(calc.derivs = FALSE, optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-14))))
  v <- as.data.frame(VarCorr(fit))$vcov
  cat(score, "lmer", v[1] / sum(v), "profile", icc, "\n")
  if (icc > 0) icc <- v[1] / sum(v)
  rows[[score]] <- data.frame(score, quantity = c("icc", "lower", "upper"),
                              value = c(icc, lower, upper))
}
write.csv(do.call(rbind, rows), file.path(here, "intraclass.csv"), row.names = FALSE, quote = FALSE)
