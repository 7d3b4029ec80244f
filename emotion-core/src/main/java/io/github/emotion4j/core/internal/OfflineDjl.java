package io.github.emotion4j.core.internal;

/**
 * Keeps DJL from the network: its usage telemetry and its downloads are switched off by system
 * properties that DJL reads when its first class loads.
 */
public final class OfflineDjl {
    private OfflineDjl() {}

    /**
     * Sets the properties; called before any DJL class is touched.
     *
     * @param threads the threads PyTorch may use in one call, where nobody has set them before
     */
    public static void ensure(int threads) {
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        if (System.getProperty("ai.djl.pytorch.num_threads") == null) {
            System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        }
    }
}
