import logging

from app.core.errors import BadSound
from app.workers.sentences import sentence_for


def test_an_error_for_the_user_keeps_its_sentence():
    assert sentence_for(BadSound("x.mp3 holds no sound.")) == "x.mp3 holds no sound."


def test_any_other_error_names_the_log_and_leaves_its_trace_there(tmp_path):
    file = tmp_path / "rhapsode.log"
    handler = logging.FileHandler(file, encoding="utf-8")
    logging.getLogger().addHandler(handler)
    try:
        try:
            raise ZeroDivisionError("a secret detail")
        except ZeroDivisionError as error:
            sentence = sentence_for(error)
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    assert str(file) in sentence
    assert "secret" not in sentence
    logged = file.read_text(encoding="utf-8")
    assert "Traceback" in logged
    assert "a secret detail" in logged


def test_running_out_of_memory_says_what_helps():
    assert "memory" in sentence_for(MemoryError())
