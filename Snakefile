"""Every trial that config/config.yaml names, from raw files to report.

make demo         install once, then run what is missing or out of date
snakemake -n      say what would run (in the installed environment)
"""


configfile: "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/ingest.smk"
include: "workflow/rules/prepare.smk"
include: "workflow/rules/models.smk"
include: "workflow/rules/estimate.smk"
include: "workflow/rules/sensitivity.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/provenance.smk"


rule all:
    default_target: True
    input:
        "results/verdict.txt",
