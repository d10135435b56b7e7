# Who left Beat the Blues, told by scores, by R's survival and glm, for tests/describe/people.
#
#   Rscript tests/reference/attrition.R
#
# A person left between the last visit with a score and the next; the life table's steps are at that
# next visit. The model is of the intervals between visits: arm, baseline, last score before.
library(survival)
wide <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv")
weeks <- c(0, 8.7, 13.0, 21.7, 34.8)
scores <- as.matrix(wide[, c("bdi.pre", "bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m")])
last <- apply(scores, 1, function(row) max(which(!is.na(row))))
left <- last < 5
end <- pmin(last + 1, 5)
people <- data.frame(arm = wide$treatment, week = weeks[end], left = left)
rows <- list()
say <- function(what, arm, at, value) {
  rows[[length(rows) + 1]] <<- data.frame(what = what, arm = arm, at = at, value = value)
}
for (which in c("BtheB", "TAU")) {
  km <- survfit(Surv(week, left) ~ 1, subset(people, arm == which), conf.type = "log-log")
  for (i in which(km$n.event > 0)) {
    say("still_in", which, km$time[i], km$surv[i])
    say("ci_lower", which, km$time[i], km$lower[i])
    say("ci_upper", which, km$time[i], km$upper[i])
  }
}
say("log_rank", NA, NA, survdiff(Surv(week, left) ~ arm, people)$chisq)
long <- do.call(rbind, lapply(seq_len(nrow(wide)), function(i) {
  do.call(rbind, lapply(seq_len(end[i] - 1), function(k) {
    before <- scores[i, seq_len(k)]
    data.frame(interval = k, arm = wide$treatment[i], base = scores[i, 1],
               last = tail(before[!is.na(before)], 1), now = left[i] && k == end[i] - 1)
  }))
}))
sd <- sd(scores[, 1])
long$arm <- relevel(factor(long$arm), "TAU")
fit <- glm(now ~ 0 + factor(interval) + arm + I(base / sd) + I(last / sd), binomial("cloglog"), long,
           control = glm.control(epsilon = 1e-12, maxit = 100))
found <- tail(summary(fit)$coefficients, 3)
for (i in 1:3) {
  name <- c("arm", "baseline score", "last score")[i]
  say("log_hazard_ratio", name, NA, found[i, 1])
  say("se", name, NA, found[i, 2])
}
# Standardised differences of who left and who stayed: the score at baseline, and one category.
apart <- function(x) (mean(x[left]) - mean(x[!left])) / sqrt((var(x[left]) + var(x[!left])) / 2)
say("difference", "bdi", NA, apart(scores[, 1]))
long_episode <- wide$length == ">6m"
p <- c(mean(long_episode[left]), mean(long_episode[!left]))
say("difference", ">6m", NA, diff(rev(p)) / sqrt(mean(p * (1 - p))))
out <- do.call(rbind, rows)
out$value <- signif(out$value, 12)
write.csv(out, "tests/reference/attrition.csv", row.names = FALSE)
