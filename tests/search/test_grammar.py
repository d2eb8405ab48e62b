"""What a query string asks for: rows of query -> tree, in a compact notation.

`a & b` is an And, `a | b` an Or, `!a` a Not, `*` is Every; leaves are written much as they are
typed, with their field unless it is `text`. Today is Wednesday, 17 January 2024.
"""

from datetime import date
from typing import Any

import pytest
from whoosh import query as q

from newsearch.corpus.errors import QueryError
from newsearch.search.asked import Exact, ExactPhrase
from newsearch.search.grammar import parse

TODAY = date(2024, 1, 17)


def compact(node: Any, inner: bool = False) -> str:
    """The tree in the notation of the tables."""
    if isinstance(node, q.Not):
        return "!" + compact(node.query, inner=True)
    if isinstance(node, q.And | q.Or):
        sign = " & " if isinstance(node, q.And) else " | "
        written = sign.join(compact(child, inner=True) for child in node.subqueries)
        if inner or node.boost != 1:
            written = f"({written})"
    else:
        written = leaf(node)
    return written if node.boost == 1 else f"{written}^{node.boost:g}"


def leaf(node: Any) -> str:
    if isinstance(node, q.Every):
        return "*"
    if isinstance(node, q.TermRange):
        assert (node.fieldname, node.startexcl, node.endexcl) == ("date", False, False)
        return f"[{node.start or ''}..{node.end or ''}]"
    if isinstance(node, q.Phrase):
        written = '"' + " ".join(node.words) + '"' + (f"~{node.slop - 1}" if node.slop > 1 else "")
    elif isinstance(node, q.FuzzyTerm):
        assert node.prefixlength == 0
        written = f"{node.text}~{node.maxdist}"
    else:
        written = node.text + "*" * isinstance(node, q.Prefix)
    written = "=" * isinstance(node, Exact | ExactPhrase) + written
    return written if node.fieldname == "text" else f"{node.fieldname}:{written}"


