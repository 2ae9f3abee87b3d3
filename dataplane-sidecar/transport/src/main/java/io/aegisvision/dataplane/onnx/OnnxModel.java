package io.aegisvision.dataplane.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.aegisvision.contract.ModelVersion;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One model version, loaded. Any thread may run it, several at once: each run is on the caller's thread alone, so that
 * the number of threads is the caller's to choose. Close it when no run is under way.
 *
 * <p>The runtime's binding allocates some Java objects per run (measured in the page of performance); inputs are read where
 * they lie, outputs are copied out once.
 */
public final class OnnxModel implements AutoCloseable {
    private final OrtEnvironment runtime;
    private final OrtSession session;
    private final ModelVersion version;
    private final Set<String> outputs;

    private OnnxModel(OrtEnvironment runtime, OrtSession session, ModelVersion version) {
        this.runtime = runtime;
        this.session = session;
        this.version = version;
        ModelVersion.Output out = version.output();
        this.outputs = Set.of(out.boxesTensor(), out.scoresTensor(), out.labelsTensor());
    }

    /**
     * Loads a model; the file is not needed afterwards.
     *
     * @throws OnnxProblem when it is no model, or has not the tensors that its version says
     */
    public static OnnxModel load(Path file, ModelVersion version) throws OnnxProblem {
        OrtEnvironment runtime = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            runtime.setTelemetry(false);
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            OrtSession session = runtime.createSession(file.toString(), options);
            @Nullable String misfit = misfit(session, version);
            if (misfit != null) {
                session.close();
                throw new OnnxProblem(misfit);
            }
            return new OnnxModel(runtime, session, version);
        } catch (OrtException e) {
            throw new OnnxProblem("the model cannot be loaded: " + e.getMessage(), e);
        }
    }

    private static @Nullable String misfit(OrtSession session, ModelVersion version) throws OrtException {
        ModelVersion.Input in = version.input();
        ModelVersion.Output out = version.output();
        @Nullable NodeInfo input = session.getInputInfo().get(in.tensor());
        if (input == null || !(input.getInfo() instanceof TensorInfo tensor)) {
            return "the model has no input " + in.tensor();
        }
        OnnxJavaType wanted =
                switch (in.dataType()) {
                    case UINT8 -> OnnxJavaType.UINT8;
                    case FP32 -> OnnxJavaType.FLOAT;
                };
        if (tensor.type != wanted) {
            return "the model's input " + in.tensor() + " is of type " + tensor.type + ", and its version says "
                    + in.dataType();
        }
        for (String name : new String[] {out.boxesTensor(), out.scoresTensor(), out.labelsTensor()}) {
            if (!session.getOutputInfo().containsKey(name)) {
                return "the model has no output " + name;
            }
        }
        return null;
    }

    /** What was loaded. */
    public ModelVersion version() {
        return version;
    }

    /**
     * Makes memory known as an input.
     *
     * @param memory native, as large as the input tensor; it must outlive the input
     */
    public Input input(MemorySegment memory) throws OnnxProblem {
        ModelVersion.Input in = version.input();
        long[] shape =
                switch (in.layout()) {
                    case NHWC -> new long[] {1, in.height(), in.width(), 3};
                    case NCHW -> new long[] {1, 3, in.height(), in.width()};
                };
        ByteBuffer bytes = memory.asByteBuffer().order(ByteOrder.nativeOrder());
        try {
            OnnxTensor tensor =
                    switch (in.dataType()) {
                        case UINT8 -> OnnxTensor.createTensor(runtime, bytes, shape, OnnxJavaType.UINT8);
                        case FP32 -> OnnxTensor.createTensor(runtime, bytes.asFloatBuffer(), shape);
                    };
            return new Input(tensor, Map.of(in.tensor(), tensor));
        } catch (OrtException e) {
            throw new OnnxProblem("the input tensor cannot be made: " + e.getMessage(), e);
        }
    }

    /** A tensor over somebody's memory. Its maker closes it before the memory goes. */
    public static final class Input implements AutoCloseable {
        private final OnnxTensor tensor;
        private final Map<String, OnnxTensor> named;

        private Input(OnnxTensor tensor, Map<String, OnnxTensor> named) {
            this.tensor = tensor;
            this.named = named;
        }

        @Override
        public void close() {
            tensor.close();
        }
    }

    /**
     * Where outputs go, and what they are.
     *
     * <p>One run at a time writes it.
     */
    public static final class Output {
        private final MemorySegment boxes;
        private final MemorySegment scores;
        private final MemorySegment labels;
        private int rows;
        private boolean wideLabels;

        /**
         * @param boxes of 16 bytes a row
         * @param scores of 4 bytes a row
         * @param labels of 8 bytes a row
         */
        public Output(MemorySegment boxes, MemorySegment scores, MemorySegment labels) {
            this.boxes = boxes;
            this.scores = scores;
            this.labels = labels;
        }

        /** Rows of each. */
        public int rows() {
            return rows;
        }

        /** Whether labels are int64, otherwise int32. */
        public boolean wideLabels() {
            return wideLabels;
        }
    }

    /**
     * Runs it once; blocks until it is through.
     *
     * @throws OnnxProblem when the runtime fails, or the outputs are not what the version says
     */
    public void run(Input input, Output into) throws OnnxProblem {
        ModelVersion.Output names = version.output();
        try (OrtSession.Result result = session.run(input.named, outputs)) {
            OnnxTensor boxes = tensor(result, names.boxesTensor());
            OnnxTensor scores = tensor(result, names.scoresTensor());
            OnnxTensor labels = tensor(result, names.labelsTensor());
            int rows = rows(boxes, OnnxJavaType.FLOAT);
            into.wideLabels = labels.getInfo().type == OnnxJavaType.INT64;
            if (rows != rows(scores, OnnxJavaType.FLOAT)
                    || rows != rows(labels, into.wideLabels ? OnnxJavaType.INT64 : OnnxJavaType.INT32)
                    || 16L * rows > into.boxes.byteSize()) {
                throw new OnnxProblem("outputs are not what the version says");
            }
            copy(boxes, into.boxes);
            copy(scores, into.scores);
            copy(labels, into.labels);
            into.rows = rows;
        } catch (OrtException e) {
            throw new OnnxProblem("the runtime failed: " + e.getMessage(), e);
        }
    }

    private static OnnxTensor tensor(OrtSession.Result result, String name) throws OnnxProblem {
        if (result.get(name).orElse(null) instanceof OnnxTensor tensor) {
            return tensor;
        }
        throw new OnnxProblem("output " + name + " is no tensor");
    }

    /** Of a tensor [1, n, ...]; -1 for another type. */
    private static int rows(OnnxTensor tensor, OnnxJavaType type) {
        long[] shape = tensor.getInfo().getShape();
        return shape.length > 1 && shape[0] == 1 && tensor.getInfo().type == type && shape[1] <= Integer.MAX_VALUE
                ? (int) shape[1]
                : -1;
    }

    private static void copy(OnnxTensor from, MemorySegment into) {
        MemorySegment bytes = MemorySegment.ofBuffer(from.getByteBuffer());
        MemorySegment.copy(bytes, 0, into, 0, Math.min(bytes.byteSize(), into.byteSize()));
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("a session is closed once", e);
        }
    }
}
