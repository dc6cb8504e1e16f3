"""What the pages of mentoring take, one module a page."""