TREES = [
    # words
    ("Satellitenbau", "Satellitenbau"),
    ("Satellitenbau Moskau", "Satellitenbau & Moskau"),
    ("  Satellitenbau \n\t Moskau  ", "Satellitenbau & Moskau"),
    ("Satelliten-Bau geht's 9/11 3,5 z.B.", "Satelliten-Bau & geht's & 9/11 & 3,5 & z.B"),
    ("geht’s", "geht’s"),
    ("Bürger*innen Lehrer:in Kolleg/innen", "Bürger*innen & Lehrer:in & Kolleg/innen"),
    ("lehrer:innen", "lehrer:innen"),
    ("Bürger_innen", "Bürger*innen"),
    ("foo_bar", '"foo bar"'),
    ("東京大学", "東京大学"),
    ("und oder nicht and or not", "und & oder & nicht & and & or & not"),
    # text that looks odd
    ("dpa/lbn", '"dpa lbn"'),
    ("19:47", '"19 47"'),
    ("Corona: 5 Fälle", "Corona & 5 & Fälle"),
    ("Betreff:Test", '"Betreff Test"'),
    ("covid-19:neu F1:Rennen C:foo", '"covid-19 neu" & "F1 Rennen" & "C foo"'),
    ("https://www.zeit.de/a?b=1", '"https www zeit de a b 1"'),
    ("https://de.wikipedia.org/wiki/Essen_(Ruhr)", '"https de wikipedia org wiki Essen Ruhr"'),
    ("(siehe https://a.de/b)", 'siehe & "https a de b"'),
    ("mailto:a@b.de", '"mailto a b de"'),
    ("www.zeit.de:8080", '"www zeit de 8080"'),
    ("C++", "C"),
    ("std::vector", '"std vector"'),
    ("AT&T R&D", '"AT T" & "R D"'),
    ("a & b | c", "a & b & c"),
    ("#tag @name", "tag & name"),
    ("24/7 a/b", '24/7 & "a b"'),
    ("Moskau - Berlin – Wien — Rom", "Moskau & Berlin & Wien & Rom"),
    ("a -> b --c ->d", "a & b & c & d"),
    ("Wer war das?", "Wer & war & das"),
    ("Sat?llit ?", '"Sat llit"'),
    ('55" Fernseher', "55 & Fernseher"),
    ('Fernseher mit 55"', "Fernseher & mit & 55"),
    ("'n Abend 'Haus'", "n & Abend & Haus"),
    ("‘Hello world’", "Hello & world"),
    ("Berlin‚ Wien", "Berlin & Wien"),
    ("🙂 Haus", "Haus"),
    (":) Haus :-( ;)", "Haus"),
    ("Haus () !!! ( & )", "Haus"),
    ("a = b", "a & b"),
    ("a=b", '"a b"'),
    ("~ ^ = + Haus", "Haus"),
    ("10~20", '"10 20"'),
    ("[foo bar]", "foo & bar"),
    ("^3", "3"),
    ("x^y", '"x y"'),
    # phrases
    ('"Bau von Satelliten"', '"Bau von Satelliten"'),
    ('"Bau Satelliten"~5', '"Bau Satelliten"~5'),
    ('"Bau Satelliten"~0', '"Bau Satelliten"'),
    ('"Bau"', "Bau"),
    ('"Bau-Satelliten, von: dpa/lbn!"', '"Bau-Satelliten von dpa lbn"'),
    ('„Bau von“ „Bau von” „Bau von"', '"Bau von" & "Bau von" & "Bau von"'),
    ("“Bau von” ”Bau von”", '"Bau von" & "Bau von"'),
    ("«Bau von» »Bau von« »Bau von»", '"Bau von" & "Bau von" & "Bau von"'),
    ("« Bau von »", '"Bau von"'),
    ("‚Bau von‘ ‚geht’s los’", '"Bau von" & "geht’s los"'),
    ("„er sagte ‚Bau‘ laut“", '"er sagte Bau laut"'),
    ("他说「你好 世界」", '他说 & "你好 世界"'),
    ('"AND" "a OR b" "source:x" "Sat*" "(a"', 'AND & "a OR b" & "source x" & Sat & a'),
    ('Bau"von Satelliten"Moskau', 'Bau & "von Satelliten" & Moskau'),
    # exactly this form
    ("=Grüne", "=Grüne"),
    ('="Grüne Woche"', '="Grüne Woche"'),
    ('="Grüne"', "=Grüne"),
    ("=„Grüne Woche“~2", '="Grüne Woche"~2'),
    ("=dpa/lbn", '="dpa lbn"'),
    ("headline:=Grüne =headline:Grüne", "headline:=Grüne & headline:=Grüne"),
    ("-=Grüne Haus", "Haus & !=Grüne"),
    ("=Grüne Woche", "=Grüne & Woche"),
    # wildcards
    ("Satelliten*", "Satelliten*"),
    ("*minister", "*minister"),
    ("Sat*bau", "Sat*bau"),
    ("*sat*bau*", "*sat*bau*"),
    ("Sat** **bau", "Sat* & *bau"),
    ("Corona-* *-Minister", "Corona* & *Minister"),
    ("Satelliten*, Bau*.", "Satelliten* & Bau*"),
    ("dpa/lb*", "dpa & lb*"),
    ("=Sat*", "Sat*"),
    ("Kolleg*innen*", "Kolleg*innen*"),
    ("source:zeit* author:*mann", "source:zeit* & author:*mann"),
    ("*", "*"),
    ("* **", "*"),
    ("* Haus", "Haus"),
    ("* source:dpa", "source:dpa"),
    ("text:* OR headline:*", "* | *"),
    ("author:*", "author:*"),
    ("date:*", "[0001-01-01..]"),
    ("lang:*", "*"),
    # spelling
    ("Lawrow~", "Lawrow~1"),
    ("Lawrow~1 Uschakow~2 Haus~0", "Lawrow~1 & Uschakow~2 & Haus"),
    ("author:Müller~", "author:Müller~1"),
    ("Lawrow~^2", "Lawrow~1^2"),
    ("_~2 !~1 *~", "2 & 1"),
    ("foo~bar ~foo", '"foo bar" & foo'),
    # operators
    ("a AND b", "a & b"),
    ("a UND b", "a & b"),
    ("a OR b", "a | b"),
    ("a ODER b ODER c", "a | b | c"),
    ("NOT a", "* & !a"),
    ("NICHT a", "* & !a"),
    ("-a", "* & !a"),
    ("-a -b", "* & !a & !b"),
    ("a NOT b", "a & !b"),
    ("a AND NOT b", "a & !b"),
    ("a -b", "a & !b"),
    ("-a b", "b & !a"),
    ("a OR NOT b", "a | (* & !b)"),
    ("a OR -b", "a | (* & !b)"),
    ("NOT NOT a", "a"),
    ("NOT -a", "a"),
    ("NOT (NOT a)", "a"),
    ("+a b", "a & b"),
    ("a AND b OR c AND d", "(a & b) | (c & d)"),
    ("a OR b AND c OR d", "a | (b & c) | d"),
    ("NOT a AND b", "b & !a"),
    ("a b OR c d", "a & (b | c) & d"),
    ("a OR b c OR d", "(a | b) & (c | d)"),
    ("(a b) OR (c d)", "(a & b) | (c & d)"),
    ("a (b (c d))", "a & b & c & d"),
    ("a OR (b OR c)", "a | b | c"),
    ("((a))", "a"),
    ("(a OR b)c", "(a | b) & c"),
    ("(a)OR(b)", "a | b"),
    ('"a b"OR"c d"', '"a b" | "c d"'),
    ("a NOT (b OR c)", "a & !(b | c)"),
    ("-(a b) c", "c & !(a & b)"),
    ('-"a b" c', 'c & !"a b"'),
    ("-#tag a", "a & !tag"),
    ("-a*", "* & !a*"),
    # weights
    ("wort^3", "wort^3"),
    ('a^0.5 "b c"^2 (d OR e)^3', 'a^0.5 & "b c"^2 & (d | e)^3'),
    ("(a)^3", "a^3"),
    ("(a^2)^3", "a^6"),
    ("Sat*^2 source:dpa^2 =Grüne^2", "Sat*^2 & source:dpa^2 & =Grüne^2"),
    ('"a b"~5^2', '"a b"~5^2'),
    ("C++^2", "C^2"),
    ("!!!^3 Haus ()^3 -^3", "Haus"),
    ("Cafe\u0301^3 Cafe\u0301~", "Cafe\u0301^3 & Cafe\u0301~1"),
    # fields
    ("headline:Bau body:Bau", "headline:Bau & body:Bau"),
    ("source:dpa agency:Reuters place:Moskau", "source:dpa & agency:Reuters & place:Moskau"),
    ("author:Müller category:Politik", "author:Müller & category:Politik"),
    ("keyword:Raumfahrt lang:de language:en", "keyword:Raumfahrt & language:de & language:en"),
    ("titel:a title:b quelle:c agentur:d", "headline:a & headline:b & source:c & agency:d"),
    ("ort:a autor:b kategorie:c stichwort:d", "place:a & author:b & category:c & keyword:d"),
    ("sprache:de text:Bau", "language:de & Bau"),
    ("Quelle:dpa SOURCE:dpa", "source:dpa & source:dpa"),
    ("Quelle: dpa", "Quelle & dpa"),
    ("source:zeit.de", 'source:"zeit de"'),
    ('author:"Anna Seghers"', 'author:"Anna Seghers"'),
    ("source:(Reuters OR dpa)", "source:Reuters | source:dpa"),
    ("source:(Reuters OR dpa) Maske", "(source:Reuters | source:dpa) & Maske"),
    ("headline:(Bau -Brücke)", "headline:Bau & !headline:Brücke"),
    ("headline:(a body:b (c OR text:d))", "headline:a & body:b & (headline:c | d)"),
    ("-source:dpa a", "a & !source:dpa"),
    ("source:-dpa a", "a & !source:dpa"),
    ("a NOT lang:(de OR en)", "a & !(language:de | language:en)"),
    ("id:dpa:2024/17-3", "id:dpa:2024/17-3"),
    ('id:"a (b) c"', "id:a (b) c"),
    ("id:-x", "id:-x"),
    ("lang:pt_BR", "language:pt_BR"),
    ("url:https://a.de/b", 'url:"https a de b"'),
    ("headline:source:foo", 'headline:"source foo"'),
    ("source:AND", "source:AND"),
    # dates; all forms are in test_dates
    ("date:2024-01-10", "[2024-01-10..2024-01-10]"),
    ("date:2024-01-10..2024-01-17 Maske", "[2024-01-10..2024-01-17] & Maske"),
    ("datum:..2024-01", "[..2024-01-31]"),
    ("date:heute,", "[2024-01-17..2024-01-17]"),
    ('date:"letzte Woche"', "[2024-01-08..2024-01-14]"),
    ("date:„Januar 2024“", "[2024-01-01..2024-01-31]"),
    ("date:[2023 TO 2024-01-10]", "[2023-01-01..2024-01-10]"),
    ("Datum:[* TO 2023]", "[..2023-12-31]"),
    ("date:>2024-01", "[2024-02-01..]"),
    ("date:(2022 OR 2024)", "[2022-01-01..2022-12-31] | [2024-01-01..2024-12-31]"),
    ("-date:2024 a", "a & ![2024-01-01..2024-12-31]"),
    ("date:2024^2", "[2024-01-01..2024-12-31]^2"),
]

