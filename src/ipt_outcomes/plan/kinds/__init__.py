"""The options of each kind of analysis: a file a kind, as in `analyses/kinds`."""
