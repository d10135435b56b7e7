# The Beat the Blues trial's difference at two months with every handling of the baseline score: a
# covariate, its missing values filled in with the mean of all or their people left out; an outcome with
# one mean for both arms; an outcome with a mean an arm, and the difference in change. Of all people, and
# with seven baseline scores taken away. Repeated measures by nlme::gls, unstructured, REML; one visit by
# lm. Run from the repository's root:
# Rscript tests/reference/btheb_baselines.R > tests/reference/btheb_baselines.csv
library(nlme)
options(digits = 15)
months <- c(0, 2, 3, 5, 8)
lost <- c(5, 17, 33, 48, 62, 80, 91)
out <- data.frame()
add <- function(data, model, choice, rows, who, values)
  out <<- rbind(out, data.frame(data, model, choice, people = length(unique(who)), scores = rows,
                                estimate = values[1], se = values[2], df = values[3],
                                minus2loglik = values[4], row.names = NULL))
fit <- function(formula, b) {
  b <- b[order(b$subject, b$visit), ]
  # corSymm counts the visits from one.
  b$place <- b$visit - min(b$visit) + 1
  b$month <- factor(b$month)
  fits <- lapply(c("nlminb", "optim"), function(opt) do.call(gls, list(
    formula, data = b, method = "REML", correlation = corSymm(form = ~ place | subject),
    weights = varIdent(form = ~ 1 | month),
    control = glsControl(opt = opt, tolerance = 1e-14, msTol = 1e-14, maxIter = 500, msMaxIter = 5000))))
  fits[[which.max(sapply(fits, function(g) as.numeric(logLik(g))))]]
}
of <- function(g, term) c(coef(g)[[term]], sqrt(vcov(g)[term, term]), NA, -2 * as.numeric(logLik(g)))
for (data in c("all", "seven lost")) {
  w <- read.csv("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv")
  if (data == "seven lost") w$bdi.pre[w$subject %in% lost] <- NA
  w$ccbt <- as.numeric(w$treatment == "BtheB")
  w$length <- factor(w$length, c("<6m", ">6m")); w$drug <- factor(w$drug)
  w$pre <- w$bdi.pre
  long <- reshape(w, direction = "long", v.names = "bdi", timevar = "month", times = months, idvar = "subject",
                  varying = c("bdi.pre", "bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m"))
  long <- long[!is.na(long$bdi), ]
  long$visit <- match(long$month, months)
  filled <- list(filled_in = ifelse(is.na(w$pre), mean(w$pre, na.rm = TRUE), w$pre), left_out = w$pre)
  for (choice in names(filled)) {
    b <- long[long$month > 0, ]
    b$pre <- filled[[choice]][match(b$subject, w$subject)]
    b <- b[!is.na(b$pre), ]
    g <- fit(bdi ~ pre * month + ccbt * month + drug + length, b)
    add(data, "mmrm", choice, nrow(b), b$subject, of(g, "ccbt"))
    a <- b[b$month == 2, ]
    s <- summary(m <- lm(bdi ~ pre + ccbt + drug + length, a))$coefficients["ccbt", ]
    add(data, "ancova", choice, nrow(a), a$subject, c(s[[1]], s[[2]], df.residual(m), NA))
  }
  b <- long
  for (m in months[-1]) b[[paste0("ccbt", m)]] <- b$ccbt * (b$month == m)
  g <- fit(bdi ~ month + ccbt2 + ccbt3 + ccbt5 + ccbt8 + drug * month + length * month, b)
  add(data, "mmrm", "constrained", nrow(b), b$subject, of(g, "ccbt2"))
  g <- fit(bdi ~ month * ccbt + drug * month + length * month, b)
  add(data, "mmrm", "free", nrow(b), b$subject, of(g, "month2:ccbt"))
}
write.csv(out, stdout(), row.names = FALSE)