ANY_WORD = [
    ("a b", "a | b"),
    ("a", "a"),
    ("a b AND c d", "a | (b & c) | d"),
    ("a (b c)", "a | b | c"),
    ("(a b) AND c", "(a | b) & c"),
    ("a b -c", "(a | b) & !c"),
    ("a b NOT c AND NOT d", "(a | b) & !c & !d"),
    ("-a -b", "* & !a & !b"),
    ("a -(b c)", "a & !(b & c)"),
    ("a OR -b c", "a | (* & !b) | c"),
    ("+a b c", "(a | b | c) & a"),
    ("+a +b", "a & b"),
    ("source:dpa a b", "(a | b) & source:dpa"),
    ("source:dpa a", "a & source:dpa"),
    ("source:dpa date:2024", "source:dpa & [2024-01-01..2024-12-31]"),
    ("a b source:dpa OR source:zeit", "(a | b) & (source:dpa | source:zeit)"),
    ("a b -source:dpa", "(a | b) & !source:dpa"),
    ("a b NOT lang:de AND source:dpa", "(a | b) & source:dpa & !language:de"),
    ("source:(dpa Reuters) a", "a & (source:dpa | source:Reuters)"),
    ("headline:(a b) c", "headline:a | headline:b | c"),
    ("headline:(a source:dpa)", "headline:a & source:dpa"),
    ("a source:dpa OR b", "a | source:dpa | b"),
    ("a AND source:dpa b", "(a & source:dpa) | b"),
    ('"a b" c', '"a b" | c'),
    ("dpa/lb* c", "(dpa & lb*) | c"),
]


