"""The visual language, shown whole: every component in the real layouts and sheet."""
