# Contrasts by moderators. Run from the root of the repository:
#   Rscript tests/reference/moderators.R
# Needs nlme, lme4, lmerTest, pbkrtest and emmeans. Writes moderators.csv beside this script.
#   us  Beat the Blues, nlme::gls, unstructured, emmeans with residual degrees of freedom
#   cs  the same with lme4 (one random intercept a person is compound symmetry), Kenward and Roger
#   lm  anorexia (MASS), least squares: three arms, and Johnson and Neyman's bounds, the roots of
#       (b0 + b1 x)^2 = t^2 (v00 + 2 x v01 + x^2 v11)
# Contrasts are BtheB - TAU at 2 months. Of a test, `estimate` is F, `se` df1 and `df` df2.
suppressMessages({
  library(nlme); library(lme4); library(lmerTest); library(pbkrtest); library(emmeans)
})
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
b$pre <- b$bdi.pre
b$group <- cut(b$pre, c(-Inf, 15, 25, Inf), right = FALSE, labels = c("low", "middle", "high"))
people <- b$pre[!duplicated(b$subject)]
places <- mean(people) + c(-1, 0, 1) * sd(people)
names(places) <- c("mean - 1 SD", "mean", "mean + 1 SD")

out <- NULL
record <- function(model, moderator, what, label, estimate, se, df)
  out <<- rbind(out, data.frame(model, moderator, what, label, estimate, se, df))

# What each moderator adds to score ~ baseline x visit + arm x visit + strata.
formulas <- list(
  length = bdi ~ pre * month + treatment * month * length + drug,
  drug = bdi ~ pre * month + treatment * month * drug + length,
  pre = bdi ~ pre * month + treatment * month * pre + drug + length,
  group = bdi ~ pre * month + treatment * month * group + drug + length)

by_grid <- function(model, moderator, grid, test) {
  m <- emmeans(grid, c("treatment", moderator, "month"), at = list(month = "2"))
  d <- summary(contrast(m, "revpairwise", by = moderator))
  label <- if (moderator == "pre") names(places) else as.character(d[[moderator]])
  record(model, moderator, "level", label, d$estimate, d$SE, d$df)
  # Each level's contrast minus the first one's.
  levels <- unique(as.data.frame(m)[[moderator]])
  cells <- as.data.frame(m)[c("treatment", moderator)]
  sign <- ifelse(cells$treatment == "BtheB", 1, -1)
  rows <- t(sapply(levels[-1], function(level)
    sign * ((cells[[moderator]] == level) - (cells[[moderator]] == levels[1]))))
  if (moderator == "pre") rows <- rows[1, , drop = FALSE]
  test(rows %*% m@linfct)
}
for (moderator in names(formulas)) {
  f <- do.call(gls, list(formulas[[moderator]], data = b, method = "REML",
    correlation = corSymm(form = ~ visit | subject), weights = varIdent(form = ~ 1 | month),
    control = glsControl(opt = "nlminb", tolerance = 1e-14, msTol = 1e-14, maxIter = 500,
                         msMaxIter = 2000)))
  at <- if (moderator == "pre") list(pre = places, month = "2") else list(month = "2")
  grid <- qdrg(formula(f), data = b, coef = coef(f), vcov = vcov(f),
               df = nrow(b) - length(coef(f)), at = at)
  by_grid("us", moderator, grid, function(L) {
    est <- L %*% coef(f)
    F <- t(est) %*% solve(L %*% vcov(f) %*% t(L), est) / nrow(L)
    record("us", moderator, "test", "", F, nrow(L), nrow(b) - length(coef(f)))
  })
  wide <- update(formulas[[moderator]], . ~ . + (1 | subject))
  r <- lmer(wide, b, control = lmerControl(optimizer = "bobyqa", calc.derivs = FALSE,
            optCtrl = list(rhobeg = 0.02, rhoend = 1e-10, maxfun = 1e5)))
  grid <- ref_grid(r, at = at, lmer.df = "kenward-roger")
  by_grid("cs", moderator, grid, function(L) {
    k <- KRmodcomp(as(r, "lmerMod"), L)$test["Ftest", ]
    record("cs", moderator, "test", "", k$stat, k$ndf, k$ddf)
  })
}

data(anorexia, package = "MASS")
anorexia$Treat <- relevel(anorexia$Treat, "Cont")
l <- lm(Postwt ~ Prewt * Treat, anorexia)
t2 <- qt(0.975, df.residual(l))^2
for (arm in c("CBT", "FT")) {
  own <- paste0(c("Treat", "Prewt:Treat"), arm)
  e <- coef(l)[own]; v <- vcov(l)[own, own]
  record("lm", "pre", "slope", arm, e[2], sqrt(v[2, 2]), df.residual(l))
  roots <- Re(polyroot(c(e[1]^2 - t2 * v[1, 1], 2 * (e[1] * e[2] - t2 * v[1, 2]),
                         e[2]^2 - t2 * v[2, 2])))
  for (root in sort(roots)) record("lm", "pre", "bound", arm, root, NA, df.residual(l))
  for (x in c(76, 82, 88))
    record("lm", "pre", "at", paste(arm, x), e[1] + x * e[2],
           sqrt(v[1, 1] + 2 * x * v[1, 2] + x^2 * v[2, 2]), df.residual(l))
}
a <- anova(lm(Postwt ~ Prewt + Treat, anorexia), l)
record("lm", "pre", "test", "", a$F[2], a$Df[2], a$Res.Df[2])
write.csv(out, "tests/reference/moderators.csv", row.names = FALSE)
cat(R.version.string, paste(sapply(c("nlme", "lme4", "pbkrtest", "emmeans"), function(package)
  paste(package, packageVersion(package))), collapse = ", "), "\n")
