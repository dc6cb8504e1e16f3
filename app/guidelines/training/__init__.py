"""Training: making the files of weights, and the cards that say how, from a folder of labelled texts.

For: recipes (which texts, which marks, which limits, what is known to fail), one module a family in `recipes/`, and the command that
cooks them. Runs on a developer's machine with the test tools; nothing in the running app imports it but the command line.
Not for: the checks themselves, which read the finished files.
"""
