"""Clinically significant change: who recovered, improved, stayed, got worse, by nine methods.

`change` judges people; `effects` compares arms, among those observed and in completed scores;
`comparison` sets the methods side by side, since they disagree.
"""
