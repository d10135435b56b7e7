"""Who took part and what happened to them (`people/`), and in therapy (`therapy/`)."""
