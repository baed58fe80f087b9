"""Things with a title and some text, found as an operator types: exact, then by beginnings, then forgiving slips."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import log

from msgspec import Struct

from callpilot.desk.spelling import Sought, fold, words_of
from callpilot.desk.vocabulary import FEWEST_LETTERS, Vocabulary

EXACT, BEGINS, TITLE, TEXT, ALIKE, PARTLY = range(6)
"""How well something fits, best first: it is what was typed; its title begins so; words of its title do; words of its
text do; words like those; some of the words."""

_MOST = 2000  # places looked at for one word: beyond, the word says too little
_SMALL_WORD = 3
_ENOUGH = 0.5


class Listed(Struct, frozen=True, kw_only=True):
    """One thing of a catalogue. `digits` are of its numbers, `accounts` those that it is for (empty: all)."""

    title: str
    text: str = ""
    digits: str = ""
    accounts: tuple[str, ...] = ()


class Hit(Struct, frozen=True, kw_only=True):
    """A thing that was found: its number in the catalogue, how well it fits (`EXACT` … `PARTLY`)."""

    place: int
    fit: int
    score: float = 0


class Catalogue:
    """Many things, made ready once; `search` is quick then, with ten of them or fifty thousand."""

    def __init__(self, listed: Sequence[Listed]) -> None:
        self._listed = listed
        titles = _lines([one.title for one in listed])
        texts = _lines([one.text for one in listed])
        self._titles = [f" {' '.join(words)}" for words in titles]
        self._texts = [f" {' '.join(words)}" for words in texts]
        self._in_titles = Vocabulary(titles)
        self._in_texts = Vocabulary(texts)
        digits = [one.digits for one in listed]
        self._digits = "\n".join(digits)
        self._starts = list(accumulate((len(text) + 1 for text in digits), initial=0))

    def __len__(self) -> int:
        return len(self._listed)

    def search(self, wanted: Sought, limit: int, *, account: str = "") -> list[Hit]:
        """Return what fits best, `limit` hits at the most; what is for `account` comes before what isn't."""
        hits = {hit.place: hit for hit in self._by_number(wanted, limit)}
        if wanted.words:
            found = self._by_beginnings(wanted)
            if len(found) < limit:
                sure = {hit.place for hit in found}
                found += [hit for hit in self._by_likeness(wanted) if hit.place not in sure]
            for hit in found or self._by_some(wanted):
                hits.setdefault(hit.place, hit)
        return sorted(hits.values(), key=lambda hit: self._rank(hit, account))[:limit]

    def _rank(self, hit: Hit, account: str) -> tuple[bool, bool, int, float, str]:
        accounts = self._listed[hit.place].accounts
        is_own = not account or not accounts or account in accounts
        return hit.fit >= ALIKE, not is_own, hit.fit, -hit.score, self._titles[hit.place]

    def _by_number(self, wanted: Sought, limit: int) -> list[Hit]:
        hits: list[Hit] = []
        for digits in wanted.digits:
            at = self._digits.find(digits)
            while at >= 0 and len(hits) < limit * 4:
                place = bisect_right(self._starts, at) - 1
                hits.append(Hit(place=place, fit=TITLE))
                at = self._digits.find(digits, self._starts[place + 1])
        return hits

    def _by_beginnings(self, wanted: Sought) -> list[Hit]:
        """What has, for each word, one that begins so."""
        rarest = min((self._places(word) for word in wanted.words), key=len)
        fits = ((place, self._fit(place, wanted)) for place in rarest)
        return [Hit(place=place, fit=fit, score=self._whole(place, wanted)) for place, fit in fits if fit <= TEXT]

    def _places(self, word: str) -> dict[int, float]:
        found = self._in_titles.places(word, _MOST)
        if len(found) < _MOST:
            found = self._in_texts.places(word, _MOST) | found
        return found

    def _fit(self, place: int, wanted: Sought) -> int:
        title = self._titles[place]
        if title[1:] == wanted.joined:
            return EXACT
        if title.startswith(wanted.joined, 1):
            return BEGINS
        away = [word for word in wanted.words if f" {word}" not in title]
        if not away:
            return TITLE
        text = self._texts[place]
        return TEXT if all(f" {word}" in text for word in away) else PARTLY

    def _whole(self, place: int, wanted: Sought) -> float:
        """How many of the words stand there whole; those of the title count more."""
        title, text = f"{self._titles[place]} ", f"{self._texts[place]} "
        return sum(3 * (f" {word} " in title) + (f" {word}" in title) + (f" {word} " in text) for word in wanted.words)

    def _by_likeness(self, wanted: Sought) -> list[Hit]:
        """What has, for each word, one that is like it."""
        near = sorted((self._near(word) for word in wanted.words), key=len)
        rarest, *others = near
        found = (place for place in rarest if all(place in other for other in others))
        return [Hit(place=place, fit=ALIKE, score=sum(one[place] for one in near)) for place in found]

    def _near(self, word: str) -> dict[int, float]:
        found = self._places(word)
        if len(word) >= FEWEST_LETTERS:
            # A name that is nearly so is meant more often than a word of some note.
            near = self._in_titles.alike(word, _MOST)
            lesser = {place: likeness * 0.9 for place, likeness in self._in_texts.alike(word, _MOST).items()}
            found = lesser | near | found
        return found

    def _by_some(self, wanted: Sought) -> list[Hit]:
        """What has most of the words, the rare ones weighing more: questions are never asked as they are written."""
        telling = [word for word in wanted.words if len(word) >= _SMALL_WORD]
        known = [places for word in telling if (places := self._near(word)) or len(word) > _SMALL_WORD]
        told = [places for places in known if places]
        if len(told) * 2 < len(known):
            return []
        weights = [log(1 + len(self) / len(places)) for places in told]
        scores: dict[int, float] = {}
        for places, weight in zip(told, weights, strict=True):
            for place, likeness in places.items():
                scores[place] = scores.get(place, 0.0) + weight * likeness
        least = _ENOUGH * sum(weights)
        return [Hit(place=place, fit=PARTLY, score=score) for place, score in scores.items() if score >= least]


def _lines(texts: Sequence[str]) -> list[list[str]]:
    """The folded words of each text; all are folded in one go, which is many times quicker."""
    folded = fold("\n".join(text.replace("\n", " ") for text in texts)).split("\n")
    return [words_of(line) for line in folded] if texts else []
