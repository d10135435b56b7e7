# A trial that randomised villages and a partially nested one, simulated, and what lme4 with pbkrtest
# says of them. Run from the root of the repository:
#   Rscript tests/reference/cluster_trials.R
# Needs lme4, lmerTest and pbkrtest. Writes cluster_trials/villages.csv (24 villages in two arms, BDI-II
# at baseline, weeks 8 and 16; some are missing), cluster_trials/therapists.csv (therapists in the CBT
# arm alone, BDI-II at baseline and week 12), cluster_trials/groups.csv (therapy groups in the IPT arm
# alone, BDI-II at baseline and weeks 4, 12 and 24; the treatment ends at week 12, and what a group
# adds grows until then) and cluster_trials.csv: the difference of the arms at each
# visit with Kenward and Roger's standard error and degrees of freedom, the correlation within
# clusters of the scores of one visit, and the standard error without the clusters.

suppressMessages({
  library(lme4)
  library(lmerTest)
  library(pbkrtest)
})
here <- "tests/reference"
tight <- lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE,
                     optCtrl = list(xtol_abs = 1e-12, xtol_rel = 1e-12, ftol_abs = 1e-14,
                                    ftol_rel = 1e-16, maxeval = 1e5))
within_scale <- function(score) pmin(pmax(round(score), 0), 63)
set.seed(20261127)

size <- sample(6:13, 24, replace = TRUE)
village <- rep(1:24, size)
n <- length(village)
care <- village %% 2 == 0
person <- rnorm(n, 0, 6)
of_village <- rnorm(24, 0, 2.6)[village]
villages <- data.frame(
  id = sprintf("P%03d", seq_len(n)),
  arm = ifelse(care, "usual care", "CBT"),
  village = sprintf("v%02d", village),
  bdi_pre = within_scale(26 + person + rnorm(n, 0, 4)),
  bdi_w8 = within_scale(20 + person + of_village - 3 * (!care) + rnorm(n, 0, 4)),
  bdi_w16 = within_scale(18 + person + of_village - 4.5 * (!care) + rnorm(n, 0, 4)))
villages$bdi_w8[sample(n, 18)] <- NA
villages$bdi_w16[sample(n, 30)] <- NA

n <- 132
treated <- rep(c(TRUE, FALSE), n / 2)
therapist <- ifelse(treated, seq_len(n) %/% 2 %% 9 + 1, NA)
effect <- ifelse(treated, rnorm(9, 0, 3.2)[ifelse(treated, therapist, 1)], 0)
person <- rnorm(n, 0, 6)
therapists <- data.frame(
  id = sprintf("P%03d", seq_len(n)),
  arm = ifelse(treated, "CBT", "waitlist"),
  therapist = ifelse(treated, sprintf("t%d", therapist), NA),
  bdi_pre = within_scale(27 + person + rnorm(n, 0, 4)),
  bdi_w12 = within_scale(25 + person - 6 * treated + effect + rnorm(n, 0, 4)))
therapists$bdi_w12[sample(n, 9)] <- NA

set.seed(20261128)
n <- 150
treated <- rep(c(TRUE, FALSE), n / 2)
group <- ifelse(treated, seq_len(n) %/% 2 %% 11 + 1, NA)
effect <- ifelse(treated, rnorm(11, 0, 3.5)[ifelse(treated, group, 1)], 0)
person <- rnorm(n, 0, 6)
share_done <- c(week_4 = 4 / 12, week_12 = 1, week_24 = 1)
at_week <- function(start, of_treatment, done) {
  within_scale(start + person + done * (effect - of_treatment * treated) + rnorm(n, 0, 4))
}
groups <- data.frame(
  id = sprintf("P%03d", seq_len(n)),
  arm = ifelse(treated, "IPT", "usual care"),
  therapy_group = ifelse(treated, sprintf("g%02d", group), NA),
  bdi_pre = within_scale(27 + person + rnorm(n, 0, 4)),
  bdi_w4 = at_week(25, 5, share_done["week_4"]),
  bdi_w12 = at_week(23, 5, share_done["week_12"]),
  bdi_w24 = at_week(22, 4, share_done["week_24"]))
