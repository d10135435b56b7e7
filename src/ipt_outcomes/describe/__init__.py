"""The people of a trial, in counts: from those assessed to those analysed."""
