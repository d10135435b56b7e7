# Sandwiches with few clusters: the approximate Hotelling test, a cluster that alone determines an
# arm, precision weights. Run from the root of the repository:
#   Rscript tests/reference/few_clusters.R
# Needs lme4, nlme and clubSandwich. Reads few_clusters_sites.csv, few_clusters_lone.csv and
# few_clusters_weighted.csv (simulated) and random_effects_three_level.csv beside it, and writes
# few_clusters.csv: Wald_test's HTZ of several contrasts (quantity "joint": statistic F, df1, df2, p),
# and the standard errors and Satterthwaite degrees of freedom of single ones ("single").
# A term that begins with "coefficients" is tested by its coefficients alone, others by their
# marginal contrasts: averages over the other factor with equal weights.

suppressMessages({
  library(lme4)
  library(nlme)
  library(clubSandwich)
})

here <- "tests/reference"
tight <- list(
  lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE,
              optCtrl = list(xtol_abs = 1e-12, xtol_rel = 1e-12, ftol_abs = 1e-14,
                             ftol_rel = 1e-16, maxeval = 1e5)),
  lmerControl(optimizer = "bobyqa", calc.derivs = FALSE,
              optCtrl = list(rhobeg = 0.02, rhoend = 1e-10, maxfun = 1e5)))
best <- function(formula, frame) {
  fits <- lapply(tight, function(control) {
    suppressMessages(suppressWarnings(lmer(formula, frame, control = control)))
  })
  fits[[which.max(sapply(fits, logLik))]]
}
factors <- function(frame) {
  for (name in intersect(c("id", "arm", "visit", "site"), names(frame))) {
    frame[[name]] <- factor(frame[[name]])
  }
  frame
}

# Differences of marginal means from the first level, as rows over the coefficients.
marginal <- function(fit, frame, term, other) {
  grid <- expand.grid(lapply(frame[c(term, other)], levels))
  x <- model.matrix(~ arm * visit, grid)
  means <- apply(x, 2, function(column) tapply(column, grid[[term]], mean))
  means[-1, , drop = FALSE] - means[rep(1, nrow(means) - 1), , drop = FALSE]
}

joint <- function(data, kind, term, fit, covariance, rows) {
  test <- Wald_test(fit, constraints = rows, vcov = covariance, test = "HTZ")
  data.frame(data = data, vcov = kind, quantity = "joint", term = term, estimate = NA, se = NA,
             statistic = test$Fstat, df1 = test$df_num, df2 = test$df_denom, p = test$p_val)
}

single <- function(data, kind, term, fit, covariance, rows) {
  test <- linear_contrast(fit, vcov = covariance, contrasts = rows, test = "Satterthwaite")
  data.frame(data = data, vcov = kind, quantity = "single", term = term, estimate = test$Est,
             se = test$SE, statistic = NA, df1 = 1, df2 = test$df, p = NA)
}

out <- NULL
sites <- factors(read.csv(file.path(here, "few_clusters_sites.csv")))
fit <- best(y ~ arm * visit + (1 | site / id), sites)
names <- names(fixef(fit))
chosen <- function(pattern) diag(length(names))[grep(pattern, names), , drop = FALSE]
for (kind in c("CR0", "CR2", "CR3")) {
  covariance <- vcovCR(fit, cluster = sites$site, type = kind)
  out <- rbind(
    out,
    joint("sites", kind, "coefficients arm", fit, covariance, chosen("^arm.$")),
    joint("sites", kind, "coefficients visit", fit, covariance, chosen("^visit.$")),
    joint("sites", kind, "arm", fit, covariance, marginal(fit, sites, "arm", "visit")),
    joint("sites", kind, "visit", fit, covariance, marginal(fit, sites, "visit", "arm")))
}

three <- read.csv(file.path(here, "random_effects_three_level.csv"))
three$visit <- factor(three$week)
three$arm <- factor(three$arm, c("waitlist", "cbt", "ipt"))
treated <- droplevels(three[three$treated == 1, ])
for (spec in list(list("treated", treated, y ~ arm * visit + (1 | therapist / participant), "therapist"),
                  list("people", three, y ~ arm * visit + (1 + week | participant), "participant"))) {
  fit <- best(spec[[3]], spec[[2]])
  names <- names(fixef(fit))
  for (kind in c("CR0", "CR2", "CR3")) {
    covariance <- vcovCR(fit, cluster = spec[[2]][[spec[[4]]]], type = kind)
    out <- rbind(
      out,
      joint(spec[[1]], kind, "visit", fit, covariance, marginal(fit, spec[[2]], "visit", "arm")),
      joint(spec[[1]], kind, "arm:visit", fit, covariance, chosen(":")))
  }
}

lone <- factors(read.csv(file.path(here, "few_clusters_lone.csv")))
fit <- best(y ~ arm * visit + (1 | id), lone)
rows <- marginal(fit, lone, "arm", "visit")[1, , drop = FALSE]
for (kind in c("CR0", "CR2", "CR3")) {
  covariance <- vcovCR(fit, cluster = lone$id, type = kind)
  out <- rbind(out, single("lone", kind, "arm", fit, covariance, rows))
}

weighted <- factors(read.csv(file.path(here, "few_clusters_weighted.csv")))
weighted$inverse <- 1 / weighted$w
fit <- lme(y ~ arm * week, random = ~ 1 | id, data = weighted, weights = varFixed(~ inverse),
           control = lmeControl(opt = "optim", msMaxIter = 1000, tolerance = 1e-12, reltol = 1e-14))
for (kind in c("CR0", "CR2", "CR3")) {
  covariance <- vcovCR(fit, cluster = weighted$id, type = kind)
  for (k in seq_along(fixef(fit))) {
    rows <- diag(length(fixef(fit)))[k, , drop = FALSE]
    out <- rbind(out, single("weighted", kind, names(fixef(fit))[k], fit, covariance, rows))
  }
}
numbers <- c("estimate", "se", "statistic", "df2", "p")
out[numbers] <- lapply(out[numbers], function(x) {
  ifelse(is.na(x), "", trimws(formatC(x, digits = 12, format = "g")))
})
write.csv(out, file.path(here, "few_clusters.csv"), row.names = FALSE, quote = FALSE)
cat(R.version.string, paste(sapply(c("lme4", "nlme", "clubSandwich"), function(package)
  paste(package, packageVersion(package))), collapse = ", "), "\n")
