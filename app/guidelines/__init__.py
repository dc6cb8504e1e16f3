"""Guidelines: the numbered rules of a community, and the checks that look at a draft before it is posted.

For: clauses and their versions, checks, findings, the assessment of a draft, and the sentences a
member reads about them. Checks see a `Draft`, never a post, and are pure functions.

Not for: storing posts, holding them, deciding about them (discussions and moderation do that).
"""
