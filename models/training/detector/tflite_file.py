"""Reads a TFLite file: its convolution weights in graph order, and its outputs."""

import hashlib

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema
from tensorflow.lite.python.interpreter import Interpreter, OpResolverType


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def _interpreter(path, keep=False):
    # The reference kernels' plain float32 sums are the original; no delegate reorders them.
    interpreter = Interpreter(
        str(path),
        experimental_preserve_all_tensors=keep,
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    interpreter.allocate_tensors()
    return interpreter


def convolutions(path):
    """(weight, bias) of every convolution in graph order, as float32 in PyTorch's layout.

    The weights are stored as float16 and turned into float32 by DEQUANTIZE operators, so they are
    read after one run of the graph.
    """
    interpreter = _interpreter(path, keep=True)
    interpreter.invoke()
    with open(path, "rb") as file:
        model = schema.Model.GetRootAsModel(file.read(), 0)
    graph = model.Subgraphs(0)
    result = []
    for i in range(graph.OperatorsLength()):
        operator = graph.Operators(i)
        code = model.OperatorCodes(operator.OpcodeIndex())
        kind = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        if kind not in (schema.BuiltinOperator.CONV_2D, schema.BuiltinOperator.DEPTHWISE_CONV_2D):
            continue
        _, weight, bias = operator.InputsAsNumpy()
        weight = interpreter.get_tensor(weight).astype(np.float32)
        if kind == schema.BuiltinOperator.CONV_2D:
            weight = weight.transpose(0, 3, 1, 2)
        else:
            weight = weight.transpose(3, 0, 1, 2)
        result.append((weight, interpreter.get_tensor(bias).astype(np.float32)))
    return result


class Original:
    """The file run by TensorFlow's own TFLite interpreter: regressions and logits as they come."""

    def __init__(self, path):
        self.interpreter = _interpreter(path)
        self.input = self.interpreter.get_input_details()[0]
        self.outputs = self.interpreter.get_output_details()

    def __call__(self, images):
        """images: (n, 3, h, w) in [-1, 1]. Returns regressions (n, a, 16) and logits (n, a)."""
        regressions, logits = [], []
        for image in images:
            self.interpreter.set_tensor(
                self.input["index"], image.transpose(1, 2, 0)[None].astype(np.float32)
            )
            self.interpreter.invoke()
            for output in self.outputs:
                value = self.interpreter.get_tensor(output["index"])[0]
                (regressions if value.shape[-1] == 16 else logits).append(value)
        return np.stack(regressions), np.stack(logits)[..., 0]
