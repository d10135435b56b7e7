# Unstructured MMRM of the Beat the Blues trial by nlme::gls, REML, with a tightened optimiser.
# Run from the repository's root: Rscript tests/reference/btheb_gls.R > tests/reference/btheb_gls.csv
library(nlme)
w <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv")
b <- reshape(w, direction = "long", varying = c("bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m"),
             v.names = "bdi", timevar = "month", times = c(2, 3, 5, 8), idvar = "subject")
b <- b[!is.na(b$bdi), ]
b <- b[order(b$subject, b$month), ]
b$visit <- as.integer(factor(b$month))
b$month <- factor(b$month)
b$treatment <- factor(b$treatment, c("TAU", "BtheB"))
b$length <- factor(b$length, c("<6m", ">6m"))
b$bdi_pre <- b$bdi.pre
formulas <- c(
  "bdi ~ bdi_pre * month + treatment * month + drug + length",
  "bdi ~ bdi_pre * month + treatment * month")
fit_one <- function(text, method) {
  control <- function(opt) glsControl(opt = opt, tolerance = 1e-14, msTol = 1e-14, maxIter = 500,
                                      msMaxIter = 5000)
  fits <- lapply(c("nlminb", "optim"), function(opt) do.call(gls, list(
    as.formula(text), data = b, method = method, correlation = corSymm(form = ~ visit | subject),
    weights = varIdent(form = ~ 1 | month), control = control(opt))))
  f <- fits[[which.max(sapply(fits, function(g) as.numeric(logLik(g))))]]
  s <- summary(f)$tTable
  data.frame(formula = text, method = method, term = rownames(s), estimate = s[, 1], se = s[, 2],
             minus2loglik = -2 * as.numeric(logLik(f)), row.names = NULL)
}
options(digits = 15)
cases <- expand.grid(text = formulas, method = c("REML", "ML"), stringsAsFactors = FALSE)
out <- do.call(rbind, Map(fit_one, cases$text, cases$method))
write.csv(out, stdout(), row.names = FALSE)