groups$bdi_w4[sample(n, 9)] <- NA
groups$bdi_w12[sample(n, 18)] <- NA
groups$bdi_w24[sample(n, 27)] <- NA
write <- function(frame, name) {
  write.csv(frame, file.path(here, "cluster_trials", name), row.names = FALSE, quote = FALSE, na = "")
}
write(villages, "villages.csv")
write(therapists, "therapists.csv")
write(groups, "groups.csv")

rows <- list()
add <- function(trial, what, visit, estimate, se = NA, df = NA) {
  rows[[length(rows) + 1]] <<- data.frame(trial, what, visit, estimate, se, df)
}
share <- function(fit) {
  v <- as.data.frame(VarCorr(fit))$vcov
  v[1] / sum(v)
}

long <- rbind(data.frame(villages[1:4], visit = "week_8", score = villages$bdi_w8),
              data.frame(villages[1:4], visit = "week_16", score = villages$bdi_w16))
long <- long[!is.na(long$score), ]
long$visit <- factor(long$visit, c("week_8", "week_16"))
long$arm <- factor(long$arm, c("usual care", "CBT"))
fit <- lmer(score ~ bdi_pre * visit + arm * visit + (1 | id) + (1 | village), long, control = tight)
alone <- lmer(score ~ bdi_pre * visit + arm * visit + (1 | id), long, control = tight)
names <- names(fixef(fit))
for (visit in levels(long$visit)) {
  l <- as.numeric(names == "armCBT") +
    as.numeric(names == paste0("visit", visit, ":armCBT"))
  with <- contest1D(fit, l, ddf = "Kenward-Roger")
  add("villages", "difference", visit, with$Estimate, with$`Std. Error`, with$df)
  without <- contest1D(alone, l, ddf = "Kenward-Roger")
  add("villages", "without clusters", visit, without$Estimate, without$`Std. Error`, without$df)
  at <- long[long$visit == visit, ]
  add("villages", "icc", visit, share(lmer(score ~ bdi_pre + arm + (1 | village), at, control = tight)))
}

seen <- therapists[!is.na(therapists$bdi_w12), ]
seen$on <- as.numeric(seen$arm == "CBT")
seen$therapist[is.na(seen$therapist)] <- "none"
fit <- lmer(bdi_w12 ~ bdi_pre + on + (0 + on | therapist), seen, control = tight)
with <- contest1D(fit, c(0, 0, 1), ddf = "Kenward-Roger")
add("therapists", "difference", "week_12", with$Estimate, with$`Std. Error`, with$df)
without <- summary(lm(bdi_w12 ~ bdi_pre + on, seen))
add("therapists", "without clusters", "week_12", without$coefficients[3, 1],
    without$coefficients[3, 2], without$df[2])
inside <- seen[seen$on == 1, ]
add("therapists", "icc", "week_12",
    share(lmer(bdi_w12 ~ bdi_pre + (1 | therapist), inside, control = tight)))

visits <- names(share_done)
long <- do.call(rbind, lapply(seq_along(visits), function(k) {
  data.frame(groups[1:4], visit = visits[k], done = share_done[[k]], score = groups[[4 + k]])
}))
long <- long[!is.na(long$score), ]
long$visit <- factor(long$visit, visits)
long$on <- as.numeric(long$arm == "IPT")
long$grown <- long$on * long$done
long$therapy_group[is.na(long$therapy_group)] <- "none"
fit <- lmer(score ~ bdi_pre * visit + on * visit + (1 | id) + (0 + grown | therapy_group), long,
            control = tight)
alone <- lmer(score ~ bdi_pre * visit + on * visit + (1 | id), long, control = tight)
names <- names(fixef(fit))
for (visit in visits) {
  l <- as.numeric(names == "on") + as.numeric(names == paste0("visit", visit, ":on"))
  with <- contest1D(fit, l, ddf = "Kenward-Roger")
  add("groups", "difference", visit, with$Estimate, with$`Std. Error`, with$df)
  without <- contest1D(alone, l, ddf = "Kenward-Roger")
  add("groups", "without clusters", visit, without$Estimate, without$`Std. Error`, without$df)
  at <- long[long$visit == visit & long$on == 1, ]
  add("groups", "icc", visit,
      share(lmer(score ~ bdi_pre + (1 | therapy_group), at, control = tight)))
}

table <- do.call(rbind, rows)
print(table)
write.csv(table, file.path(here, "cluster_trials.csv"), row.names = FALSE, quote = FALSE)
