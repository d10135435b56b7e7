# The constrained longitudinal model (baseline an outcome, one mean for both arms there) of the Beat the
# Blues trial by nlme::gls, unstructured, REML. Run from the repository's root:
# Rscript tests/reference/btheb_constrained.R > tests/reference/btheb_constrained.csv
library(nlme)
w <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv")
b <- reshape(w, direction = "long", varying = c("bdi.pre", "bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m"),
             v.names = "bdi", timevar = "month", times = c(0, 2, 3, 5, 8), idvar = "subject")
b <- b[!is.na(b$bdi), ]
b <- b[order(b$subject, b$month), ]
b$visit <- as.integer(factor(b$month))
for (m in c(2, 3, 5, 8)) b[[paste0("ccbt", m)]] <- as.numeric(b$treatment == "BtheB" & b$month == m)
b$month <- factor(b$month)
b$length <- factor(b$length, c("<6m", ">6m"))
f <- gls(bdi ~ month + ccbt2 + ccbt3 + ccbt5 + ccbt8 + drug * month + length * month, data = b, method = "REML",
         correlation = corSymm(form = ~ visit | subject), weights = varIdent(form = ~ 1 | month),
         control = glsControl(opt = "optim", tolerance = 1e-14, msTol = 1e-14, maxIter = 500, msMaxIter = 5000))
s <- summary(f)$tTable
options(digits = 15)
write.csv(data.frame(term = rownames(s), estimate = s[, 1], se = s[, 2],
                     minus2loglik = -2 * as.numeric(logLik(f)), row.names = NULL), stdout(), row.names = FALSE)
