"""Every trial that config/config.yaml names, from raw files to report.

ipt-outcomes run            run what is missing or out of date
ipt-outcomes run -- -n      say what would run
"""


include: "workflow/rules/common.smk"
include: "workflow/rules/stages.smk"
include: "workflow/rules/provenance.smk"


rule all:
    """Every declared output of every trial, so that one deleted by hand is made again."""
    default_target: True
    input:
        "results/verdict.txt",
        [
            file
            for plan in PLANS.values()
            for file in ipt.files_of(ipt.OUTPUTS, plan, {"trial": plan.trial})
        ],
    message:
        "every result is there"
