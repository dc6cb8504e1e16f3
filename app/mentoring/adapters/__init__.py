"""How mentoring plugs into notifications and moderation; importing this registers it."""
