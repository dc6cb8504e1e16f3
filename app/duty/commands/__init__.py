"""What writes about the duty: the rota, calls, follow-ups, addresses."""
