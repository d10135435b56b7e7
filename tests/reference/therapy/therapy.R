# Numbers of lme4, lmerTest and clubSandwich for describe/therapy: Rscript tests/reference/therapy/therapy.R
# Writes sessions.csv, endpoint.csv and ratings.csv (simulated people, nobody real) and expected.csv.
suppressMessages({library(lme4); library(lmerTest); library(clubSandwich)})
here <- "tests/reference/therapy"
set.seed(20260714)
options(digits = 15)

# People of two arms, four therapists each; ten weekly sessions, a score before each attended.
n <- 64
people <- data.frame(participant = sprintf("P%02d", seq_len(n)), arm = rep(c("cbt", "ipt"), n / 2))
people$therapist <- sprintf("T%d", ifelse(people$arm == "cbt", 0, 4) + rep(1:4, each = 2, length.out = n))
of_therapist <- setNames(rnorm(8, 0, 0.15), sprintf("T%d", 1:8))
level <- rnorm(n, 16, 3.5); pace <- rnorm(n, 0, 0.35); tie <- rnorm(n, 50, 6)
leaves <- ifelse(runif(n) < 0.3, sample(4:9, n, replace = TRUE), 10)
rows <- do.call(rbind, lapply(seq_len(n), function(i) {
  s <- 1:leaves[i]
  slopes <- if (people$arm[i] == "cbt") c(-0.9, -0.5, -0.1) else c(-0.4, -0.8, -0.3)
  course <- slopes[1] * pmin(s - 1, 3) + slopes[2] * pmin(pmax(s - 4, 0), 5) + slopes[3] * pmax(s - 9, 0)
  score <- level[i] + course + (s - 1) * (pace[i] + of_therapist[people$therapist[i]]) + rnorm(length(s), 0, 1.8)
  came <- runif(length(s)) < 0.85
  data.frame(participant = people$participant[i], arm = people$arm[i], therapist = people$therapist[i],
             session = s, attended = came, score = ifelse(came, round(pmax(score, 0)), NA),
             alliance = ifelse(came, round(tie[i] + rnorm(length(s), 0, 3)), NA))
}))
write.csv(rows, file.path(here, "sessions.csv"), row.names = FALSE, quote = FALSE, na = "")
people$total <- as.numeric(tapply(rows$attended, factor(rows$participant, people$participant), sum))
people$baseline <- round(level + rnorm(n, 0, 1.5))
people$endpoint <- round(pmax(level - 4 + 6 * pace + 5 * of_therapist[people$therapist] - 0.2 * people$total + rnorm(n, 0, 2.5), 0))
people$endpoint[runif(n) < 0.15] <- NA
write.csv(people, file.path(here, "people.csv"), row.names = FALSE, quote = FALSE, na = "")

found <- list()
said <- function(what, term, estimate, se = NA, df = NA, lower = NA, upper = NA)
  found[[length(found) + 1]] <<- data.frame(what, term, estimate, se, df, lower, upper)

# Piecewise growth: phases 1-3, 4-8, 9-10; a score is given before its session.
seen <- rows[rows$attended, ]
seen$t <- seen$session - 1
seen$in_0 <- pmin(seen$t, 3); seen$in_1 <- pmin(pmax(seen$session - 4, 0), 5); seen$in_2 <- pmax(seen$session - 9, 0)
seen$total <- people$total[match(seen$participant, people$participant)]
seen$total_c <- seen$total - mean(people$total[people$participant %in% seen$participant])
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 1e-3, rhoend = 1e-10, maxfun = 1e6), check.conv.singular = "ignore")
ask <- function(what, model, L) for (term in rownames(L)) {
  got <- contest1D(model, L[term, ], ddf = "Kenward-Roger", confint = TRUE)
  said(what, term, got$Estimate, got$`Std. Error`, got$df, got$lower, got$upper)
}
arms <- "0 + arm + arm:in_0 + arm:in_1 + arm:in_2"
growth <- lmer(as.formula(paste("score ~", arms, "+ (1 + t | participant) + (0 + t | therapist)")), seen, control = control)
L <- diag(8); rownames(L) <- names(fixef(growth))
L <- rbind(L[3:8, ], "ipt-cbt:in_0" = L[4, ] - L[3, ], "ipt-cbt:in_1" = L[6, ] - L[5, ], "ipt-cbt:in_2" = L[8, ] - L[7, ])
ask("phases", growth, L)

