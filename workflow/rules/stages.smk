"""A rule for each stage that src/ipt_outcomes/stages.py declares; its script has the stage's name.

The script's path is a parameter: written with the loop's variable it would be that of the last turn.
"""

for stage in ipt.STAGES:

    rule:
        name:
            stage.name
        input:
            **inputs_of(stage),
        output:
            **outputs_of(stage),
        log:
            stage.log,
        conda:
            "../../environment.yml"
        params:
            stage=stage.name,
            plan=plan_part(stage),
        message:
            stage.message
        script:
            "../scripts/{params.stage}.py"
