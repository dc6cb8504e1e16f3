"""Contact details: what lets a stranger reach, find or impersonate a person outside this place.

For: phone numbers, e-mail and postal addresses, birth dates, health, national and bank numbers.
Not for: names of people, links, and the community's own numbers and help lines (`Draft.own_numbers`).
"""
