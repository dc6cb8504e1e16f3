"""Background work of mentoring; importing this registers it."""
