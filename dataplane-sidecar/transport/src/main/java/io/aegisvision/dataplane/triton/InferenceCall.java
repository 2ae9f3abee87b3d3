package io.aegisvision.dataplane.triton;

import com.google.protobuf.ByteString;
import io.aegisvision.dataplane.triton.grpc.GRPCInferenceServiceGrpc;
import io.aegisvision.dataplane.triton.grpc.ModelInferResponse;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The inference method with a request that is encoded already: a third less garbage per call than encoding anew. */
final class InferenceCall {
    private InferenceCall() {}

    static final MethodDescriptor<InferenceRequest, ModelInferResponse> METHOD =
            GRPCInferenceServiceGrpc.getModelInferMethod().toBuilder(
                            new Encoded(),
                            GRPCInferenceServiceGrpc.getModelInferMethod().getResponseMarshaller())
                    .build();

    private static final class Encoded implements Marshaller<InferenceRequest> {
        @Override
        public InputStream stream(InferenceRequest request) {
            return new Bytes(request.encoded());
        }

        @Override
        public InferenceRequest parse(InputStream stream) {
            throw new UnsupportedOperationException("requests are only sent");
        }
    }

    /** The request's bytes as gRPC takes them: of known length, written in one go. */
    private static final class Bytes extends InputStream implements KnownLength, Drainable {
        private final ByteString bytes;
        private int position;

        Bytes(ByteString bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return position < bytes.size() ? bytes.byteAt(position++) & 0xff : -1;
        }

        @Override
        public int available() {
            return bytes.size() - position;
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            ByteString rest = position == 0 ? bytes : bytes.substring(position);
            rest.writeTo(target);
            position = bytes.size();
            return rest.size();
        }
    }
}
