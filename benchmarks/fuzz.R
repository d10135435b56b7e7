# Fits of random models by other software. Called by fuzz_r.py:
#   Rscript benchmarks/fuzz.R FOLDER
# FOLDER has models.csv, one row for each model; questions.csv, what is asked of it; levels.csv, the
# levels of its factors in order; and SEED.csv, its rows. Writes answers.csv there, one row for each
# number asked for, and failed.csv, models that R refused.
# Needs lme4, lmerTest, pbkrtest, nlme and emmeans.

suppressMessages({
  library(lme4)
  library(lmerTest)
  library(pbkrtest)
  library(nlme)
  library(emmeans)
})
emm_options(pbkrtest.limit = Inf, lmerTest.limit = Inf, msg.interaction = FALSE, msg.nesting = FALSE)

folder <- commandArgs(TRUE)[1]
read <- function(name) read.csv(file.path(folder, name), check.names = FALSE, colClasses = "character")
models <- read("models.csv")
questions <- read("questions.csv")
levels_of <- read("levels.csv")

rows_of <- function(seed) {
  data <- read.csv(file.path(folder, paste0(seed, ".csv")), check.names = FALSE)
  own <- levels_of[levels_of$seed == seed, ]
  for (name in unique(own$variable)) {
    data[[name]] <- factor(as.character(data[[name]]), own$level[own$variable == name])
  }
  data$id <- factor(data$id)
  data
}

# The better of two tightened optimisers.
best_lmer <- function(formula, data, reml) {
  controls <- list(
    lmerControl(optimizer = "bobyqa", calc.derivs = FALSE, check.conv.singular = "ignore",
                optCtrl = list(rhoend = 1e-10, maxfun = 1e5)),
    lmerControl(optimizer = "Nelder_Mead", calc.derivs = FALSE, check.conv.singular = "ignore",
                optCtrl = list(FtolAbs = 1e-12, FtolRel = 1e-15, XtolRel = 1e-12, maxfun = 1e5)))
  fits <- lapply(controls, function(control) {
    tryCatch(suppressMessages(suppressWarnings(
      lmerTest::lmer(formula, data, REML = reml, control = control, weights = data$R_weight))),
      error = function(e) e)
  })
  sound <- Filter(function(fit) !inherits(fit, "error"), fits)
  if (!length(sound)) stop(fits[[1]])
  sound[[which.min(sapply(sound, function(fit) -2 * as.numeric(logLik(fit))))]]
}

correlation_of <- function(family, form) {
  switch(family,
    us = corSymm(form = form), cs = , csh = corCompSymm(form = form), ar1 = , ar1h = corAR1(form = form),
    sp_exp = corCAR1(form = form))
}

nlme_fit <- function(model, data, fixed) {
  heterogeneous <- model$family %in% c("us", "csh", "ar1h")
  weighted <- any(data$R_weight != 1)
  variance <- if (heterogeneous) varIdent(form = ~ 1 | visit)
  if (weighted) {
    own <- varFixed(~ R_variance)
    variance <- if (is.null(variance)) own else varComb(variance, own)
  }
  time <- if (model$family == "sp_exp") "day" else "place"
  groups <- if (model$random == "") "id" else "R_group / id"
  form <- as.formula(paste("~", time, "|", groups))
  arguments <- list(fixed, data = data, correlation = correlation_of(model$family, form),
                    method = toupper(model$method))
  if (!is.null(variance)) arguments$weights <- variance
  limits <- list(maxIter = 500, msMaxIter = 2000, tolerance = 1e-10, msTol = 1e-13, opt = "nlminb")
  if (model$random == "") return(do.call(gls, c(arguments, list(control = do.call(glsControl, limits)))))
  arguments$random <- as.formula(paste("~", model$random, "| R_group"))
  do.call(lme, c(arguments, list(control = do.call(lmeControl, c(limits, niterEM = 50)))))
}

