"""Questions and their answers, however a document sets them (E5)."""

import re
from typing import Final

from callpilot.procedures.importing.blocks import Block
from callpilot.procedures.model import FaqEntry

_Q: Final = re.compile(r"\s*(?:q(?:uestion)?\s*\d*\s*[:.)–—-])\s*(\S.*)", re.IGNORECASE | re.DOTALL)
_A: Final = re.compile(r"\s*(?:a(?:nswer|ns)?\s*\d*\s*[:.)–—-])\s*(\S.*)", re.IGNORECASE | re.DOTALL)


def entries(blocks: list[Block], *, is_faq: bool = False) -> tuple[list[FaqEntry], list[Block]]:
    """Return the questions with their answers, and the blocks that are neither.

    `is_faq`: the part is called so, and an item that ends with a question mark asks something too.
    """
    found: list[FaqEntry] = []
    rest: list[Block] = []
    question: Block | None = None
    answers: list[str] = []
    taken: list[Block] = []

    def end() -> None:
        if question is not None and answers:
            found.append(FaqEntry(question=_asked(question), answer="\n".join(answers)))
        else:
            rest.extend(taken)
        answers.clear()
        taken.clear()

    for block in blocks:
        if _asks(block, is_faq=is_faq):
            end()
            question = block
            taken.append(block)
        elif question is None or (block.kind == "heading" and not _A.match(block.text)):
            end()
            question = None
            rest.append(block)
        else:
            taken.append(block)
            answers.append(_answer(block))
    end()
    return found, rest


def _asks(block: Block, *, is_faq: bool) -> bool:
    if block.kind not in ("heading", "text", "item"):
        return False
    marked = f"{block.marker} {block.text}"
    if _Q.fullmatch(block.text) or (block.marker and _Q.fullmatch(marked) and block.marker[0] in "Qq"):
        return True
    if not block.text.endswith("?") or len(block.text) > 200:
        return False
    return block.kind == "heading" or block.bold or (is_faq and block.kind in ("item", "text") and block.level == 0)


def _asked(block: Block) -> str:
    found = _Q.fullmatch(block.text)
    return (found[1] if found else block.text).strip()


def _answer(block: Block) -> str:
    if block.kind == "picture":
        return f"[A picture belongs here: {block.text}]" if block.text else "[A picture belongs here]"
    if block.marker and block.marker[0] in "Aa":
        return block.text
    found = _A.fullmatch(block.text)
    text = found[1].strip() if found else block.words
    return f"{block.marker if block.ordered else '-'} {text}" if block.kind == "item" else text
