"""Which words say too little to be required? Stop words by language, as folded written forms.

They are the articles, pronouns and prepositions of a language, from kept lists: Snowball's where
whoosh carries it, else those of the package stop-words, as long as the list is short. Some lists
there run to thousands of words and hold much that people search for.
"""

from functools import cache

from .words import fold

# Languages whose list in the package stop-words has fewer than 500 words, and whoosh has none.
_LISTED = frozenset(["ar", "bg", "ca", "cs", "el", "he", "hi", "id", "ms", "pl", "ro", "sk", "uk"])


@cache
def stop_words(code: str) -> frozenset[str]:
    """The folded stop words of a language; none for one without a list."""
    if code in _LISTED:
        from stop_words import get_stop_words  # 8 ms that an index without these need not pay

        listed = get_stop_words(code)
    else:
        from whoosh.lang.stopwords import stoplists  # 2 ms

        listed = stoplists.get(code, ())
    return frozenset(map(fold, listed))
