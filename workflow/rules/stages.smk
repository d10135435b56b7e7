"""A rule for each stage that src/ipt_outcomes/stages.py declares; its script has the stage's name.

The script's path is a parameter: written with the loop's variable it would be that of the last turn.
"""

for stage, plan in rules_to_make():

    rule:
        name:
            stage.name if plan is None else f"{stage.name}_{plan.trial}"
        input:
            **inputs_of(stage),
        output:
            **outputs_of(stage, plan),
        log:
            stage.log,
        conda:
            "../../environment.yml"
        threads: stage.threads
        params:
            stage=stage.name,
            plan=plan_part(stage),
            library=library(stage.name),
        message:
            stage.message
        script:
            "../scripts/{params.stage}.py"
