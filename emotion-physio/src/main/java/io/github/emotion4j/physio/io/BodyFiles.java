package io.github.emotion4j.physio.io;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.internal.io.Opener;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens recordings of the body's signals as blocks, in the order of time, a few seconds in memory
 * at once whatever the file's size.
 *
 * <ul>
 *   <li>an Empatica E4 folder or zip ({@code BVP.csv}, {@code EDA.csv}, {@code TEMP.csv}, {@code
 *       HR.csv}, {@code ACC.csv}), by UNIX start times
 *   <li>EDF and EDF+, with gaps ({@code .edf})
 *   <li>WFDB ({@code .hea} beside its {@code .dat}; formats 16, 61, 80, 212)
 *   <li>tables ({@code .csv}, {@code .tsv}, {@code .txt}, also gzipped) whose columns are named
 *       after signals, with units in brackets: {@code time_s,ECG (mV),EDA (µS)}. Times are seconds
 *       unless their name says ms, µs or ns, or they are too great for seconds since 1970; or
 *       dates, with or without an offset from UTC
 * </ul>
 *
 * <p>Values come in mV (EEG: µV), µS, °C, g and beats a minute: V, µV, nV, S, mS, nS, Ω, kΩ, MΩ,
 * °F, K, mg, m/s² and Hz are converted, a unit that cannot be is an error that names it, and a name
 * without one is taken to be in the unit above. What a name says beside signal and unit is the
 * block's {@linkplain io.github.emotion4j.core.BioBlock#site() site}, so that {@code EDA left} and
 * {@code EDA right} are two channels.
 *
 * <p>A hole in time is a hole between blocks or NaN within one; values and times that are no
 * numbers are an error that names line and field. Rows whose time is empty, goes back or is astray
 * are left out and counted in the log. Stateless and thread-safe; readers are confined to one
 * thread.
 */
public final class BodyFiles {
    private BodyFiles() {}

    /**
     * Opens a recording.
     *
     * @param path a file or folder
     * @return a reader to be closed by the caller; nothing if this is no recording of the body
     * @throws InputException if it is one, but cannot be read
     */
    public static Optional<SignalReader> open(Path path) {
        return open(path, TableFormat.selfDescribed());
    }

    /**
     * Opens a recording, a table with what it does not say itself.
     *
     * @param path a file or folder
     * @param format the rate and columns of a table; not used for other formats
     * @return a reader to be closed by the caller; nothing if this is no recording of the body
     * @throws InputException if it is one, but cannot be read
     */
    public static Optional<SignalReader> open(Path path, TableFormat format) {
        try {
            return Opener.open(path, format);
        } catch (NoSuchFileException e) {
            throw new InputException(path.toString(), "is not there", e);
        } catch (IOException e) {
            throw new InputException(path.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }
}
