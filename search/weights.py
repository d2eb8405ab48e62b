"""How much does a match count? Every weight of the ranking, in one place.

A layer's BM25 is multiplied by its weight and the products are summed. The weights were chosen on
judged questions, any word matching, nDCG@10 over XQuAD German (a question for its paragraph),
XQuAD-R German (for its sentence) and German Wikinews (a headline for its article):

    PART  LONE_PART  STOP    XQuAD   XQuAD-R  Wikinews
    0.30  0.30       1.0     0.956   0.792    0.955
    0.45  0.45       1.0     0.957   0.799    0.959
    0.60  0.45       1.0     0.955   0.801    0.957
    0.45  0.60       1.0     0.958   0.800    0.960
    0.45  0.45       0.5     0.959   0.802    0.958
    0.45  0.60       0.5     0.959   0.805    0.959    chosen
"""

# The written form. Without it a name would tie with words of the same stem.
EXACT = 0.2
# The stem, or the lemma's.
STEM = 1.0
# A word that stands in a compound of the article.
PART = 0.45
# A part of the question's compound that stands alone in the article.
LONE_PART = 0.6
# Two such parts near each other, beside what each gives: less than the compound itself would.
NEAR = 0.2
# Stop words, of their stem's weight.
STOP = 0.5

# A word in the headline says what the article is about.
ZONE = {"headline": 1.5, "body": 1.0}
