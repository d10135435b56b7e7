# Two-stage least squares with one instrument, by AER and clubSandwich; made-up people.
# Writes treatment_received_data.csv and treatment_received.csv beside it.
suppressPackageStartupMessages({library(AER); library(clubSandwich)})
set.seed(20261127)
n <- 96
arm <- rep(0:1, each = n / 2)
therapist <- ifelse(arm == 1, paste0("T", rep(1:7, length.out = n)), NA)
baseline <- round(rnorm(n, 16, 5))
site <- sample(c("north", "river", "south"), n, TRUE)
effect <- rnorm(7, 0, 1.5)
willing <- rbinom(n, 1, plogis(0.8 + 0.1 * (baseline - 16)))
received <- arm * willing
score <- round(0.5 * baseline + 4 - 4 * received - 1.5 * willing +
  ifelse(arm == 1, effect[as.integer(sub("T", "", therapist))], 0) + rnorm(n, 0, 3 + 2 * received), 2)
people <- data.frame(participant = sprintf("p%02d", 1:n), arm, therapist, baseline, site, received, score)
write.csv(people, "treatment_received_data.csv", row.names = FALSE, na = "")
people$own <- ifelse(is.na(therapist), people$participant, therapist)
rows <- list()
for (effect in c("allocated", "received", "share")) {
  fit <- switch(effect,
    allocated = lm(score ~ arm + baseline + site, people),
    received = ivreg(score ~ received + baseline + site | arm + baseline + site, data = people),
    share = lm(received ~ arm + baseline + site, people))
  for (groups in c("own", "participant")) {
    tested <- coef_test(fit, vcov = "CR2", cluster = people[[groups]])
    rows[[length(rows) + 1]] <- data.frame(effect, groups,
      estimate = tested$beta[2], se = tested$SE[2], df = tested$df_Satt[2])
  }
}
write.csv(do.call(rbind, rows), "treatment_received.csv", row.names = FALSE)
