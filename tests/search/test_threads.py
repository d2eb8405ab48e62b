"""Threads share a searcher: every answer is one that a question alone gets from some commit."""

import dataclasses
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from newsearch.corpus.article import Article
from newsearch.corpus.reading import read
from newsearch.index import build
from newsearch.search import Searcher

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
QUESTIONS = (
    "Satellitenbau", "Wahl Bürgermeister", "Gaspreis", '"Bau von Satelliten"', "Hochwaser",
    "*minister", "Impf*", "source:stadtblatt Stadt", "der Strom OR Streik", "Sternwarte~",
    "date:2023 Haus", "Feuerwehr -Brand", "выборы", "gab", "Zeitungsjunge Stadt",
)  # fmt: skip
THREADS, COMMITS = 4, 5

Answer = tuple[object, ...]


def asked(searcher: Searcher, question: str) -> Answer:
    answer = searcher.search(question, any_word="Wahl" in question)
    return dataclasses.astuple(dataclasses.replace(answer, took_ms=0.0))


def alone(path: Path) -> dict[str, Answer]:
    """Every answer, each by a searcher of its own."""
    answers = {}
    for question in QUESTIONS:
        with Searcher.open(path) as searcher:
            answers[question] = asked(searcher, question)
    return answers


def test_threads_get_the_answers_that_each_question_gets_alone(tmp_path: Path) -> None:
    articles = [each for each in read([SAMPLES]) if isinstance(each, Article)]
    build.index(tmp_path, articles)
    states = [alone(tmp_path)]
    shared = Searcher.open(tmp_path)
    ready, done = threading.Barrier(THREADS + 1), threading.Event()

    def hammer(seed: int) -> set[tuple[str, Answer]]:
        chance, answers = random.Random(seed), set()
        ready.wait()
        while not done.is_set():
            question = chance.choice(QUESTIONS)
            answers.add((question, asked(shared, question)))
        return answers

    with ThreadPoolExecutor(THREADS) as pool, shared:
        running = [pool.submit(hammer, seed) for seed in range(THREADS)]
        ready.wait()
        try:
            for number in range(COMMITS):
                chosen = random.Random(number).choice(articles)
                body = f"{chosen.body} Satellitenbau und Hochwasser, Haus, Strom, Impfung."
                build.index(tmp_path, [dataclasses.replace(chosen, id=f"new-{number}", body=body)])
                if number == 2:
                    build.rebuild(tmp_path)
                if number == 3:
                    build.delete(tmp_path, [articles[0].id, articles[7].id])
                states.append(alone(tmp_path))
                assert shared.refresh()
        finally:
            done.set()
        answers = set().union(*(each.result() for each in running))
        known = {each for state in states for each in state.items()}
        assert {question for question, _ in answers - known} == set()
        assert {question: asked(shared, question) for question in QUESTIONS} == states[-1]
    assert len(known) > len(QUESTIONS)
