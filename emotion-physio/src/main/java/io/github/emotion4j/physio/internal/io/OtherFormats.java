package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Formats that hold signals of the body and are not read, with what to give in their place. */
final class OtherFormats {
    private record Known(String start, String name, String advice) {}

    private static final List<Known> KNOWN =
            List.of(
                    new Known(
                            "\u0089HDF\r\n",
                            "an HDF5 file",
                            "export it as text (OpenSignals: .txt; Python: a CSV with names)"),
                    new Known(
                            "MATLAB 5.0 MAT-file",
                            "a MATLAB file",
                            "write its signals with writetable to a CSV with names"),
                    new Known(
                            "Obj\u0001",
                            "an Avro file, as EmbracePlus has for raw data",
                            "give the CSV files of its digital biomarkers, or write the signals as CSV"),
                    new Known("PAR1", "a Parquet file", "write it as CSV"),
                    new Known(
                            "\u00d0\u00cf\u0011\u00e0",
                            "an old Excel workbook",
                            "save the sheet as CSV"),
                    new Known("SQLite format 3", "a database", "export the signals as CSV"),
                    new Known(
                            "Brain Vision Data Exchange Header",
                            "a BrainVision header",
                            "export it as EDF"));

    private OtherFormats() {}

    /** Why a file that starts like this is not read; nothing if it may be another's. */
    static Optional<String> refusal(byte[] head) {
        String start = new String(head, 0, Math.min(head.length, 64), StandardCharsets.ISO_8859_1);
        String format = "";
        String advice = "";
        for (Known known : KNOWN) {
            if (start.startsWith(known.start)) {
                format = known.name;
                advice = known.advice;
            }
        }
        if (start.length() > 12 && start.startsWith(".FIT", 8)) {
            format = "a FIT file";
            advice = "export the activity as TCX or GPX";
        } else if (isAcq(head)) {
            format = "an AcqKnowledge file";
            advice = "save it as text with names and units (File, Save as, Text)";
        }
        return format.isEmpty()
                ? Optional.empty()
                : Optional.of("is " + format + ", which is not read; " + advice);
    }

    /**
     * AcqKnowledge: a version, a number of channels and the milliseconds of a sample, plausible
     * all.
     */
    private static boolean isAcq(byte[] head) {
        if (head.length < 256) {
            return false;
        }
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            ByteBuffer b = ByteBuffer.wrap(head).order(order);
            int version = b.getInt(2);
            int channels = b.getShort(10);
            double millis = b.getDouble(16);
            if (version >= 30
                    && version <= 200
                    && channels >= 1
                    && channels <= 256
                    && millis >= 0.001
                    && millis <= 1e5) {
                return true;
            }
        }
        return false;
    }

    /** What is said of a zip that an office program wrote. */
    static InputException office(String name) {
        return new InputException(
                name, "is a workbook or document of an office program; save the sheet as CSV");
    }
}
