# Bootstrap intervals of a standardised adjusted difference. Run from the root of the repository:
#   Rscript tests/reference/bootstrap.R
# Needs boot. Reads joint_outcomes_people.csv (see joint_outcomes.R); writes bootstrap_draws.csv (a
# row a draw: its statistic, then how often each person was drawn) and bootstrap.csv.
# The people: IPT and waitlist with PHQ-9 at baseline and at week 16, drawn within arms. The
# statistic: Hedges' g, the difference of lm(phq9_16 ~ phq9_0 + arm) over the SD of phq9_0 within
# arms, times Hedges' exact factor. Influence: boot's empinf, type "jack".
suppressMessages(library(boot))
options(digits = 15)
w <- read.csv("tests/reference/joint_outcomes_people.csv")
w <- w[w$arm != "cbt" & !is.na(w$phq9_16), ]
w$arm <- factor(w$arm, c("waitlist", "ipt"))
statistic <- function(d, i) {
  s <- d[i, ]
  df <- nrow(s) - 2
  J <- exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)
  unname(J * coef(lm(phq9_16 ~ phq9_0 + arm, s))["armipt"] / summary(lm(phq9_0 ~ arm, s))$sigma)
}
set.seed(7)
b <- boot(w, statistic, R = 399, strata = w$arm)
L <- empinf(b, type = "jack")
ci <- boot.ci(b, conf = 0.95, type = c("perc", "bca"), L = L)
draws <- data.frame(statistic = as.numeric(b$t), boot.array(b))
names(draws)[-1] <- w$participant
write.csv(draws, "tests/reference/bootstrap_draws.csv", row.names = FALSE)
out <- rbind(
  data.frame(what = "estimate", label = "g", value = b$t0),
  data.frame(what = "percentile", label = c("lower", "upper"), value = ci$percent[4:5]),
  data.frame(what = "bca", label = c("lower", "upper"), value = ci$bca[4:5]),
  data.frame(what = "influence", label = w$participant, value = L))
write.csv(out, "tests/reference/bootstrap.csv", row.names = FALSE)
