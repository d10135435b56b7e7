# One measurement of an R package: Rscript peers.R <peer> <model> <csv> <repeats>; prints JSON,
# seconds of processor and of wall-clock time, each the least of the repeats.
arguments <- commandArgs(trailingOnly = TRUE)
peer <- arguments[1]
model <- arguments[2]
repeats <- as.integer(arguments[4])
data <- read.csv(arguments[3], stringsAsFactors = TRUE)
data$person <- factor(data$person)
suppressMessages(library(peer, character.only = TRUE))
mean_part <- y ~ baseline * visit + arm * visit
slopes <- y ~ arm * week + (1 + week | person)
run <- switch(
  paste(peer, model),
  "nlme mmrm" = function() {
    gls(
      mean_part, data,
      correlation = corSymm(form = ~ as.integer(visit) | person),
      weights = varIdent(form = ~ 1 | visit)
    )
  },
  "mmrm mmrm" = function() {
    summary(mmrm(
      update(mean_part, ~ . + us(visit | person)), data, method = "Kenward-Roger"
    ))
  },
  "lme4 slopes" = function() lmer(slopes, data),
  "lmerTest slopes" = function() summary(lmer(slopes, data))
)
if (repeats > 1) run()
times <- sapply(seq_len(repeats), function(i) {
  spent <- system.time(run())
  c(spent[["user.self"]] + spent[["sys.self"]], spent[["elapsed"]])
})
cat(sprintf('{"value": %.6f, "wall": %.6f}\n', min(times[1, ]), min(times[2, ])))
