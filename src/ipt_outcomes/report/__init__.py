"""The report: figures, tables, words and one page, made from frames. Saving is the caller's."""
