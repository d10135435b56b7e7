# Times to an event by R's survival, for tests/describe/survival.
#
#   Rscript tests/reference/survival.R
#
# The data are survival::lung (days in weeks of whole numbers, so that there are ties) and the same
# with times in three intervals; the institutions are the clusters.
library(survival)
folder <- "tests/reference"
own <- subset(lung, !is.na(inst))
own$week <- ceiling(own$time / 7)
own$event <- own$status == 2
own$test <- own$sex == 2
write.csv(
  data.frame(week = own$week, event = as.integer(own$event), test = as.integer(own$test),
             inst = own$inst, ecog = ifelse(is.na(own$ph.ecog), 1, own$ph.ecog)),
  file.path(folder, "survival_data.csv"), row.names = FALSE
)
rows <- list()
say <- function(what, value, at = NA) rows[[length(rows) + 1]] <<- data.frame(what = what, at = at, value = value)

km <- survfit(Surv(week, event) ~ 1, own, subset = test, conf.type = "log-log")
for (i in which(km$n.event > 0)) {
  say("free", km$surv[i], km$time[i])
  say("at_risk", km$n.risk[i], km$time[i])
  say("se", km$surv[i] * km$std.err[i], km$time[i])
  say("ci_lower", km$lower[i], km$time[i])
  say("ci_upper", km$upper[i], km$time[i])
}
say("median", unname(summary(km)$table["median"]))
for (horizon in c(40, 80)) {
  area <- summary(km, rmean = horizon)$table
  say("restricted_mean", unname(area["rmean"]), horizon)
  say("restricted_mean_se", unname(area["se(rmean)"]), horizon)
}
two <- survdiff(Surv(week, event) ~ test, own)
say("log_rank", two$chisq)
many <- survdiff(Surv(week, event) ~ ifelse(is.na(ph.ecog), 1, ph.ecog), own)
say("log_rank_four", many$chisq)
cox <- coxph(Surv(week, event) ~ test, own, ties = "efron")
say("log_hazard_ratio", unname(coef(cox)))
say("log_hazard_ratio_se", sqrt(vcov(cox)[1, 1]))
say("zph", cox.zph(cox)$table["test", "chisq"])
say("zph_p", cox.zph(cox)$table["test", "p"])
groups <- unique(own$inst)
without <- sapply(groups, function(g)
  coef(coxph(Surv(week, event) ~ test, own, ties = "efron", subset = inst != g)))
say("jackknife_se", sqrt((length(groups) - 1) / length(groups) * sum((without - mean(without))^2)))

# The same events, known to lie between visits at weeks 0, 20, 40 and 60 alone.
ends <- c(20, 40, 60)
long <- do.call(rbind, lapply(seq_along(ends), function(k) {
  start <- c(0, ends)[k]
  at_risk <- subset(own, week > start & (event | week > ends[k]))
  transform(at_risk, interval = k, now = as.integer(event & week <= ends[k]))
}))
long$ecog <- ifelse(is.na(long$ph.ecog), 1, long$ph.ecog)
cloglog <- glm(now ~ 0 + factor(interval) + test + ecog, binomial("cloglog"), long,
               control = glm.control(epsilon = 1e-12, maxit = 100))
say("interval_test", unname(coef(cloglog)["testTRUE"]))
say("interval_test_se", sqrt(vcov(cloglog)["testTRUE", "testTRUE"]))
say("interval_ecog", unname(coef(cloglog)["ecog"]))
say("interval_ecog_se", sqrt(vcov(cloglog)["ecog", "ecog"]))
found <- do.call(rbind, rows)
found$value <- signif(found$value, 12)
write.csv(found, file.path(folder, "survival.csv"), row.names = FALSE)
