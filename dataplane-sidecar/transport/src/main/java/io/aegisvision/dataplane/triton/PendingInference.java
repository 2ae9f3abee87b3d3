package io.aegisvision.dataplane.triton;

import io.aegisvision.dataplane.triton.grpc.ModelInferResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * One inference call between its sending and its end.
 *
 * <pre>
 *   waiting --timer--> overdue --end--> ended
 *      \-------------end---------------^
 * </pre>
 */
final class PendingInference extends ClientCall.Listener<ModelInferResponse> implements Runnable {
    private final long ticket;
    private final InferenceHandler handler;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable ModelInferResponse response;
    private boolean ended;

    PendingInference(long ticket, InferenceHandler handler) {
        this.ticket = ticket;
        this.handler = handler;
    }

    void watchedBy(ScheduledFuture<?> watch) {
        timer = watch; // before the call is sent, so before any end
    }

    void send(ClientCall<InferenceRequest, ModelInferResponse> call, InferenceRequest request) {
        call.start(this, new Metadata());
        call.request(1);
        call.sendMessage(request);
        call.halfClose();
    }

    @Override
    public void onMessage(ModelInferResponse message) {
        response = message;
    }

    /** The timer's turn. The lock keeps "overdue" before the end, and out after it. */
    @Override
    public synchronized void run() {
        if (!ended) {
            handler.overdue(ticket);
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        synchronized (this) {
            ended = true;
        }
        ScheduledFuture<?> watch = timer;
        if (watch != null) {
            watch.cancel(false);
        }
        ModelInferResponse answer = response;
        if (status.isOk() && answer != null) {
            handler.answered(ticket, InferenceAnswer.of(answer));
        } else {
            handler.failed(ticket, TritonFailure.of(status), TritonException.text(status));
        }
    }
}
