"""Reads of the lab: rules, what checks noticed, trips, and trying a rule on posts."""
