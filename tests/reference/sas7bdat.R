# A small synthetic trial as a SAS file: ten people who do not exist, BDI-II at two visits.
# haven cannot write SAS's catalogues, so that the arm's value labels stay behind; .A, .Z and . are
# SAS's missing values. The file holds the moment at which it was made: its bytes differ each time.
# Run from the repository's root: Rscript tests/reference/sas7bdat.R
library(haven)

trial <- data.frame(
  id = c("001", "1e5", "MAR1", "004", "005", "0x6", "007", "008", "009", "010"),
  arm = labelled(rep(c(1, 2), 5), c("IPT" = 1, "Usual care" = 2), label = "Arm"),
  randomised = as.Date("2024-01-02") + c(0, 58, NA, -1462, 13:18),
  bdi_0 = c(30, 25, 41.5, 28, 33, 19, 22, 36, NA, 31),
  bdi_8 = c(12, tagged_na("A"), NA, 0, 63, 7, tagged_na("Z"), 18, 0.1, 9),
  site = c("Zürich", "Bern", "", "Bern", "Bern", "Zürich", "Genève", "Bern", "Bern", "Bern")
)
write_sas(trial, "tests/reference/small_trial.sas7bdat")
