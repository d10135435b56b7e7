"""Cross-products as objects: computed in pieces, added, saved, read and fitted."""
