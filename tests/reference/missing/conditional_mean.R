# Conditional-mean imputation of the Beat the Blues trial, from nlme::gls (unstructured, REML):
# missing at random and reference-based, after Wolbers et al. 2022.
#   Rscript tests/reference/missing/conditional_mean.R     (in the project's folder)
library(nlme)
w <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv")
w$treated <- as.numeric(w$treatment == "BtheB")
scores <- as.matrix(w[, c("bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m")])
m <- ncol(scores)
visits <- seq_len(m)
long <- function(rows) {
  b <- data.frame(subject = rep(rows, each = m), visit = rep(visits, length(rows)),
                  pre = rep(w$bdi.pre[rows], each = m), treated = rep(w$treated[rows], each = m),
                  bdi = as.vector(t(scores[rows, ])))
  b$month <- factor(b$visit)
  b
}
fit <- function(rows) {
  b <- long(rows)
  b <- b[!is.na(b$bdi), ]
  control <- glsControl(opt = "nlminb", tolerance = 1e-12, msTol = 1e-12, maxIter = 500,
                        msMaxIter = 5000)
  f <- gls(bdi ~ pre * month + treated * month, data = b, method = "REML",
           correlation = corSymm(form = ~ visit | subject),
           weights = varIdent(form = ~ 1 | month), control = control)
  r <- diag(m)
  r[lower.tri(r)] <- coef(f$modelStruct$corStruct, unconstrained = FALSE)
  r[upper.tri(r)] <- t(r)[upper.tri(r)]
  ratios <- coef(f$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)
  sd <- f$sigma * ratios[as.character(visits)]
  list(beta = coef(f), v = r * outer(sd, sd))
}
means <- function(beta, pre, treated) {
  b <- data.frame(pre = pre, treated = treated, month = factor(visits))
  as.vector(model.matrix(~ pre * month + treated * month, b) %*% beta)
}
completed <- function(found, rows, strategy) {
  v <- found$v
  y <- scores[rows, , drop = FALSE]
  for (k in seq_along(rows)) {
    i <- rows[k]
    seen <- which(!is.na(scores[i, ]))
    if (length(seen) == m) next
    left <- if (length(seen)) max(seen) else 0
    own <- means(found$beta, w$bdi.pre[i], w$treated[i])
    gaps <- setdiff(seq_len(left), seen)
    if (length(gaps)) {
      y[k, gaps] <- own[gaps] +
        v[gaps, seen, drop = FALSE] %*% solve(v[seen, seen], scores[i, seen] - own[seen])
    }
    after <- visits[visits > left]
    if (!length(after)) next
    reference <- means(found$beta, w$bdi.pre[i], 0)
    mean <- own
    if (strategy == "j2r") mean[after] <- reference[after]
    if (strategy == "cr") mean <- reference
    if (strategy == "cir") {
      mean[after] <- if (left) own[left] + reference[after] - reference[left] else reference[after]
    }
    y[k, after] <- mean[after]
    if (left) {
      before <- seq_len(left)
      y[k, after] <- mean[after] +
        v[after, before, drop = FALSE] %*% solve(v[before, before], y[k, before] - mean[before])
    }
  }
  y
}
estimate <- function(found, rows, strategy) {
  y <- completed(found, rows, strategy)[, m]
  unname(coef(lm(y ~ w$bdi.pre[rows] + w$treated[rows]))[3])
}
strategies <- c("mar", "j2r", "cr", "cir")
everybody <- seq_len(nrow(w))
found <- fit(everybody)
options(digits = 12)
write.csv(data.frame(strategy = strategies,
                     estimate = sapply(strategies, function(s) estimate(found, everybody, s))),
          "tests/reference/missing/conditional_mean.csv", row.names = FALSE)
cat(R.version.string, "nlme", format(packageVersion("nlme")), "\n")
