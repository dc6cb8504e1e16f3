"""The sentences of each family of checks, one module a family: `NAME`, and `WORDS` by kind. `guidelines.wording` is the door to them."""
