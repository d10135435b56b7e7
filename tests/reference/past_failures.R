# Numbers of R for past_failures/*.csv, data on which the engine once gave a wrong number.
#   Rscript tests/reference/past_failures.R      (in the project's folder; lme4, pbkrtest, nlme, clubSandwich)
suppressMessages({
  library(lme4)
  library(pbkrtest)
  library(nlme)
  library(clubSandwich)
})
folder <- "tests/reference/past_failures"
rows <- function(name) {
  data <- read.csv(file.path(folder, paste0(name, ".csv")))
  for (column in intersect(c("id", "arm", "visit", "site"), names(data))) data[[column]] <- factor(data[[column]])
  data
}
found <- NULL
put <- function(case, quantity, value) {
  found <<- rbind(found, data.frame(case = case, quantity = quantity, value = value))
}

alone <- rows("one_person_alone")
fit <- lmer(y ~ arm * visit + (1 | id), alone)
beta <- fixef(fit)
n <- nlevels(alone$visit)
contrast <- setNames(numeric(length(beta)), names(beta))
contrast["armb"] <- 1
contrast[grep("armb:", names(beta))] <- 1 / n
put("one_person_alone", "df",
    linear_contrast(fit, vcov = "CR2", contrasts = t(contrast), test = "Satterthwaite")$df)

for (case in c("two_df", "three_contrasts")) {
  data <- rows(case)
  test <- KRmodcomp(lmer(y ~ arm + visit + (1 | id), data), lmer(y ~ visit + (1 | id), data))$test["Ftest", ]
  put(case, "F", test$stat)
  put(case, "df2", test$ddf)
  put(case, "p", test$p.value)
}

several <- rows("several_maxima")
formula <- y ~ arm * week + (1 | site) + (1 + week | id)
length_of_theta <- length(getME(suppressMessages(lmer(formula, several)), "theta"))
set.seed(1)
values <- sapply(1:12, function(start) {
  begun <- suppressMessages(suppressWarnings(
    lmer(formula, several, start = exp(rnorm(length_of_theta)), control = lmerControl(calc.derivs = FALSE))))
  -2 * as.numeric(logLik(begun))
})
put("several_maxima", "minus_2_log_likelihood", min(values))

fit <- lme(y ~ arm * week, random = ~ 1 | id, weights = varFixed(~ iw), data = rows("weights"),
           control = lmeControl(tolerance = 1e-12, msTol = 1e-12))
se <- sqrt(diag(as.matrix(vcovCR(fit, type = "CR2"))))
put("weights", paste("se", c("Intercept", "arm[T.b]", "week", "arm[T.b]:week")), se)

options(digits = 12)
write.csv(found, paste0(folder, "_values.csv"), row.names = FALSE)
