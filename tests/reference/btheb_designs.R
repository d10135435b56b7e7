# The Beat the Blues trial with other courses over time and other baselines than the plan's.
# Growth models by lme4 with Kenward-Roger df of lmerTest (pbkrtest): contrasts of the arms at visits
# and differences of their mean change a week. The free baseline by nlme::gls (estimates, standard
# errors). The analysis of covariance by lm, with HC2 standard errors and Bell and McCaffrey's df by
# clubSandwich.
# Run from the repository's root: Rscript tests/reference/btheb_designs.R > tests/reference/btheb_designs.csv
suppressMessages({ library(lme4); library(lmerTest); library(nlme); library(clubSandwich) })
options(digits = 15)
w <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv")
weeks <- c(0, 8.7, 13.0, 21.7, 34.8)
b <- reshape(w, direction = "long", varying = c("bdi.pre", "bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m"),
             v.names = "bdi", timevar = "week", times = weeks, idvar = "subject")
b <- b[!is.na(b$bdi), ]
b$ccbt <- as.numeric(b$treatment == "BtheB")
b$length <- factor(b$length, c("<6m", ">6m")); b$drug <- factor(b$drug)
b <- b[order(b$subject, b$week), ]
b$visit <- match(b$week, weeks)
out <- data.frame()
add <- function(model, what, estimate, se, df, deviance)
  out <<- rbind(out, data.frame(model, what, estimate, se, df, minus2loglik = deviance))
shapes <- list(
  linear = function(t) cbind(t), log = function(t) cbind(log(t + 1)), sqrt = function(t) cbind(sqrt(t)),
  quadratic = function(t) cbind(t, t^2), piecewise = function(t) cbind(t, pmax(t - 8.7, 0)))
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(maxfun = 1e6, rhoend = 1e-10),
                       check.conv.singular = "ignore")
for (name in names(shapes)) {
  f <- shapes[[name]]; d <- b; x <- f(d$week); k <- ncol(x)
  for (j in seq_len(k)) { d[[paste0("t", j)]] <- x[, j]; d[[paste0("a", j)]] <- x[, j] * d$ccbt }
  fixed <- paste(c(paste0("t", seq_len(k)), paste0("a", seq_len(k)), "drug", "length"), collapse = " + ")
  random <- if (name == "piecewise") "(1 + t1 + t2 | subject)" else "(1 + t1 | subject)"
  m <- lmer(as.formula(paste("bdi ~", fixed, "+", random)), d, REML = TRUE, control = control)
  beta <- names(fixef(m)); dev <- as.numeric(-2 * logLik(m))
  test <- function(what, l) {
    r <- contest1D(m, l, ddf = "Kenward-Roger")
    add(name, what, r$Estimate, r[["Std. Error"]], r$df, dev)
  }
  at <- function(t) { l <- setNames(numeric(length(beta)), beta); l[paste0("a", seq_len(k))] <- f(t); l }
  for (t in weeks[-1]) test(paste("week", t), at(t))
  ends <- if (name == "piecewise") c(0, 8.7, 34.8) else c(0, 34.8)
  for (i in seq_along(ends)[-1])
    test(paste("slope", ends[i - 1], ends[i]), (at(ends[i]) - at(ends[i - 1])) / (ends[i] - ends[i - 1]))
}
b$month <- factor(b$visit)
g <- gls(bdi ~ ccbt * month + drug * month + length * month, data = b, method = "REML",
         correlation = corSymm(form = ~ visit | subject), weights = varIdent(form = ~ 1 | month),
         control = glsControl(opt = "nlminb", tolerance = 1e-14, msTol = 1e-14, maxIter = 500, msMaxIter = 2000))
for (v in 2:5) {
  term <- paste0("ccbt:month", v)
  add("free", paste("week", weeks[v]), coef(g)[[term]], sqrt(vcov(g)[term, term]), NA, as.numeric(-2 * logLik(g)))
}
a <- w[!is.na(w$bdi.2m), ]; a$ccbt <- as.numeric(a$treatment == "BtheB")
a$length <- factor(a$length, c("<6m", ">6m"))
m <- lm(bdi.2m ~ bdi.pre + ccbt + drug + length, a)
s <- coef(summary(m))["ccbt", ]
add("ancova pooled", "week 8.7", s[[1]], s[[2]], df.residual(m), NA)
r <- coef_test(m, vcov = "CR2", cluster = a$subject, test = "Satterthwaite")["ccbt", ]
add("ancova robust", "week 8.7", r$beta, r$SE, r$df_Satt, NA)
write.csv(out, stdout(), row.names = FALSE)
