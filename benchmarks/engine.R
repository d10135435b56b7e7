# One measurement of an R package: Rscript engine.R <peer> <work> <csv> <repeats>; prints JSON.
arguments <- commandArgs(trailingOnly = TRUE)
peer <- arguments[1]
work <- arguments[2]
repeats <- as.integer(arguments[4])
data <- read.csv(arguments[3], stringsAsFactors = TRUE)
data$person <- factor(data$person)
suppressMessages(library(peer, character.only = TRUE))
high_water <- function() {
  line <- grep("VmHWM", readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) / 1024
}
mean_part <- y ~ baseline * visit + arm * visit
slopes <- y ~ arm * week + (1 + week | person)
run <- switch(
  paste(peer, if (startsWith(work, "mmrm")) "mmrm" else "slopes"),
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
before <- high_water()
times <- sapply(seq_len(repeats), function(i) {
  spent <- system.time(run())
  c(spent[["elapsed"]], spent[["user.self"]] + spent[["sys.self"]])
})
cat(sprintf(
  '{"wall": %.6f, "cpu": %.6f, "memory": %.1f}\n',
  median(times[1, ]), median(times[2, ]), high_water() - before
))
