"""The gate: identities do not come in.

`rules.yaml` is the table of what is refused, one class an entry; the rest of the package reads
mapped columns against it, before anything is written and without a network.
"""
