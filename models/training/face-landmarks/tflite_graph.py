"""Reads the graph of a TFLite file: operators in order, their settings, constant tensors.

Only what the face mesh needs of TFLite's schema is here, by the numbers of its fields
(tensorflow/lite/schema/schema.fbs), so that TensorFlow need not be installed.
"""

from typing import NamedTuple

import numpy as np
from flatbuffers import encode, flexbuffers, packer
from flatbuffers import number_types as numbers
from flatbuffers.table import Table

KINDS = {
    0: "add",
    3: "convolution",
    4: "depthwise convolution",
    6: "dequantize",
    17: "max pool",
    18: "multiply",
    22: "reshape",
    32: "custom",
    34: "pad",
    45: "strided slice",
    54: "prelu",
}
TYPES = {0: np.float32, 1: np.float16, 2: np.int32}


class Operator(NamedTuple):
    kind: str
    inputs: list
    outputs: list
    settings: dict
    constants: list


class Field:
    """The fields of one table of a FlatBuffer."""

    def __init__(self, table):
        self.table = table

    def number(self, field, kind=numbers.Int32Flags):
        place = self.table.Offset(4 + 2 * field)
        return self.table.Get(kind, self.table.Pos + place) if place else 0

    def text(self, field):
        place = self.table.Offset(4 + 2 * field)
        return self.table.String(self.table.Pos + place).decode() if place else ""

    def numbers(self, field, kind):
        place = self.table.Offset(4 + 2 * field)
        if not place:
            return np.zeros(0, kind)
        start, length = self.table.Vector(place), self.table.VectorLen(place)
        return np.frombuffer(self.table.Bytes, kind, length, start)

    def tables(self, field):
        place = self.table.Offset(4 + 2 * field)
        if not place:
            return []
        start, length = self.table.Vector(place), self.table.VectorLen(place)
        return [Field(Table(self.table.Bytes, self.table.Indirect(start + 4 * i)))
                for i in range(length)]  # fmt: skip

    def inner(self, field):
        place = self.table.Offset(4 + 2 * field)
        return Field(Table(self.table.Bytes, self.table.Indirect(self.table.Pos + place)))


def settings(kind, operator):
    if kind == "custom":
        content = operator.numbers(5, np.uint8).tobytes()
        return flexbuffers.Loads(bytearray(content)) if content else {}
    if kind in ("convolution", "depthwise convolution", "max pool"):
        options = operator.inner(4)
        activation = {"convolution": 3, "depthwise convolution": 4, "max pool": 5}[kind]
        if options.number(activation, numbers.Int8Flags):
            raise ValueError(f"{kind} with a fused activation is not known here")
        return {"same": options.number(0, numbers.Int8Flags) == 0, "stride": options.number(1)}
    return {}


class Graph:
    """The operators of a file without its DEQUANTIZE ones: weights are given as float32."""

    def __init__(self, content):
        content = bytearray(content)
        model = Field(Table(content, encode.Get(packer.uoffset, content, 0)))
        kinds = [
            (max(code.number(0, numbers.Int8Flags), code.number(3)), code.text(1))
            for code in model.tables(1)
        ]
        buffers = [buffer.numbers(0, np.uint8) for buffer in model.tables(4)]
        graph = model.tables(2)[0]
        self.shapes, self.names, values = [], [], []
        for tensor in graph.tables(0):
            shape = tensor.numbers(0, np.int32).tolist()
            held = buffers[tensor.number(2)]
            kind = TYPES[tensor.number(1, numbers.Int8Flags)]
            self.shapes.append(shape)
            self.names.append(tensor.text(3))
            values.append(held.view(kind).reshape(shape) if len(held) else None)
        self.inputs = graph.numbers(1, np.int32).tolist()
        self.outputs = graph.numbers(2, np.int32).tolist()
        self.operators = []
        for operator in graph.tables(3):
            number, custom = kinds[operator.number(0)]
            kind = KINDS[number]
            inputs = operator.numbers(1, np.int32).tolist()
            outputs = operator.numbers(2, np.int32).tolist()
            if kind == "dequantize":
                values[outputs[0]] = values[inputs[0]].astype(np.float32)
                continue
            self.operators.append(
                Operator(
                    custom or kind,
                    inputs,
                    outputs,
                    settings(kind, operator),
                    [values[i] for i in inputs],
                )
            )
