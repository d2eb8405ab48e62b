"""How much does a match count? Every weight of the ranking, in one place.

A layer's BM25 is multiplied by its weight and the products are summed; see docs/architecture.md for
the measurements.
"""

# Of a stem's weight. Without the exact layer a name would tie with words of the same stem.
EXACT = 0.2
STEM = 1.0
PART = 0.3

# A word in the headline says what the article is about.
ZONE = {"headline": 1.5, "body": 1.0}
