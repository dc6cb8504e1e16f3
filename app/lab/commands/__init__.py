"""Everything of the lab that writes: rules, effects, what checks noticed, the breaker and what becomes of its trips."""
