"""Read a TensorFlow Lite file: its operations in the order in which they run, and its constant tensors.

Field numbers: tensorflow/compiler/mlir/lite/schema/schema.fbs of TensorFlow (Apache-2.0).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.training.face.flatbuffer import Table, root_table
from app.training.face.sparse import dense_values

FLOAT32, FLOAT16, INT32 = 0, 1, 2  # TensorType
KINDS: dict[int, type[np.generic]] = {FLOAT32: np.float32, FLOAT16: np.float16, INT32: np.int32}
# BuiltinOperator, as far as the reader or the conversion looks at it.
OPERATORS = {3: "CONV_2D", 4: "DEPTHWISE_CONV_2D", 6: "DEQUANTIZE", 54: "PRELU", 124: "DENSIFY"}
CUSTOM = 32


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a network.

    name: of its kind, a custom one's own, a number where nobody asks. inputs, outputs: numbers of tensors.
    """

    name: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TfliteModel:
    """A network as it was published.

    operations: in the order in which they run. constants: tensors that are known beforehand, by number, sparse ones
    filled up and float16 ones as they are.
    """

    operations: list[Operation]
    constants: dict[int, NDArray[np.generic]]


def read_tflite(content: bytes) -> TfliteModel:
    """Read a file of one graph. Operations that only unpack constants (DEQUANTIZE, DENSIFY) are carried out."""
    model = root_table(content)
    graph = model.tables(2)[0]
    tensors = graph.tables(0)
    buffers = model.tables(4)
    kinds = [_operator(code) for code in model.tables(1)]
    constants = {}
    for number, tensor in enumerate(tensors):
        values = _values(tensor, buffers[tensor.scalar(2, "I")])
        if values is not None:
            constants[number] = values
    operations = []
    for operator in graph.tables(3):
        name = kinds[operator.scalar(0, "I")]
        inputs, outputs = _tuple(operator, 1), _tuple(operator, 2)
        if name in {"DEQUANTIZE", "DENSIFY"}:
            constants[outputs[0]] = constants[inputs[0]]
        else:
            operations.append(Operation(name, inputs, outputs))
    return TfliteModel(operations, constants)


def _operator(code: Table) -> str:
    number = max(code.scalar(0, "b"), code.scalar(3, "i"))
    return code.text(1) if number == CUSTOM else OPERATORS.get(number, str(number))


def _values(tensor: Table, buffer: Table) -> NDArray[np.generic] | None:
    """A constant tensor; None for one that the network computes."""
    data = buffer.numbers(0, np.uint8).tobytes()
    if not data:
        return None
    flat = np.frombuffer(data, np.dtype(KINDS[tensor.scalar(1, "b")]).newbyteorder("<"))
    shape = _tuple(tensor, 0)
    sparsity = tensor.table(6)
    return flat.reshape(shape) if sparsity is None else dense_values(flat, shape, sparsity)


def _tuple(table: Table, field: int) -> tuple[int, ...]:
    return tuple(int(number) for number in table.numbers(field, np.int32))
