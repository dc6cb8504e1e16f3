"""The house rules as ordinary tests. Each rule is tried on a bad example too, so that none is a test that cannot fail."""
