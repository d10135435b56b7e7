# The random-intercept cross-lagged panel model, and that with a pace of each person's own, by lavaan.
# Run from the root of the repository:
#   Rscript tests/reference/lagged.R
# Needs lavaan and MASS. Simulates lagged_data.csv (two arms of 70 people, two variables at five
# visits, people who leave by what was seen, single values missing) and writes lagged.csv:
#   level  people differ in level;  pace  and in a straight line
# by full-information maximum likelihood: paths equal over time, innovations free, the arms' means
# free after the first visit. Standard errors are of the expected information.
# `through` is the indirect effect at the last visit, by lavaan's own definition of parameters.
suppressMessages({library(lavaan); library(MASS)})
options(digits = 15)
set.seed(20261127)
n <- 140; waves <- 5
arm <- rep(0:1, n / 2)
stays <- mvrnorm(n, c(0, 0), matrix(c(1, .6, .6, 1), 2))
pace <- mvrnorm(n, c(0, 0), matrix(c(.5, .2, .2, .5), 2))
B <- matrix(c(.3, .25, .1, .35), 2)
w <- mvrnorm(n, c(0, 0), matrix(c(1, .4, .4, 1), 2))
mu <- matrix(0, n, 2)
d <- data.frame(arm)
for (t in 0:(waves - 1)) {
  if (t) {
    w <- w %*% t(B) + mvrnorm(n, c(0, 0), .6 * matrix(c(1, .4, .4, 1), 2))
    mu <- mu %*% t(B) + outer(arm, c(-.4, -.2))
  }
  z <- round(stays + pace * t / (waves - 1) + w + mu - .3 * t, 3)
  d[[paste0("m", t)]] <- z[, 1]
  d[[paste0("y", t)]] <- z[, 2]
}
for (t in 1:(waves - 1)) {
  before <- d[[paste0("y", t - 1)]]
  leaves <- !is.na(before) & runif(n) < plogis(-3 + .6 * before)
  for (s in t:(waves - 1)) d[leaves, paste0(c("m", "y"), s)] <- NA
}
d$m2[sample(n, 3)] <- NA
d$y0[sample(n, 2)] <- NA
write.csv(d, "tests/reference/lagged_data.csv", row.names = FALSE, quote = FALSE, na = "")

last <- waves - 1
all_of <- function(v, coefficient) paste0(coefficient, v, 0:last, collapse = " + ")
model_of <- function(pace) {
  lines <- c(paste("im =~", all_of("m", "1*")), paste("iy =~", all_of("y", "1*")))
  if (pace) {
    line <- paste0((0:last) / last, "*")
    lines <- c(lines, paste("sm =~", all_of("m", line)), paste("sy =~", all_of("y", line)))
  }
  parts <- c("im", "iy", if (pace) c("sm", "sy"))
  for (i in seq_along(parts)) lines <- c(lines, paste(parts[i], "~~", parts[i:length(parts)]))
  for (t in 0:last) for (v in c("m", "y")) {
    lines <- c(lines, sprintf("w%s%d =~ 1*%s%d", v, t, v, t), sprintf("%s%d ~~ 0*%s%d", v, t, v, t),
               sprintf("w%s%d ~~ w%s%d", v, t, v, t), sprintf("%s%d ~ 1", v, t))
    if (t) lines <- c(lines, sprintf("%s%d ~ d%s%d*arm", v, t, v, t))
    if (!t) lines <- c(lines, paste(parts, "~~ 0*", paste0("w", v, 0)))
  }
  for (t in 0:last) lines <- c(lines, sprintf("wm%d ~~ wy%d", t, t))
  for (t in 1:last)
    lines <- c(lines, sprintf("wm%d ~ mm*wm%d + my*wy%d", t, t - 1, t - 1),
               sprintf("wy%d ~ ym*wm%d + yy*wy%d", t, t - 1, t - 1))
  sums <- paste(sprintf("yy^%d*dm%d", last - 1 - 1:(last - 1), 1:(last - 1)), collapse = " + ")
  paste(c(lines, sprintf("through := ym*(%s)", sums)), collapse = "\n")
}
out <- NULL
for (kind in c("level", "pace")) {
  f <- lavaan(model_of(kind == "pace"), d, missing = "ml", information = "expected",
              fixed.x = TRUE, auto.cov.lv.x = FALSE,
              control = list(rel.tol = 1e-10, iter.max = 5000, eval.max = 10000))
  stopifnot(lavInspect(f, "converged"), max(abs(lavInspect(f, "optim.gradient"))) < 1e-5)
  e <- parameterEstimates(f)
  keep <- e$se > 0 & e$op != "~1"
  name <- ifelse(e$label != "" , e$label, paste(e$lhs, e$op, e$rhs))
  found <- data.frame(kind, name, estimate = e$est, se = e$se)[keep, ]
  out <- rbind(out, found[!duplicated(found$name), ],
               data.frame(kind, name = c("log likelihood", "chi square", "df"),
                          estimate = c(fitMeasures(f, "logl"), fitMeasures(f, "chisq"),
                                       fitMeasures(f, "df")), se = NA))
}
write.csv(out, "tests/reference/lagged.csv", row.names = FALSE, quote = FALSE)
cat(R.version.string, "lavaan", as.character(packageVersion("lavaan")), "\n")
