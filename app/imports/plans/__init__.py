"""What a run would do with each record, decided before anything is written. A dry run stops here."""
