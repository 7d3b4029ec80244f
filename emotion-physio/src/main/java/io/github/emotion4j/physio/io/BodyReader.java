package io.github.emotion4j.physio.io;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.hrv.Intervals;
import io.github.emotion4j.physio.internal.io.Opener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a recording of the body's signals as blocks, in the order of time, a few seconds in memory
 * at once whatever the file's size. The format is detected by the content, not by the name of the
 * file:
 *
 * <ul>
 *   <li>intervals between beats: one a line in ms or s, or in tables with their times
 *   <li>tables (CSV and the like, also gzipped) whose columns are named after signals, with units
 *       in brackets or in a line of their own: {@code time_s,ECG (mV),EDA (µS)}
 *   <li>an Empatica E4 session as folder, zip or single file
 *   <li>EDF, EDF+, BDF and BDF+, with gaps
 *   <li>WFDB records by their header, in the folder of their data files, also in segments
 *   <li>XDF; heart rates of Apple Health, TCX, GPX and Fitbit's JSON
 * </ul>
 *
 * <p>{@code docs/formats.md} lists forms and devices.
 *
 * <p>Values come in mV (EEG: µV), µS, °C, g, beats a minute and ms: V, µV, nV, S, mS, nS, Ω, kΩ,
 * MΩ, °F, K, mg, m/s², Hz and s are converted. A channel in a unit that cannot be, or that is
 * damaged, is left out by name, in the log and among the reader's {@linkplain #issues() issues},
 * and is an error that names it where no other is left. A name without a unit is taken to be in the
 * unit above. The rest of a name, without signal and unit, is the block's {@linkplain
 * BioBlock#site() site}, so that {@code EDA left} and {@code EDA right} are two channels.
 *
 * <p>A hole in time is a hole between blocks or NaN within one; values and times that are no
 * numbers are an error that names line and field, and so are times that begin again or go back by
 * hours, as those of another person or trial. Rows whose time is empty, goes back or is out of
 * order are left out and counted in the log and, at the end, in {@link #issues()}. Confined to one
 * thread.
 *
 * <pre>{@code
 * try (BodyReader reader = BodyReader.open(Path.of("e4.zip"))) {
 *     reader.next().ifPresent(stream::accept);
 * }
 * Intervals rr = BodyReader.intervals(Path.of("polar-rr.txt"));
 * HeartRateVariability hrv = HeartRateVariability.of(rr);
 * }</pre>
 */
public final class BodyReader implements SignalReader {
    private final String name;
    private final SignalReader blocks;
    private boolean closed;

    private BodyReader(String name, SignalReader blocks) {
        this.name = name;
        this.blocks = blocks;
    }

    /**
     * Opens a recording, within {@link Limits#defaults()}.
     *
     * @param path a file or folder
     * @return a reader to be closed by the caller
     * @throws InputException if this is no recording of the body, or cannot be read
     */
    public static BodyReader open(Path path) {
        return open(Recording.Part.of(path), Limits.defaults());
    }

    /**
     * Opens a recording that may also be in memory, within limits of one's own. A {@link
     * TableFormat} of the part adds what a table does not state itself, and is not used for other
     * formats.
     *
     * @param part a file, a folder or bytes; its offset counts for nothing
     * @param limits what it may ask for
     * @return a reader to be closed by the caller
     * @throws InputException if this is no recording of the body, or cannot be read
     */
    public static BodyReader open(Recording.Part part, Limits limits) {
        return find(part, limits)
                .orElseThrow(
                        () ->
                                new InputException(
                                        part.name(), "is no recording of the body's signals"));
    }

    /**
     * Opens what may be a recording of the body.
     *
     * @param part as for {@link #open(Recording.Part, Limits)}
     * @param limits what it may ask for
     * @return a reader to be closed by the caller; nothing if this is no recording of the body
     * @throws InputException if it is one, but cannot be read
     */
    public static Optional<BodyReader> find(Recording.Part part, Limits limits) {
        return Opener.open(part, limits).map(blocks -> new BodyReader(part.name(), blocks));
    }

    /**
     * Reads the intervals between beats that a recording holds, as a chest strap or another program
     * measured them. Where beats are missing, the series is broken.
     *
     * @param path a file or folder
     * @return the intervals
     * @throws InputException if this is no recording of the body, cannot be read, or has no
     *     intervals: beats of an ECG or a pulse are found by {@code Ecg} and {@code Ppg}
     */
    public static Intervals intervals(Path path) {
        return intervals(Recording.Part.of(path), Limits.defaults());
    }

    /**
     * Reads the intervals between beats of a recording that may also be in memory, within limits of
     * one's own.
     *
     * @param part a file, a folder or bytes, with a {@link TableFormat} where a table needs one,
     *     such as for a column {@code "RR (ms)"}; its offset counts for nothing
     * @param limits what it may ask for
     * @return the intervals
     * @throws InputException if this is no recording of the body, cannot be read, or has no
     *     intervals
     */
    public static Intervals intervals(Recording.Part part, Limits limits) {
        List<BioBlock> found = new ArrayList<>();
        try (BodyReader reader = open(part, limits)) {
            for (Optional<BioBlock> b = reader.next(); b.isPresent(); b = reader.next()) {
                b.filter(block -> block.kind() == Kind.BEAT_INTERVAL).ifPresent(found::add);
            }
        }
        if (found.isEmpty()) {
            throw new InputException(
                    part.name(),
                    "holds no intervals between beats; find those of an ECG or a pulse by its"
                            + " beats, with Ecg or Ppg");
        }
        double[] ends = new double[found.size()];
        double[] millis = new double[found.size()];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = found.get(i).value(0);
            ends[i] = found.get(i).interval().startSeconds() + millis[i] / 1000;
        }
        return Intervals.timed(ends, millis);
    }

    /**
     * The next block.
     *
     * @return a block of one channel, or nothing at the end
     * @throws InputException if the recording breaks off
     * @throws IllegalStateException if the reader is closed
     */
    @Override
    public Optional<BioBlock> next() {
        if (closed) {
            throw new IllegalStateException("The reader of " + name + " is closed");
        }
        return blocks.next().map(BioBlock.class::cast);
    }

    @Override
    public double progress() {
        return blocks.progress();
    }

    @Override
    public List<Reason> issues() {
        return blocks.issues();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            blocks.close();
        }
    }
}
