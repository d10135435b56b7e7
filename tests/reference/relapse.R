# Relapse on the planned weeks of visits by R's survival and glm, for tests/describe/therapy.
#
#   Rscript tests/reference/relapse.R
#
# People who were well at week 16, seen again at weeks 28 and 40 on a day within 10 of the planned
# one; who relapsed comes late in the window. Some are not seen at one of the visits. The days are
# in the data and in none of the numbers.
library(survival)
folder <- "tests/reference"
set.seed(52)
visits <- c(28, 40)
n <- 60
arm <- rep(c("ipt", "waitlist"), c(32, 28))
relapse <- sapply(seq_along(visits), function(k)
  runif(n) < ifelse(arm == "ipt", 0.12, 0.35) + 0.1 * (k - 1))
score <- ifelse(relapse, sample(10:18, 2 * n, TRUE), sample(0:9, 2 * n, TRUE))
score[matrix(runif(2 * n) < 0.2, n)] <- NA
day <- matrix(7 * rep(visits, each = n), n) +
  ifelse(relapse, sample(5:10, 2 * n, TRUE), sample(-10:6, 2 * n, TRUE))
data <- data.frame(participant = sprintf("p%02d", seq_len(n)), arm = arm, at_16 = sample(0:4, n, TRUE),
                   at_28 = score[, 1], day_28 = day[, 1], at_40 = score[, 2], day_40 = day[, 2])
write.csv(data, file.path(folder, "relapse_people.csv"), row.names = FALSE, na = "")

seen <- data[!is.na(data$at_28) | !is.na(data$at_40), ]
ill <- as.matrix(seen[c("at_28", "at_40")]) >= 10
first <- apply(ill, 1, function(row) if (any(row, na.rm = TRUE)) min(which(row)) else NA)
last <- apply(ill, 1, function(row) max(which(!is.na(row))))
seen$event <- !is.na(first)
seen$week <- (visits - 16)[ifelse(seen$event, first, last)]
seen$test <- seen$arm == "ipt"

rows <- list()
say <- function(what, value, group = NA, at = NA)
  rows[[length(rows) + 1]] <<- data.frame(what = what, group = group, at = at, value = value)
for (group in c("ipt", "waitlist")) {
  own <- seen[seen$arm == group, ]
  km <- survfit(Surv(week, event) ~ 1, own, conf.type = "log-log")
  for (i in which(km$n.event > 0)) {
    say("at_risk", km$n.risk[i], group, km$time[i])
    say("relapsed", km$n.event[i], group, km$time[i])
    say("still_well", km$surv[i], group, km$time[i])
    say("se", km$surv[i] * km$std.err[i], group, km$time[i])
    say("ci_lower", km$lower[i], group, km$time[i])
    say("ci_upper", km$upper[i], group, km$time[i])
  }
  area <- summary(km, rmean = 24)$table
  say("followed", nrow(own), group)
  say("median", unname(area["median"]), group)
  say("restricted_mean", unname(area["rmean"]), group, 24)
  say("restricted_mean_se", unname(area["se(rmean)"]), group, 24)
}
say("log_rank", survdiff(Surv(week, event) ~ test, seen)$chisq)
cox <- coxph(Surv(week, event) ~ test, seen, ties = "efron")
say("log_hazard_ratio", unname(coef(cox)))
say("log_hazard_ratio_se", sqrt(vcov(cox)[1, 1]))
say("zph", cox.zph(cox)$table["test", "chisq"])

# Person-intervals up to a relapse or to the first visit without a score.
one <- transform(seen[!is.na(seen$at_28), ], interval = 1, now = as.integer(at_28 >= 10))
two <- transform(subset(seen, !is.na(at_28) & at_28 < 10 & !is.na(at_40)),
                 interval = 2, now = as.integer(at_40 >= 10))
cloglog <- glm(now ~ 0 + factor(interval) + test, binomial("cloglog"), rbind(one, two),
               control = glm.control(epsilon = 1e-12, maxit = 100))
say("interval_ratio", unname(coef(cloglog)["testTRUE"]))
say("interval_ratio_se", sqrt(vcov(cloglog)["testTRUE", "testTRUE"]))
found <- do.call(rbind, rows)
found$value <- signif(found$value, 12)
write.csv(found, file.path(folder, "relapse.csv"), row.names = FALSE)
