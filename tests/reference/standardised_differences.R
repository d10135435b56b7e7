# Standardised mean differences by their definitions (Austin 2009; Yang and Dalton 2012), in plain R,
# of mtcars: cars with automatic and manual transmission. Writes standardised_differences.csv.
arm <- mtcars$am
of_number <- function(x) {
  one <- x[arm == 1]; other <- x[arm == 0]
  (mean(one) - mean(other)) / sqrt((var(one) + var(other)) / 2)
}
of_category <- function(x) {
  x <- factor(x)
  one <- prop.table(table(x[arm == 1]))[-1]; other <- prop.table(table(x[arm == 0]))[-1]
  spread <- function(p) { m <- -outer(p, p); diag(m) <- p * (1 - p); m }
  s <- (spread(as.numeric(one)) + spread(as.numeric(other))) / 2
  d <- as.numeric(one - other)
  sqrt(as.numeric(t(d) %*% solve(s) %*% d))
}
quantiles <- function(x, name) quantile(x[arm == 1], c(.25, .5, .75), type = 7)[[name]]
out <- rbind(
  data.frame(variable = c("mpg", "hp", "qsec"),
    smd = sapply(c("mpg", "hp", "qsec"), function(v) of_number(mtcars[[v]])),
    q1 = sapply(c("mpg", "hp", "qsec"), function(v) quantiles(mtcars[[v]], 1)),
    median = sapply(c("mpg", "hp", "qsec"), function(v) quantiles(mtcars[[v]], 2)),
    q3 = sapply(c("mpg", "hp", "qsec"), function(v) quantiles(mtcars[[v]], 3)),
    sd = sapply(c("mpg", "hp", "qsec"), function(v) sd(mtcars[[v]][arm == 1]))),
  data.frame(variable = c("cyl", "carb", "vs"),
    smd = c(of_category(mtcars$cyl), of_category(pmin(mtcars$carb, 4)), of_category(mtcars$vs)),
    q1 = NA, median = NA, q3 = NA, sd = NA))
write.csv(out, "standardised_differences.csv", row.names = FALSE)
write.csv(transform(mtcars[c("mpg", "hp", "qsec", "cyl", "carb", "vs", "am")], carb = pmin(carb, 4)),
  "standardised_differences_data.csv", row.names = FALSE)
