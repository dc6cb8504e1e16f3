"""What an import writes: a batch is one transaction, in which each record and the note of where it went stand together."""
