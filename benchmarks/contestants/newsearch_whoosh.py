"""newsearch on its second engine, in pure Python: `newsearch index --engine whoosh`."""

from .newsearch_tantivy import Newsearch

CONTESTANT = Newsearch("whoosh", "whoosh3")
