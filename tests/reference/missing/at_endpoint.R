# Three analyses of the Beat the Blues trial at month 8: those who were assessed, weighted for those
# who left (glm, lm, and clubSandwich's CR2 with Satterthwaite degrees of freedom, by person and by
# made-up clusters within the arms); completers; the last score carried forward.
#   Rscript tests/reference/missing/at_endpoint.R     (in the project's folder)
suppressMessages(library(clubSandwich))
w <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv")
w$treated <- as.numeric(w$treatment == "BtheB")
w$pre <- w$bdi.pre
scores <- as.matrix(w[, c("bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m")])
m <- ncol(scores)
left <- apply(!is.na(scores), 1, function(seen) max(0, which(seen)))
last_before <- function(i, t) {
  known <- which(!is.na(scores[i, seq_len(t - 1)]))
  if (length(known)) scores[i, max(known)] else mean(scores, na.rm = TRUE)
}
at_risk <- do.call(rbind, lapply(seq_len(m), function(t) {
  inside <- which(t == 1 | left >= t - 1)
  data.frame(i = inside, visit = t, stayed = left[inside] >= t, treated = w$treated[inside],
             pre = w$pre[inside], last = sapply(inside, last_before, t = t))
}))
whole <- glm(stayed ~ factor(visit) + treated * last + pre, binomial, at_risk,
             control = glm.control(epsilon = 1e-12))
part <- glm(stayed ~ factor(visit) + treated + pre, binomial, at_risk,
            control = glm.control(epsilon = 1e-12))
w$weight <- as.vector(tapply(fitted(part) / fitted(whole), at_risk$i, prod))
w$last <- sapply(seq_len(nrow(w)), last_before, t = m + 1)
w$bdi <- scores[, m]
w$cluster <- paste(w$treated, w$subject %% 8)

out <- NULL
add <- function(method, estimate, se, df, low, high, effective) {
  out <<- rbind(out, data.frame(method, estimate, se, df, low, high, effective))
}
there <- w[!is.na(w$bdi), ]
fit <- lm(bdi ~ pre + treated, there, weights = weight)
range_of <- c(range(there$weight), sum(there$weight)^2 / sum(there$weight^2))
robust <- function(method, fit, place, cluster) {
  covariance <- vcovCR(fit, type = "CR2", cluster = cluster)
  found <- coef_test(fit, covariance, test = "Satterthwaite")[place, ]
  add(method, found$beta, found$SE, found$df, range_of[1], range_of[2], range_of[3])
}
robust("weighted", fit, 3, there$subject)
# The same least squares on rows that are multiplied by sqrt(weight): CR2 of whitened rows.
root <- sqrt(there$weight)
whitened <- lm(y ~ 0 + one + pre + treated,
               data.frame(y = root * there$bdi, one = root, pre = root * there$pre,
                          treated = root * there$treated))
robust("weighted_clusters", whitened, 3, there$cluster)
plain <- function(method, rows) {
  found <- coef(summary(lm(bdi ~ pre + treated, rows)))["treated", ]
  add(method, found[1], found[2], nrow(rows) - 3, NA, NA, NA)
}
plain("completers", there)
kept <- w[left > 0, ]
kept$bdi <- kept$last
plain("locf", kept)
out[-1] <- lapply(out[-1], signif, 12)
write.csv(out, "tests/reference/missing/at_endpoint.csv", row.names = FALSE, quote = FALSE)
