"""Tests of an adversarial reader: what was found wrong once, each with the world of `tests.world`."""
