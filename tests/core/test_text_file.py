import codecs

import pytest

from app.core.text_file import read_text

TEXT = "0 happy # glücklich, 嬉しい 🙂\n1 sad\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("end_of_line", ["\n", "\r\n", "\r"])
def test_every_encoding_of_unicode_is_read_alike(tmp_path, mark, encoding, end_of_line):
    file = tmp_path / "text"
    file.write_bytes(mark + TEXT.replace("\n", end_of_line).encode(encoding))
    assert read_text(file) == TEXT


def test_nothing_is_nothing(tmp_path):
    (tmp_path / "text").touch()
    assert read_text(tmp_path / "text") == ""


@pytest.mark.parametrize("data", [b"0 happy \xe9", codecs.BOM_UTF16_LE + b"0"])
def test_what_is_no_text_raises(tmp_path, data):
    (tmp_path / "text").write_bytes(data)
    with pytest.raises(UnicodeError):
        read_text(tmp_path / "text")
