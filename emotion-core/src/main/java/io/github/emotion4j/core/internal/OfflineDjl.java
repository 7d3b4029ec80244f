package io.github.emotion4j.core.internal;

/**
 * Keeps DJL from the network and its engines apart, by system properties that DJL reads when its
 * first class loads: its usage telemetry and its downloads are switched off, and OnnxRuntime does
 * not load PyTorch beside itself.
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
        System.setProperty("ai.djl.onnx.disable_alternative", "true");
        if (System.getProperty("ai.djl.pytorch.num_threads") == null) {
            System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        }
    }
}
