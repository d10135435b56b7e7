# Courses over the sessions of ENRICHD's CBT arm by lme4 with Satterthwaite df of lmerTest, REML: the
# change from the first session and the mean change a session (or a week) between knots. The data may not
# be shipped: enrichd_cbt_bdi_sessions.csv (R package npmlda, BDIdata) lies in the folder IPT_EXTRA_DATA.
# A session is a person's day with a score: rows said twice and a day's second score are left out, and all
# after a person's first 27. Weeks are made up: two sessions a week at first, one from the seventh on.
# Run from the repository's root:
# Rscript tests/reference/enrichd_courses.R > tests/reference/enrichd_courses.csv
suppressMessages({ library(lme4); library(lmerTest) })
options(digits = 15)
d <- read.csv(file.path(Sys.getenv("IPT_EXTRA_DATA"), "enrichd_cbt_bdi_sessions.csv"))
d <- d[!duplicated(d[c("ID", "time")]), ]
d <- d[order(d$ID, d$time), ]
d$session <- ave(d$time, d$ID, FUN = seq_along) - 1
d <- d[d$session < 27, ]
d$week <- ifelse(d$session <= 6, d$session / 2, d$session - 3)
week_of <- function(session) ifelse(session <= 6, session / 2, session - 3)
knot <- 8
shapes <- list(
  linear = function(t) cbind(t), log = function(t) cbind(log(t + 1)), sqrt = function(t) cbind(sqrt(t)),
  quadratic = function(t) cbind(t, t^2), piecewise = function(t) cbind(t, pmax(t - knot, 0)))
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(maxfun = 1e6, rhoend = 1e-10))
out <- data.frame()
run <- function(name, shape, per) {
  f <- shapes[[shape]]
  time_of <- if (per == "week") week_of else identity
  e <- d; x <- f(time_of(e$session)); k <- ncol(x)
  for (j in seq_len(k)) e[[paste0("t", j)]] <- x[, j]
  terms <- paste(paste0("t", seq_len(k)), collapse = " + ")
  random <- if (shape == "piecewise") "t1 + t2" else "t1"
  m <- lmer(as.formula(paste("BDI ~", terms, "+ (1 +", random, "| ID)")), e, REML = TRUE, control = control)
  test <- function(what, l) {
    r <- contest1D(m, c(0, l), ddf = "Satterthwaite")
    out <<- rbind(out, data.frame(course = name, what, estimate = r$Estimate, se = r[["Std. Error"]], df = r$df,
                                  minus2loglik = as.numeric(-2 * logLik(m)), people = length(unique(e$ID)),
                                  scores = nrow(e)))
  }
  change <- function(from, to) as.vector(f(time_of(to)) - f(time_of(from)))
  for (s in c(1, 4, 8, 16, 26)) test(paste("session", s), change(0, s))
  ends <- if (shape == "piecewise") c(0, knot, 26) else c(0, 26)
  for (i in seq_along(ends)[-1])
    test(paste("slope", ends[i - 1], ends[i]),
         change(ends[i - 1], ends[i]) / (time_of(ends[i]) - time_of(ends[i - 1])))
}
for (shape in names(shapes)) run(shape, shape, "session")
run("linear a week", "linear", "week")
write.csv(out, stdout(), row.names = FALSE)