# The later level minus the earlier, the pairs of the first level first.
later.emmc <- function(levs, ...) {
  pairs <- combn(length(levs), 2)
  made <- as.data.frame(apply(pairs, 2, function(pair) {
    replace(numeric(length(levs)), pair, c(-1, 1))
  }))
  names(made) <- apply(pairs, 2, function(pair) paste(levs[pair[2]], "-", levs[pair[1]]))
  made
}

means_of <- function(fit, question, df) {
  named <- if (question$by == "") question$variable else c(question$variable, question$by)
  at <- if (question$at == "") list() else list(week = as.numeric(question$at))
  # Without emmeans' guess that one factor is nested in another: all levels are crossed.
  arguments <- c(list(fit, named, weights = question$weights), list(nesting = NULL))
  if (length(at)) arguments$at <- at
  if (inherits(fit, "lmerMod")) arguments$lmer.df <- df
  if (inherits(fit, "gls")) arguments$mode <- "df.error"
  found <- do.call(emmeans, arguments)
  if (question$kind == "means") return(found)
  method <- if (question$against == "") "later" else "trt.vs.ctrl"
  contrast(found, method, by = if (question$by != "") question$by, adjust = "none")
}

joint_of <- function(fit, question, df) {
  named <- strsplit(question$variable, ":")[[1]]
  found <- emmeans(fit, named, lmer.df = df, nesting = NULL)
  functions <- contrast(found, interaction = "trt.vs.ctrl")@linfct
  if (df == "kenward-roger") {
    test <- KRmodcomp(as(fit, "lmerMod"), functions)$test["Ftest", ]
    return(c(test$stat, test$ndf, test$ddf))
  }
  test <- contestMD(fit, functions)
  c(test[["F value"]], test$NumDF, test$DenDF)
}

answers <- failed <- NULL
answer <- function(seed, number, estimate, se = NA, df = NA) {
  answers <<- rbind(answers, data.frame(seed = seed, question = number, row = seq_along(estimate),
                                        estimate = estimate, se = se, df = df))
}
for (row in seq_len(nrow(models))) {
  model <- models[row, ]
  data <- rows_of(model$seed)
  fixed <- as.formula(paste("y ~", model$fixed))
  failure <- tryCatch({
    fit <- if (model$family == "") {
      best_lmer(as.formula(paste("y ~", model$fixed, "+", model$random)), data, model$method == "reml")
    } else {
      suppressWarnings(nlme_fit(model, data, fixed))
    }
    answer(model$seed, "likelihood", -2 * as.numeric(logLik(fit)))
    own <- questions[questions$seed == model$seed, ]
    for (place in seq_len(nrow(own))) {
      question <- own[place, ]
      if (question$kind == "joint") {
        # What pbkrtest or lmerTest refuse is no failure of the model.
        test <- tryCatch(suppressMessages(joint_of(fit, question, model$df)), error = function(e) NULL)
        if (!is.null(test)) answer(model$seed, question$number, test[1], test[2], test[3])
      } else {
        table <- suppressMessages(as.data.frame(summary(means_of(fit, question, model$df))))
        # emmeans varies the first variable fastest, this project the last.
        if (question$kind == "means" && question$by != "") {
          table <- table[order(table[[question$variable]], table[[question$by]]), ]
        }
        first <- intersect(c("emmean", "estimate"), names(table))[1]
        answer(model$seed, question$number, table[[first]], table$SE, table$df)
      }
    }
    NULL
  }, error = function(e) conditionMessage(e))
  if (!is.null(failure)) {
    failed <- rbind(failed, data.frame(seed = model$seed, reason = gsub("[\r\n,\"]", " ", failure)))
  }
}
options(digits = 15)
write.csv(answers, file.path(folder, "answers.csv"), row.names = FALSE, na = "")
write.csv(if (is.null(failed)) data.frame(seed = character(), reason = character()) else failed,
          file.path(folder, "failed.csv"), row.names = FALSE)
