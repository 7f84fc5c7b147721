"""Training texts for the token tagger: `examples(seed, background)`."""

from training.tagger.corpus.example import Example
from training.tagger.corpus.generator import examples

__all__ = ["Example", "examples"]
