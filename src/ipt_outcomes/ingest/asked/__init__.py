"""The data are asked: what a plan assumes of them is tested on them, and what was seen is said.

A question is a file of `questions/` with a function `ask`; `asking.ask_the_data` asks them all.
"""
