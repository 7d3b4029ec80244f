package io.github.emotion4j.fusion.train;

import java.io.PrintStream;
import java.util.Locale;

/** Prints a bar that fills within each epoch, and a line of figures after it. */
final class EpochPrinter implements FusionTrainer.Listener {
    private static final int LENGTH = 24;

    private final PrintStream out;
    private int shown = -1;

    EpochPrinter(PrintStream out) {
        this.out = out;
    }

    @Override
    public void onBatch(int epoch, int done, int batches, double meanLoss) {
        int filled = LENGTH * done / batches;
        if (filled != shown) {
            shown = filled;
            out.printf(
                    Locale.ROOT,
                    "\repoch %3d [%s%s] loss %.4f",
                    epoch,
                    "=".repeat(filled),
                    " ".repeat(LENGTH - filled),
                    meanLoss);
            out.flush();
        }
    }

    @Override
    public void onEpoch(FusionTrainer.Epoch result, boolean best) {
        shown = -1;
        out.printf(
                Locale.ROOT,
                "\repoch %3d  train loss %.4f accuracy %.3f  validation loss %.4f accuracy %.3f%s%n",
                result.epoch(),
                result.trainLoss(),
                result.trainAccuracy(),
                result.validationLoss(),
                result.validationAccuracy(),
                best ? "  best" : "");
    }
}
