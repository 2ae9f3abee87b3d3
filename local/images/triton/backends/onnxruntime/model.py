"""The ONNX Runtime behind Triton's Python-based backend interface, on the processor.

Takes the place of NVIDIA's native backend of the same name, with its file layout (``<model>/<version>/model.onnx``) and
its parameter ``intra_op_thread_count`` (threads per inference, 1 unless given). Requests that Triton hands over together
are joined along the batch dimension where all their other dimensions agree, run once, and split again.
"""

import json
import os

import numpy
import onnxruntime
import triton_python_backend_utils as triton


class TritonPythonModel:
    def initialize(self, args):
        config = json.loads(args["model_config"])
        threads = config.get("parameters", {}).get("intra_op_thread_count", {}).get("string_value", "1")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(threads)
        options.inter_op_num_threads = 1
        path = os.path.join(
            args["model_repository"], args["model_version"], config.get("default_model_filename") or "model.onnx"
        )
        onnxruntime.disable_telemetry_events()
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self._inputs = [tensor["name"] for tensor in config["input"]]
        self._outputs = [tensor["name"] for tensor in config["output"]]
        # a model with a fixed batch dimension takes one request at a time
        self._joins = config.get("max_batch_size", 0) > 0 and not any(
            isinstance(tensor.shape[0], int) for tensor in self._session.get_inputs()
        )

    def execute(self, requests):
        tensors = [
            [triton.get_input_tensor_by_name(request, name).as_numpy() for name in self._inputs] for request in requests
        ]
        responses = [None] * len(requests)
        for members in self._groups(tensors):
            try:
                results = self._run([tensors[member] for member in members])
            except Exception as failure:  # whatever the runtime raises belongs to these requests alone
                for member in members:
                    responses[member] = triton.InferenceResponse(error=triton.TritonError(str(failure)))
                continue
            for member, outputs in zip(members, results):
                wanted = set(requests[member].requested_output_names())
                responses[member] = triton.InferenceResponse(
                    [triton.Tensor(name, array) for name, array in zip(self._outputs, outputs) if name in wanted]
                )
        return responses

    def _groups(self, tensors):
        """Positions of requests that can run together."""
        if not self._joins:
            return [[position] for position in range(len(tensors))]
        groups = {}
        for position, arrays in enumerate(tensors):
            groups.setdefault(tuple(array.shape[1:] for array in arrays), []).append(position)
        return list(groups.values())

    def _run(self, members):
        """One list of output arrays per member, from a single run."""
        if len(members) == 1:
            return [self._session.run(self._outputs, dict(zip(self._inputs, members[0])))]
        joined = {name: numpy.concatenate(arrays) for name, arrays in zip(self._inputs, zip(*members))}
        outputs = self._session.run(self._outputs, joined)
        ends = numpy.cumsum([arrays[0].shape[0] for arrays in members])[:-1]
        # Triton copies each part out of one block of memory
        parts = [[numpy.ascontiguousarray(part) for part in numpy.split(output, ends)] for output in outputs]
        return [list(member) for member in zip(*parts)]
