#!/usr/bin/python3
"""Writes overlap.jsonl: what public definitions of likeness make of a list of cases, for overlap_test.cc to agree with.

    /usr/bin/python3 scorers/testdata/derive_overlap.py > scorers/testdata/overlap.jsonl

Needs Debian's python3-nltk (3.8) and nothing from the network. Columns, all from 0 to 1:

  rouge1, rouge2, rouge3, rougeL   F measures of Google's rouge-score without stemmer, the best of several references
                                   (score_multi); from its published definition, written anew here
  rouge1_stem, rougeL_stem         the same with use_stemmer=True: NLTK's PorterStemmer on words of more than 3 letters
  bleu                             sacreBLEU 2 sentence_bleu / 100: 13a, exponential smoothing, effective order; from its
                                   published definition; checked here against NLTK's sentence_bleu (method3) where the two
                                   definitions meet (at least four tokens)
  gleu                             NLTK's sentence_gleu on 13a tokens
  meteor                           NLTK's meteor_score on 13a tokens, case folded, without WordNet
  chrf, chrf2                      sacreBLEU 2 sentence_chrf / 100 with word_order 0 and 2 (chrF++); from its published
                                   definition
  f1                               SQuAD's f1, the best of several references; from its published definition

`ascii` says that all texts are ASCII: then rouge-score's tokens and words of all scripts are the same.
"""

import json
import math
import re
import string
import sys
from collections import Counter

from nltk.stem.porter import PorterStemmer
from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu
from nltk.translate.gleu_score import sentence_gleu
from nltk.translate.meteor_score import meteor_score

STEMMER = PorterStemmer()


class NoWordNet:
    """Knows no synonyms: only exact words and stems match."""

    def synsets(self, _word):
        return []


def grams(tokens, n):
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


