# Empirical Bayes slopes of people and the standard errors of their prediction. Run from the root of
# the repository:
#   Rscript tests/reference/clinical_slopes.R
# Needs lme4. Writes clinical_slopes.csv: "slope" is lme4's coef(), fixed plus random; "se" comes from
# the inverse of Henderson's mixed-model equations at lme4's estimates, with the fixed slope's error.

suppressMessages(library(lme4))
here <- "tests/reference"

slopes <- function(data, name) {
  control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5))
  fit <- lmer(score ~ time + (1 + time | person), data, control = control)
  x <- getME(fit, "X")
  z <- as.matrix(getME(fit, "Z"))
  people <- nrow(ranef(fit)$person)
  inverse <- solve(matrix(VarCorr(fit)$person, 2))
  s2 <- sigma(fit)^2
  left <- rbind(cbind(crossprod(x), crossprod(x, z)), cbind(crossprod(z, x), crossprod(z))) / s2
  left[-(1:2), -(1:2)] <- left[-(1:2), -(1:2)] + kronecker(diag(people), inverse)
  error <- solve(left)
  pick <- matrix(0, people, nrow(error))
  pick[, 2] <- 1
  pick[cbind(seq_len(people), 2 + 2 * seq_len(people))] <- 1
  data.frame(data = name, person = rownames(ranef(fit)$person),
             slope = sprintf("%.10g", coef(fit)$person$time),
             se = sprintf("%.10g", sqrt(diag(pick %*% error %*% t(pick)))))
}

data(sleepstudy, package = "lme4")
sleep <- data.frame(person = sleepstudy$Subject, time = sleepstudy$Days, score = sleepstudy$Reaction)

wide <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv", check.names = FALSE)
months <- c("bdi.pre" = 0, "bdi.2m" = 2, "bdi.3m" = 3, "bdi.5m" = 5, "bdi.8m" = 8)
blues <- do.call(rbind, lapply(names(months), function(name) {
  data.frame(person = factor(wide$subject), time = months[[name]], score = wide[[name]])
}))
blues <- blues[!is.na(blues$score), ]

both <- rbind(slopes(sleep, "sleepstudy"), slopes(blues, "beat_the_blues"))
write.csv(both, file.path(here, "clinical_slopes.csv"), row.names = FALSE, quote = FALSE)
