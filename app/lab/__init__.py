"""The rule lab: staff's own rules with their cases, effects by place, what checks noticed, and the circuit breaker.

Not for: the built-in checks (guidelines), holding posts (discussions), the desk (moderation). See docs/lab.md.
"""
