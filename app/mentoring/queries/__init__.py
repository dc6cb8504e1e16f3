"""Reads of mentoring, one module a page or a question."""
