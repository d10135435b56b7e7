"""Files of every format as text tables: `readers` says which reader reads what."""
