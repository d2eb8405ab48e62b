"""How fast is newsearch beside what people would pick instead? `make bench`, one run, one machine.

articles.py      which articles are indexed, and how they become a million
questions.py     what is asked: picked from the articles by rule
protocol.py      what a contestant does: build, open, answer, top
contestants/     one file each: how it was set up, and why so
child.py         a contestant in a process of its own, asked over its standard input
process.py       the other end of that; memory.py watches what the process holds
stages.py        what is measured; every stage leaves a file, so it can be run again alone
figures.py       the files of the stages as medians, percentiles and ratios
report.py        docs/benchmarks.md and the figures of docs/scale.md; charts.py draws
"""
