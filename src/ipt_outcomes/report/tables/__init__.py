"""The tables to be shown: a builder each, from frames to a `ShownTable`."""
