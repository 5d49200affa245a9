import logging

from app.core.errors import BadSound
from app.core.logs import log_path, start_logging
from app.workers.sentences import sentence_for


def test_an_error_for_the_user_keeps_its_sentence():
    assert sentence_for(BadSound("x.mp3 holds no sound.")) == "x.mp3 holds no sound."


def test_any_other_error_names_the_log_and_leaves_its_trace_there():
    root = logging.getLogger()
    before = list(root.handlers)
    start_logging()
    try:
        try:
            raise ZeroDivisionError("a secret detail")
        except ZeroDivisionError as error:
            sentence = sentence_for(error)
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
            handler.close()
    assert str(log_path()) in sentence
    assert "secret" not in sentence
    logged = log_path().read_text(encoding="utf-8")
    assert "Traceback" in logged
    assert "a secret detail" in logged


def test_running_out_of_memory_says_what_helps():
    assert "memory" in sentence_for(MemoryError())
    assert "memory" in sentence_for(RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB."))
