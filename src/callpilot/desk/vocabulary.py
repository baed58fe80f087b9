"""The words of many texts and where each stands: found by their beginning, or by a beginning with a typing error."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

_MOST_ALIKE = 40
_LIKENESS = 0.74
"""How alike two words must be: one slip in four to seven letters, two from eight on."""

FEWEST_LETTERS = 4
"""Shorter words must be typed as they are: nearly everything is like them."""


class Vocabulary:
    """Words in order, each with the places of the texts that have it."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        """Take the words of `texts`; a text's place is its number, from 0."""
        places: dict[str, list[int]] = {}
        for place, words in enumerate(texts):
            for word in words:
                found = places.get(word)
                if found is None:
                    places[word] = [place]
                elif found[-1] != place:
                    found.append(place)
        self._places = places
        self._words = sorted(places)
        self._beginnings: dict[int, list[str]] = {}

    def beginning(self, start: str) -> Iterator[str]:
        """Yield the words that begin with `start`, in order: `start` itself comes first."""
        words = self._words
        place = bisect_left(words, start)
        while place < len(words) and words[place].startswith(start):
            yield words[place]
            place += 1

    def places(self, start: str, most: int) -> dict[int, float]:
        """Return where words that begin with `start` stand, `most` places at the most, each with likeness 1."""
        found: dict[int, float] = {}
        for word in self.beginning(start):
            for place in self._places[word]:
                found[place] = 1.0
                if len(found) >= most:
                    return found
        return found

    def alike(self, word: str, most: int) -> dict[int, float]:
        """Return where words stand that begin nearly like `word`, with how alike they are (0 to 1)."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extract(
            word,
            self._beginnings_near(len(word)),
            scorer=OSA.normalized_similarity,
            score_cutoff=_LIKENESS,
            limit=_MOST_ALIKE,
        )
        found: dict[int, float] = {}
        for start, likeness, _number in near:
            for whole in self.beginning(start):
                for place in self._places[whole]:
                    found[place] = max(found.get(place, 0.0), float(likeness))
                if len(found) >= most:
                    return found
        return found

    def _beginnings_near(self, letters: int) -> list[str]:
        """What a word of so many letters may have been meant to begin: as long, or one letter longer."""
        made = self._beginnings.get(letters)
        if made is None:
            cut = {word[:letters] for word in self._words}
            cut.update(word[: letters + 1] for word in self._words)
            made = self._beginnings[letters] = sorted(cut)
        return made
