# Marginal means, contrasts and joint tests of the unstructured gls fit of the Beat the Blues trial,
# by emmeans with residual degrees of freedom (its Satterthwaite df for gls are randomised).
# In the rows of joint tests, `estimate` is F, `se` is df1 and `df` is df2.
# Run from the repository's root: Rscript tests/reference/btheb_means.R > tests/reference/btheb_means.csv
library(nlme); library(emmeans)
options(digits = 15)
w <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv")
b <- reshape(w, direction = "long", varying = c("bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m"),
             v.names = "bdi", timevar = "month", times = c(2, 3, 5, 8), idvar = "subject")
b <- b[!is.na(b$bdi), ]
b <- b[order(b$subject, b$month), ]
b$visit <- as.integer(factor(b$month))
b$month <- factor(b$month)
b$treatment <- factor(b$treatment, c("TAU", "BtheB"))
b$length <- factor(b$length, c("<6m", ">6m"))
b$drug <- factor(b$drug)
b$bdi_pre <- b$bdi.pre
f <- gls(bdi ~ bdi_pre * month + treatment * month + drug + length, data = b, method = "REML",
         correlation = corSymm(form = ~ visit | subject), weights = varIdent(form = ~ 1 | month),
         control = glsControl(opt = "nlminb", tolerance = 1e-14, msTol = 1e-14, maxIter = 500,
                              msMaxIter = 2000))
f2 <- update(f, control = glsControl(opt = "optim", tolerance = 1e-14, msTol = 1e-14,
                                     msMaxIter = 5000, maxIter = 500))
if (as.numeric(logLik(f2)) > as.numeric(logLik(f))) f <- f2
# qdrg and not ref_grid(f): for gls, emmeans would weigh cells by varIdent's weights and not by rows.
at_values <- function(at = NULL) qdrg(formula(f), data = b, coef = coef(f), vcov = vcov(f),
                                      df = nrow(b) - length(coef(f)), at = at)
grid <- at_values()
row <- function(what, label, s) data.frame(what = what, label = label, estimate = s[[1]], se = s$SE,
                                           df = s$df)
means <- function(specs, ...) summary(emmeans(grid, specs, ...))
a <- means(~ month | treatment)
p <- means(~ treatment, weights = "proportional")
e <- means(~ treatment)
d <- summary(contrast(emmeans(grid, ~ treatment | month), "revpairwise"))
at <- summary(emmeans(at_values(list(bdi_pre = c(10, 30))), ~ treatment | bdi_pre))
out <- rbind(
  row("means", paste(a$treatment, a$month), data.frame(a$emmean, SE = a$SE, df = a$df)),
  row("proportional", paste(p$treatment), data.frame(p$emmean, SE = p$SE, df = p$df)),
  row("equal", paste(e$treatment), data.frame(e$emmean, SE = e$SE, df = e$df)),
  row("contrast", paste(d$month), data.frame(d$estimate, SE = d$SE, df = d$df)),
  row("at", paste(at$treatment, at$bdi_pre), data.frame(at$emmean, SE = at$SE, df = at$df)))
# Two values around the mean, so that the covariate has a slope and factors are compared at its mean.
j <- joint_tests(at_values(list(bdi_pre = mean(b$bdi_pre) + c(-1, 1))))
j <- data.frame(what = "joint", label = j[["model term"]], estimate = j$F.ratio, se = j$df1, df = j$df2)
write.csv(rbind(out, j), stdout(), row.names = FALSE)
