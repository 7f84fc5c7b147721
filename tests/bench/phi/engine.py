"""One engine in a process of its own: texts in on stdin, times out on stdout.

`python engine.py NAME`; a line is a JSON list of texts, the answer to it their seconds and the
processor seconds of the whole process. Also run by the peer's own interpreter, so that nothing of
ours and nothing of the peer's is imported before it is known which one is meant. The network is
shut before anything is imported.
"""

from __future__ import annotations

import asyncio
import json
import logging
import resource
import socket
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any, NoReturn

Work = Callable[[str], object]


def presidio() -> Work:
    """Presidio's patterns on a blank pipeline; its language models are not to be had."""
    spacy = import_module("spacy")
    analyzer = import_module("presidio_analyzer")
    engines = import_module("presidio_analyzer.nlp_engine")
    logging.disable(logging.CRITICAL)
    engine = engines.SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    engine.nlp = {"en": spacy.blank("en")}
    registry = analyzer.RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    found = analyzer.AnalyzerEngine(
        registry=registry, nlp_engine=engine, supported_languages=["en"]
    )
    return lambda text: found.analyze(text, language="en")


def rules() -> Work:
    """Our rules alone: no names, no places, no tagger."""
    return _detector(names=False)


def whole() -> Work:
    """Our detector as the gateway runs it."""
    return _detector()


def untagged() -> Work:
    """Our detector without its learned tagger."""
    return _detector(tagger=False)


def gateway() -> Work:
    """The gateway's redaction: detection and replacement, with a new map for each text."""
    redaction = import_module("gateway.redaction").Redaction(_make())
    identities = import_module("guards.phi.surrogates.redactor").Identities
    loop = asyncio.new_event_loop()
    return lambda text: loop.run_until_complete(redaction.texts([text], identities()))


ENGINES = {made.__name__: made for made in (presidio, rules, whole, untagged, gateway)}


def main(name: str) -> None:
    """Say that the engine is ready, then answer lines until there are none."""
    _shut_the_network()
    began_s = time.perf_counter()
    work = ENGINES[name]()
    work("Seen by Dr. Ana Ruiz on 3/4/2024, call (212) 555-0142 or write to a.ruiz@example.com.")
    _say({"ready_s": time.perf_counter() - began_s})
    for line in sys.stdin:
        _say(_timed(work, json.loads(line)))


def _timed(work: Work, texts: list[str]) -> dict[str, Any]:
    cpu_s, took_s = time.process_time(), []
    for text in texts:
        began_s = time.perf_counter()
        work(text)
        took_s.append(time.perf_counter() - began_s)
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"took_s": took_s, "cpu_s": time.process_time() - cpu_s, "peak_mib": peak_kib / 1024}


def _detector(**options: bool) -> Work:
    detect: Work = _make(**options).detect
    return detect


def _make(**options: bool) -> Any:
    return import_module("guards.phi.detector").Detector(**options)


def _shut_the_network() -> None:
    """Presidio looks a public suffix list up at first use; here nobody may call anybody."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError("the benchmark's network is shut")

    vars(socket)["getaddrinfo"] = refuse
    socket.socket.connect = refuse  # type: ignore[method-assign]


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
