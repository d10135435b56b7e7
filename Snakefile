"""Every trial that config/config.yaml names, from raw files to report.

make demo         install once, then run what is missing or out of date
snakemake -n      say what would run (in the installed environment)
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
