# Two outcomes in one model. Run from the root of the repository:
#   Rscript tests/reference/joint_outcomes.R
# Needs nlme. Writes joint_outcomes_people.csv (a made-up trial: 120 people, three arms, two scales
# at a baseline and two visits, scores missing at random) and joint_outcomes.csv beside this script.
# The model: nlme::gls, REML, corSymm and varIdent over outcome x visit, each outcome with its own
# baseline x visit + arm x visit + stratum; scores and baselines over the pooled baseline SD.
#   contrast     at week 16, in points: estimate, se
#   correlation  of two contrasts' estimates: estimate
#   test         no difference in either outcome at week 16: the Wald chi-squared over its degrees
#                of freedom as `estimate`, those as `se`
#   likelihood   -2 log restricted likelihood as `estimate`
#   separate     as contrast, by a model of each outcome alone
suppressMessages(library(nlme))
options(digits = 15)
set.seed(20)
n <- 120
arm <- factor(rep(c("waitlist", "cbt", "ipt"), each = n / 3), c("waitlist", "cbt", "ipt"))
stratum <- factor(sample(c("north", "south"), n, TRUE))
S <- 0.55^abs(outer(1:3, 1:3, "-"))
V <- kronecker(matrix(c(1, 0.65, 0.65, 1), 2), S)
z <- matrix(rnorm(n * 6), n) %*% chol(V)
gain <- cbind(0, outer(c(waitlist = 0.2, cbt = 0.7, ipt = 0.9)[as.character(arm)], c(0.6, 1)))
phq9 <- round(pmin(pmax(14 + 4 * (z[, 1:3] - gain), 0), 27))
hrsd17 <- round(pmin(pmax(19 + 5 * (z[, 4:6] - 0.7 * gain), 0), 52))
later <- plogis(-2 + 0.12 * (phq9[, 1] - 14))
for (v in 2:3) {
  phq9[runif(n) < later * (v - 1), v] <- NA
  hrsd17[runif(n) < 0.8 * later * (v - 1), v] <- NA
}
w <- data.frame(participant = sprintf("P%03d", 1:n), arm, stratum,
                phq9_0 = phq9[, 1], phq9_8 = phq9[, 2], phq9_16 = phq9[, 3],
                hrsd17_0 = hrsd17[, 1], hrsd17_8 = hrsd17[, 2], hrsd17_16 = hrsd17[, 3])
write.csv(w, "tests/reference/joint_outcomes_people.csv", row.names = FALSE, na = "")

pooled <- function(x) summary(lm(x ~ w$arm))$sigma
unit <- c(phq9 = pooled(w$phq9_0), hrsd17 = pooled(w$hrsd17_0))
long <- NULL
for (o in names(unit)) for (v in c(8, 16))
  long <- rbind(long, data.frame(participant = w$participant, arm = w$arm, stratum = w$stratum,
                                 outcome = o, visit = v, base = w[[paste0(o, "_0")]] / unit[o],
                                 y = w[[paste0(o, "_", v)]] / unit[o]))
long$outcome <- factor(long$outcome, names(unit))
long$visit <- factor(long$visit)
long$place <- as.integer(interaction(long$visit, long$outcome))
long <- long[!is.na(long$y), ]
long <- long[order(long$participant, long$place), ]

out <- NULL
record <- function(what, label, estimate, se = NA)
  out <<- rbind(out, data.frame(what, label, estimate = as.numeric(estimate), se = as.numeric(se)))
control <- glsControl(msMaxIter = 500, maxIter = 200, opt = "optim", msTol = 1e-12, tolerance = 1e-10)

# The rows of the design at a cell: means over strata do not matter to a contrast.
row_of <- function(formula, o, a) {
  cell <- data.frame(arm = factor(a, levels(w$arm)), stratum = factor("north", levels(w$stratum)),
                     outcome = factor(o, names(unit)), visit = factor(16, levels(long$visit)), base = 0)
  model.matrix(formula, cell)
}
pairs <- list(c("ipt", "waitlist"), c("cbt", "waitlist"))

joint <- ~ (base * visit + arm * visit + stratum) * outcome
g <- gls(update(joint, y ~ .), long, correlation = corSymm(form = ~ place | participant),
         weights = varIdent(form = ~ 1 | place), method = "REML", control = control)
L <- NULL
for (o in names(unit)) for (p in pairs)
  L <- rbind(L, unit[o] * (row_of(joint, o, p[1]) - row_of(joint, o, p[2])))
labels <- as.vector(outer(sapply(pairs, paste, collapse = " "), names(unit), function(p, o) paste(o, p)))
b <- as.numeric(L %*% coef(g)); C <- L %*% vcov(g) %*% t(L)
record("contrast", labels, b, sqrt(diag(C)))
R <- cov2cor(C)
for (i in 1:3) for (j in (i + 1):4) record("correlation", paste(labels[i], labels[j], sep = "; "), R[i, j])
record("test", "all", sum(b * solve(C, b)) / 4, 4)
for (k in 1:2) {
  own <- c(k, k + 2)
  record("test", paste(pairs[[k]], collapse = " "), sum(b[own] * solve(C[own, own], b[own])) / 2, 2)
}
record("likelihood", "reml", -2 * as.numeric(logLik(g)))

single <- ~ base * visit + arm * visit + stratum
for (o in names(unit)) {
  d <- long[long$outcome == o, ]
  d$place <- as.integer(d$visit)
  s <- gls(update(single, y ~ .), d, correlation = corSymm(form = ~ place | participant),
           weights = varIdent(form = ~ 1 | place), method = "REML", control = control)
  for (p in pairs) {
    l <- unit[o] * (row_of(single, o, p[1]) - row_of(single, o, p[2]))
    record("separate", paste(o, paste(p, collapse = " ")), l %*% coef(s), sqrt(l %*% vcov(s) %*% t(l)))
  }
}
write.csv(out, "tests/reference/joint_outcomes.csv", row.names = FALSE)
