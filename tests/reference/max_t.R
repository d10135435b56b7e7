# Single-step max-t p-values by R's multcomp, on R's own mtcars (max_t_data.csv).
# Rscript tests/reference/max_t.R > tests/reference/max_t.csv
suppressMessages(library(multcomp))
set.seed(1)
mtcars$cyl <- factor(mtcars$cyl, labels = c("four", "six", "eight"))
fit <- lm(mpg ~ wt + cyl, data = mtcars)
g <- glht(fit, linfct = mcp(cyl = c("six - four = 0", "eight - four = 0", "eight - six = 0")))
s <- summary(g, test = adjusted("single-step", abseps = 1e-7, maxpts = 5e5))
cat("contrast,estimate,se,t,p,p_max_t\n")
raw <- 2 * pt(-abs(s$test$tstat), g$df)
for (i in 1:3)
  cat(sprintf("%s,%.12g,%.12g,%.12g,%.12g,%.8g\n", gsub(" ", "", names(s$test$coefficients)[i]),
    s$test$coefficients[i], s$test$sigma[i], s$test$tstat[i], raw[i], s$test$pvalues[i]))
