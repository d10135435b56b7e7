# Risks of two groups compared. Run from the root of the repository:
#   Rscript tests/reference/two_by_two.R
# Needs Epi (ci.pd: the difference, Newcombe's method 10; twoby2: ratio and odds ratio, by their
# logarithms). Writes two_by_two.csv: x1 of n1 people against x0 of n0.

suppressMessages(library(Epi))
here <- "tests/reference"
tables <- rbind(c(56, 70, 48, 80), c(9, 10, 3, 10), c(6, 7, 2, 7), c(5, 56, 1, 29),
                c(15, 52, 6, 45), c(30, 61, 41, 62))
rows <- apply(tables, 1, function(k) {
  difference <- ci.pd(k[1], k[3], k[2] - k[1], k[4] - k[3], method = "Nc", print = FALSE)
  counts <- matrix(c(k[1], k[3], k[2] - k[1], k[4] - k[3]), 2)
  other <- twoby2(counts, print = FALSE)$measures
  odds <- other[grep("Sample Odds", rownames(other)), ]
  ratio <- other[grep("Relative Risk", rownames(other)), ]
  c(k, difference[5:7], ratio[1:3], odds[1:3])
})
frame <- as.data.frame(t(rows))
names(frame) <- c("x1", "n1", "x0", "n0", "difference", "difference_lower", "difference_upper",
                  "ratio", "ratio_lower", "ratio_upper", "odds", "odds_lower", "odds_upper")
frame[] <- lapply(frame, function(x) sprintf("%.10g", x))
write.csv(frame, file.path(here, "two_by_two.csv"), row.names = FALSE, quote = FALSE)
