"""Reading a trial's files strictly: as text, then by declared types, then by rules across tables.

`study.read_study` is the way in. A file that breaks a rule is refused before anything is written.
"""
