"""The mixed-model engine: formulas, frames and numbers, and nothing of trials.

To read it from top to bottom: `formula` (what is asked), `design/` (columns), `moments` (the sums
that everything else is a function of) and `problem` (who provides them: `visits/` with the
`covariance/` families, `real_times/`, `random_effects/`), `likelihood`, `optimise`, `inference`
with `kenward_roger` and `satterthwaite`, `fit`, `fit_contents` and `result`; then what is asked of
a fit (`marginal/`, `robust/`, `diagnostics`, `comparison`, `second_opinion`), and many fits at once
(`reductions/`, `batch/`). The formulas with their sources are in docs/methods.md. `status` and
`covariance/structures` are its vocabulary, which the other layers may import.
"""
