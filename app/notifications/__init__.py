"""Notices: one message to one member about one thing, on a page with a count, and by mail to those who want it.

Kinds of notices are plugged in by the packages above. Not for: deciding what a member may see (each kind's loader asks its own
package), nor for mail that is not a notice (accounts sends its own letters).
"""