@pytest.mark.parametrize(("query", "tree"), TREES)
def test_query_asks_for_tree(query: str, tree: str) -> None:
    assert compact(parse(query, today=TODAY)) == tree


@pytest.mark.parametrize(("query", "tree"), ANY_WORD)
def test_query_asks_for_any_word(query: str, tree: str) -> None:
    assert compact(parse(query, any_word=True, today=TODAY)) == tree


PLAIN = 'NOT (foo:bar AND "Bau von" Sat* -x 19:47 source:'


def test_plain_text_has_no_operators() -> None:
    words = ["NOT", "foo", "bar", "AND", "Bau", "von", "Sat", "x", "19", "47", "source"]
    assert compact(parse(PLAIN, plain=True)) == " & ".join(words)
    assert compact(parse(PLAIN, plain=True, any_word=True)) == " | ".join(words)
    assert compact(parse("Haus!", plain=True)) == "Haus"


@pytest.mark.parametrize("text", ["", "  ", "!?"])
def test_plain_text_without_a_word_is_an_error(text: str) -> None:
    with pytest.raises(QueryError):
        parse(text, plain=True)


SPANS = [
    ("ab  cde", ["ab", "cde"]),
    ("source:dpa^2 -Bau", ["dpa", "Bau"]),
    ("(=Grüne OR Lawrow~2)", ["Grüne", "Lawrow"]),
    ("Corona-* *minister,", ["Corona-*", "*minister"]),
    ('"Bau von"~5 „a b“', ["Bau von", "a b"]),
    ("date:[2023 TO 2024] date:heute,", ["[2023 TO 2024]", "heute"]),
    ('date:"letzte Woche"', ["letzte Woche"]),
    ("source:-dpa dpa/lbn", ["dpa", "dpa/lbn"]),
    ("id:x:y *", ["x:y"]),
]


def leaves(node: Any) -> list[Any]:
    """The leaves of a tree that were typed; `*` beside a Not was not."""
    if isinstance(node, q.Not):
        return leaves(node.query)
    if isinstance(node, q.And | q.Or):
        return [leaf for child in node.subqueries for leaf in leaves(child)]
    return [] if isinstance(node, q.Every) else [node]


@pytest.mark.parametrize(("query", "typed"), SPANS)
def test_leaves_know_where_they_stand(query: str, typed: list[str]) -> None:
    found = leaves(parse(query, today=TODAY))
    assert sorted(query[leaf.startchar : leaf.endchar] for leaf in found) == sorted(typed)


def test_words_of_a_phrase_know_where_they_stand() -> None:
    query = 'x "Bau von Satelliten"'
    phrase = leaves(parse(query))[1]
    assert [query[a:b] for a, b in phrase.char_ranges] == phrase.words


def test_node_classes() -> None:
    assert type(parse("=a")) is Exact
    assert type(parse('="a b"')) is ExactPhrase
    assert isinstance(parse("=a"), q.Term)
    assert isinstance(parse('="a b"'), q.Phrase)
    assert parse('"a b"').slop == 1
    assert parse('"a b"~5').slop == 6
    assert parse("*") == q.Every()
    assert parse("a b") == q.And([q.Term("text", "a"), q.Term("text", "b")])


@pytest.mark.parametrize(
    "piece", ["NOT ", "-a ", "a OR ", "(a) ", '"a" ', "a* ", "‚a ", "a^2 ", "source:a ", "+a "]
)
def test_ten_thousand_of_anything(piece: str) -> None:
    parse(piece * 10_000 + "a")


def test_pasted_paragraph() -> None:
    text = "Die Lage in Moskau (dpa) - „Bau von Satelliten“ sei geplant: 3,5 Mio. Euro. " * 400
    assert len(leaves(parse(text))) == 11 * 400
