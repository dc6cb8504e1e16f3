"""Use cases of mentoring, one module a noun or verb."""
