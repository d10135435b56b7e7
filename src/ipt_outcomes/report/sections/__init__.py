"""The sections of the report: a file each, named as the section's anchor.

`section(material)` gives the section, or None where there is nothing to show. `FIGURES`, where the
section has figures, declares them. The order stands in `contents.py`.
"""
