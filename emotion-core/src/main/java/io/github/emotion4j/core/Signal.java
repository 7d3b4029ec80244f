package io.github.emotion4j.core;

/**
 * A piece of signal with its time: what a stream takes. {@link VideoFrame}, {@link AudioBlock} and
 * {@link BioBlock} are; applications may make their own for a modality of theirs.
 */
public interface Signal {
    /** {@return the time the piece covers, from the stream's origin} */
    TimeInterval interval();

    /**
     * What the piece belongs to: pieces of one source come in the order of time. A modality can
     * have several, as the body has heart and skin.
     *
     * @return a name; by default the name of the signal's type
     */
    default String source() {
        return getClass().getSimpleName();
    }

    /**
     * Tells pieces of one source apart that begin at the same time. By default they all count as
     * one that was sent twice, and a stream refuses the second. If a signal may be sent again with
     * more content, such as the estimates of an utterance that grows, return a hash of its content.
     * Instants, whose interval has no length, may be many at one time: of them only a second one of
     * the same hash is refused, and none whose hash is 0.
     *
     * @return a number that differs where the pieces differ, the same in every JVM; by default 0
     */
    default int contentHash() {
        return 0;
    }

    /**
     * The same signal at another time.
     *
     * @param nanos by how much later; negative for earlier, at least minus the start
     * @return the moved signal; it may share its data with this one
     */
    Signal later(long nanos);
}