# The same, by the person's sessions in all; and by those attended so far.
level <- lmer(as.formula(paste("score ~", arms, "+ total_c + t:total_c + (1 + t | participant) + (0 + t | therapist)")), seen, control = control)
L <- matrix(0, 1, length(fixef(level)), dimnames = list("difference", names(fixef(level))))
L[, grep("total_c:t|t:total_c", colnames(L))] <- 1
ask("good_enough_level", level, L)
seen$so_far <- sapply(seq_len(nrow(seen)), function(k) sum(rows$attended[rows$participant == seen$participant[k] & rows$session < seen$session[k]]))
seen$between <- ave(seen$so_far, seen$participant); seen$within <- seen$so_far - seen$between
far <- lmer(as.formula(paste("score ~", arms, "+ between + within + (1 + t | participant) + (0 + t | therapist)")), seen, control = control)
L <- matrix(0, 1, length(fixef(far)), dimnames = list("within", names(fixef(far)))); L[, "within"] <- 1
ask("so_far", far, L)

# Least squares with CR2 and Satterthwaite's degrees of freedom, by therapist.
robust <- function(what, model, cluster, terms) {
  got <- conf_int(model, vcov = "CR2", cluster = cluster, test = "Satterthwaite", coefs = terms)
  for (k in seq_along(terms)) said(what, terms[k], got$beta[k], got$SE[k], got$df[k], got$CI_L[k], got$CI_U[k])
}
ended <- people[!is.na(people$endpoint), ]
robust("naive", lm(endpoint ~ 0 + arm + baseline + total, ended), ended$therapist, "total")
early <- seen[seen$session <= 3, ]
early$between <- ave(early$alliance, early$participant); early$within <- early$alliance - early$between
seen <- seen[order(seen$participant, seen$session), ]
seen$later <- ave(seen$score, seen$participant, FUN = function(y) c(y[-1], NA))
early$later <- seen$later[match(paste(early$participant, early$session), paste(seen$participant, seen$session))]
early <- early[!is.na(early$later), ]
robust("next_session", lm(later ~ 0 + arm + score + session + within + between, early), early$therapist, c("within", "between"))

# Therapists: predictions with their conditional standard errors, variances, and the profile.
plain <- lmer(endpoint ~ arm + baseline + (1 | therapist), ended, control = control)
u <- ranef(plain, condVar = TRUE)$therapist
for (name in rownames(u)) said("therapists", name, u[name, 1], sqrt(attr(u, "postVar")[1, 1, which(rownames(u) == name)]))
parts <- as.data.frame(VarCorr(plain))
said("variance", "between", parts$vcov[1]); said("variance", "within", parts$vcov[2])

# Raters: some sessions by two of three raters, and the least deviance at each correlation.
m <- 70
session <- c(seq_len(m), seq_len(m)[1:30]); rater <- sample(3, m, replace = TRUE)
rater <- c(rater, (rater[1:30] %% 3) + 1)
value <- round(5 + rnorm(m)[session] + c(-0.5, 0, 0.4)[rater] + rnorm(length(session), 0, 0.7), 1)
rated <- data.frame(session, rater = paste0("R", rater), value)
write.csv(rated, file.path(here, "ratings.csv"), row.names = FALSE, quote = FALSE)
both <- lmer(value ~ 1 + (1 | session) + (1 | rater), rated, control = control)
v <- as.data.frame(VarCorr(both))
icc <- v$vcov[v$grp == "session"] / sum(v$vcov)
deviance_at <- update(both, devFunOnly = TRUE)
order_of <- names(getME(both, "flist"))
least <- function(rho) {
  at <- function(log_ratio) {
    raters <- exp(log_ratio); targets <- rho * (1 + raters) / (1 - rho)
    theta <- sqrt(c(session = targets, rater = raters))
    deviance_at(unname(theta[order_of]))
  }
  grid <- seq(-14, 6, length.out = 81)
  start <- grid[which.min(sapply(grid, at))]
  optimize(at, c(start - 0.5, start + 0.5), tol = 1e-10)$objective
}
limit <- least(icc) + qchisq(0.95, 1)
said("raters", "icc", icc, lower = uniroot(function(r) least(r) - limit, c(0.01, icc), tol = 1e-9)$root,
     upper = uniroot(function(r) least(r) - limit, c(icc, 0.995), tol = 1e-9)$root)
write.csv(do.call(rbind, found), file.path(here, "expected.csv"), row.names = FALSE, quote = FALSE, na = "")
