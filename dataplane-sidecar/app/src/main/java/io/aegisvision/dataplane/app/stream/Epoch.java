package io.aegisvision.dataplane.app.stream;

import java.util.UUID;

/**
 * A span in which a stream's times and tracks belong together.
 *
 * @param id globally unique: no counter, so that a lost disk cannot repeat one; the same when a recording is read again
 * @param reason why it began: {@code started}, {@code reconnected}, {@code time-backwards}, {@code time-jump}, {@code
 *     clock-learned}, {@code picture-changed} (another size), {@code pipeline-changed}
 * @param aspect width of the display over its height
 */
public record Epoch(String id, String reason, double aspect) {
    static Epoch begin(String reason, double aspect) {
        return new Epoch(UUID.randomUUID().toString().replace("-", ""), reason, aspect);
    }
}