def harmonic(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


# --- ROUGE


def rouge_tokens(text, stem):
    tokens = re.sub("[^a-z0-9]+", " ", text.lower()).split()
    return [STEMMER.stem(t) if stem and len(t) > 3 else t for t in tokens]


def rouge_n(hypothesis, reference, n, stem=False):
    actual = grams(rouge_tokens(hypothesis, stem), n)
    expected = grams(rouge_tokens(reference, stem), n)
    common = sum((actual & expected).values())
    return harmonic(common / max(1, sum(actual.values())), common / max(1, sum(expected.values())))


def longest_common(a, b):
    row = [0] * (len(b) + 1)
    for x in a:
        above = row
        row = [0]
        for j, y in enumerate(b):
            row.append(above[j] + 1 if x == y else max(above[j + 1], row[j]))
    return row[-1]


def rouge_l(hypothesis, reference, stem=False):
    actual = rouge_tokens(hypothesis, stem)
    expected = rouge_tokens(reference, stem)
    if not actual or not expected:
        return 0.0
    common = longest_common(actual, expected)
    return harmonic(common / len(actual), common / len(expected))


# --- BLEU


def tokens_13a(text):
    text = text.rstrip()
    for what, become in (
        ("<skipped>", ""),
        ("-\n", ""),
        ("\n", " "),
        ("&quot;", '"'),
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
    ):
        text = text.replace(what, become)
    text = f" {text} "
    text = re.sub(r"([{-~\[-` -&(-+:-@/])", r" \1 ", text)
    text = re.sub(r"([^0-9])([.,])", r"\1 \2 ", text)
    text = re.sub(r"([.,])([^0-9])", r" \1 \2", text)
    text = re.sub(r"([0-9])(-)", r"\1 \2 ", text)
    return text.split()


def bleu(hypothesis, references):
    actual = tokens_13a(hypothesis)
    expected = [tokens_13a(r) for r in references]
    matches = []
    totals = []
    for n in range(1, 5):
        most = Counter()
        for reference in expected:
            most |= grams(reference, n)
        own = grams(actual, n)
        matches.append(sum((own & most).values()))
        totals.append(sum(own.values()))
    if not any(matches):
        return 0.0
    smooth = 1
    logs = []
    for match, total in zip(matches, totals):
        if total == 0:
            break
        if match == 0:
            smooth *= 2
        logs.append(math.log(match / total if match else 1 / (smooth * total)))
    closest = min((len(r) for r in expected), key=lambda length: (abs(length - len(actual)), length))
    brevity = math.exp(1 - closest / len(actual)) if len(actual) < closest else 1.0
    score = brevity * math.exp(sum(logs) / len(logs))
    if len(actual) >= 4 and matches[0] > 0:
        nltk = sentence_bleu(expected, actual, smoothing_function=SmoothingFunction().method3)
        assert abs(nltk - score) < 1e-9, (hypothesis, nltk, score)
    return score


# --- chrF


def chrf_words(text):
    words = []
    for word in text.split():
        if len(word) > 1 and word[-1] in string.punctuation:
            words += [word[:-1], word[-1]]
        elif len(word) > 1 and word[0] in string.punctuation:
            words += [word[0], word[1:]]
        else:
            words.append(word)
    return words


def chrf_one(hypothesis, reference, word_order):
    pairs = []
    a = "".join(hypothesis.split())
    b = "".join(reference.split())
    pairs += [(grams(a, n), grams(b, n)) for n in range(1, 7)]
    a = chrf_words(hypothesis)
    b = chrf_words(reference)
    pairs += [(grams(a, n), grams(b, n)) for n in range(1, word_order + 1)]
    precisions = []
    recalls = []
    for own, expected in pairs:
        if own and expected:
            common = sum((own & expected).values())
            precisions.append(common / sum(own.values()))
            recalls.append(common / sum(expected.values()))
    if not precisions or sum(precisions) + sum(recalls) == 0:
        return 0.0
    precision = sum(precisions) / len(precisions)
    recall = sum(recalls) / len(recalls)
    return 5 * precision * recall / (4 * precision + recall)


# --- SQuAD's F1


def squad_tokens(text):
    text = "".join(c for c in text.lower() if c not in set(string.punctuation))
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def squad_f1(hypothesis, reference):
    actual = squad_tokens(hypothesis)
    expected = squad_tokens(reference)
    if not actual or not expected:
        return float(actual == expected)
    common = sum((Counter(actual) & Counter(expected)).values())
    return harmonic(common / len(actual), common / len(expected))


# --- the cases

CASES = [
    # (hypothesis, references)
    ("", ["the cat sat on the mat"]),
    ("the cat sat on the mat", [""]),
    ("", [""]),
    (" \n\t ", ["x"]),
    ("...", ["!!!"]),
    ("...", ["..."]),
    ("cat", ["cat"]),
    ("cat", ["dog"]),
    ("cat", ["Cat"]),
    ("a", ["a"]),
    ("the", ["the"]),
    ("ab", ["abc"]),
    ("cat sat", ["cat sat"]),
    ("cat sat", ["sat cat"]),
    ("the cat sat", ["the cat sat"]),
    ("the cat sat on", ["the cat sat on"]),
    ("the cat sat on the mat", ["the cat sat on the mat"]),
    ("the cat is on the mat", ["the cat sat on the mat"]),
    ("The Cat Sat On The Mat.", ["the cat sat on the mat"]),
    ("the the the the the the the", ["The cat is on the mat.", "There is a cat on the mat."]),
    ("the the the the the the the", ["the cat is on the mat"]),
    ("mat the on sat cat the", ["the cat sat on the mat"]),
    ("a b c d e f g h", ["h g f e d c b a"]),
    ("a a a b b b", ["b b b a a a"]),
    ("one two three four five", ["one two three four five six seven eight nine ten"]),
    ("one two three four five six seven eight nine ten", ["one two three four five"]),
    ("no word in common here", ["completely different sentence altogether"]),
    (
        "It is a guide to action which ensures that the military always obeys the commands of the party",
        [
            "It is a guide to action that ensures that the military will forever heed Party commands",
            "It is the guiding principle which guarantees the military forces always being under the command of the Party",
            "It is the practical guide for the army always to heed the directions of the party",
        ],
    ),
    (
        "It is to insure the troops forever hearing the activity guidebook that party direct",
        [
            "It is a guide to action that ensures that the military will forever heed Party commands",
            "It is the guiding principle which guarantees the military forces always being under the command of the Party",
        ],
    ),
    ("The quick brown dog jumps on the log.", ["The quick brown fox jumps over the lazy dog"]),
    ("police killed the gunman", ["police kill the gunman", "the gunman was shot down by police"]),
    ("the gunman kill police", ["police killed the gunman"]),
    ("We will reset your VPN token today.", ["Your VPN token will be reset today."]),
    ("Please restart the printer, then try again!", ["Restart the printer and then try again."]),
    ("Costs are 1,234.56 EUR (net).", ["Costs are 1,234.56 EUR net"]),
    ("3.14 is pi", ["pi is 3.14"]),
    ("version 2.0.1-beta", ["version 2.0.1 beta"]),
    ("10-20 percent", ["10 - 20 percent"]),
    ("In 2025, 45% of tickets; 55% in 2026.", ["In 2025 45 % of tickets , 55 % in 2026"]),
    ("a.b,c", ["a . b , c"]),
    (".5 and 5. and 5.5", ["0.5 and 5 and 5.5"]),
    ("end..", ["end. ."]),
    ("wait... what?!", ["wait ... what ?!"]),
    ("don't won't can't", ["do not will not cannot"]),
    ("it's John's well-known book", ["it is the well known book of John"]),
    ("&quot;quoted&quot; &amp; &lt;tagged&gt;", ['"quoted" & <tagged>']),
    ("&amp;quot; twice", ['" twice']),
    ("hyphen-\nated line\nbreak", ["hyphenated line break"]),
    ("trailing hyphen-\n", ["trailing hyphen"]),
    ("a <skipped> word", ["a word"]),
    ("tabs\tand  many   blanks", ["tabs and many blanks"]),
    ("snake_case_name = f(x) + [1, 2]", ["snake_case_name = f(x) + [1,2]"]),
    ("user@example.com or https://example.com/a?b=c", ["mail user@example.com, see https://example.com/a"]),
    ("{\"group\": \"Network\", \"confidence\": 0.9}", ["{\"group\": \"Access\", \"confidence\": 0.9}"]),
    ("relational databases are conditional operators", ["relate a database to the condition of an operation"]),
    ("running runners ran easily", ["run runner runs easy"]),
    ("the skies were dying and the news succeeded", ["a sky will die, news succeed"]),
    ("happily enjoying flies and ties", ["happy enjoyment of a fly and a tie"]),
    ("generalizations of hopefulness", ["general hope, generalized hopeful"]),
    ("An apple a day keeps the doctor away", ["The apple of a day keeps doctors away", "apples keep the doctor away"]),
    ("answer: 42", ["42", "forty-two", "the answer is 42"]),
    ("short", ["short", "a much longer reference that has many words in it"]),
    ("five words are right here", ["four words right here", "six words that are right here", "here"]),
    ("x y z x y z x y z", ["x y z", "z y x z y x z y x"]),
    ("! \" # $ % & ' ( ) * + , - . / : ; < = > ? @ [ \\ ] ^ _ ` { | } ~", ["! \" # $ % ' ( ) * + , - . : ; < > ? @ [ ] ^ `"]),
    ("'single' \"double\" (round) [square]", ["single double round square"]),
    ("프린터를 다시 시작하고 다시 시도하세요.", ["프린터를 다시 시작한 후 다시 시도해 주세요."]),
    ("서울은 대한민국의 수도입니다", ["대한민국의 수도는 서울입니다", "서울은 한국의 수도이다"]),
    ("VPN 토큰을 재설정했습니다.", ["VPN 토큰을 재설정했습니다."]),
    ("我们会重置您的密码。", ["我们将重置你的密码。"]),
    ("東京は日本の首都です", ["日本の首都は東京です"]),
    ("สวัสดีชาวโลก", ["สวัสดีโลก"]),
    ("Der Drucker im Büro ist kaputt, größer Ärger", ["Der Drucker im Buero ist kaputt"]),
    ("Ça coûte 12,50 € à l’hôtel", ["Ca coute 12,50 € a l'hotel"]),
    ("Привет, мир! Как дела?", ["Привет мир, как твои дела?"]),
    ("naïve café — résumé", ["naive cafe - resume"]),
    ("non\u00a0breaking\u3000ideographic\u2003blanks", ["non breaking ideographic blanks"]),
    ("emoji 🙂👍 here", ["emoji 👍🙂 here"]),
    ("e\u0301te\u0301 decomposed", ["été decomposed"]),
]


def row(hypothesis, references):
    actual = tokens_13a(hypothesis)
    expected = [tokens_13a(r) for r in references]
    best = lambda measure: max(measure(r) for r in references)
    return {
        "hypothesis": hypothesis,
        "references": references,
        "ascii": all(text.isascii() for text in [hypothesis, *references]),
        "rouge1": best(lambda r: rouge_n(hypothesis, r, 1)),
        "rouge2": best(lambda r: rouge_n(hypothesis, r, 2)),
        "rouge3": best(lambda r: rouge_n(hypothesis, r, 3)),
        "rougeL": best(lambda r: rouge_l(hypothesis, r)),
        "rouge1_stem": best(lambda r: rouge_n(hypothesis, r, 1, True)),
        "rougeL_stem": best(lambda r: rouge_l(hypothesis, r, True)),
        "bleu": bleu(hypothesis, references),
        "gleu": sentence_gleu(expected, actual),
        "meteor": meteor_score(expected, actual, preprocess=str.casefold, stemmer=STEMMER, wordnet=NoWordNet()),
        "chrf": best(lambda r: chrf_one(hypothesis, r, 0)),
        "chrf2": best(lambda r: chrf_one(hypothesis, r, 2)),
        "f1": best(lambda r: squad_f1(hypothesis, r)),
    }


for case in CASES:
    sys.stdout.write(json.dumps(row(*case), ensure_ascii=False) + "\n")
