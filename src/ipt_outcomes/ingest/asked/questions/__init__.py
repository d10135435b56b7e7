"""One question a file: `ask(data)` adds to the findings, or says in a note what it saw."""
