package io.aegisvision.dataplane.bench.clocks;

/** What docs/performance/clocks.md says around its tables. */
final class ClocksWords {
    private ClocksWords() {}

    /** To be formatted with the rounds, and the seconds of each. */
    static final String TEXT = """
            <!-- generated: make bench-clocks -->
            # Clocks

                make bench-clocks

            How long it takes from a picture, a frame or a box to the event, and how many streams a core carries. @RUN@
            It took %d rounds of %d s. A table shows the median of the rounds, and the smallest and the largest round. No cluster is needed: the broker
            is Apache Kafka as a process beside, one broker, so that `acks=all` waits for no follower; a cluster of three adds
            at least a round trip between them. Broker, consumer, cameras and the data plane share the machine.

            Times count from when something was due, or from when it happened where that was not late: where the machine
            falls behind, what waits counts, too. They are kept in histograms of three digits (HdrHistogram), and the pictures
            show every percentile that at least five values are above.

            ## A: tracker input to consumer

            ![](images/clock-a.svg)

            @TABLE A@

            ## B: decoded frame to event

            From the frame out of the decoder until a consumer has the event, without a model: scaling, tracking, rules, the
            outbox, the broker. It is measured with C, in the same runs.

            @TABLE B@

            ## C: glass to event

            From the first packet of a frame leaving a camera on loopback until a consumer has the event. A generated camera
            plays a clip whose frames carry their number, which is read back from the decoded picture. There is no model and no
            network in it: add the model's time, and the network's.

            ![](images/clock-c.svg)

            @TABLE C@

            ## In process

            Nothing is written and nothing is sent: what a rule costs by itself. It is not a time that any user sees.

            @TABLE in process@

            ## Durability

            What a sink's `durability` costs who writes, and how long an event is in the kernel's memory alone, where a power
            failure takes it if the broker does not have it yet; [what survives what](../concepts/what-survives-what.md).

            @TABLE durability@

            ## Decoding

            @TABLE decode@

            ## Behind the detector

            @TABLE metadata@
            """;
}
