package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.InputException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Formats that hold signals of the body and are not read, with what to give in their place. */
final class RefusedFormats {
    private record Known(int at, String start, String name, String advice) {
        Known(String start, String name, String advice) {
            this(0, start, name, advice);
        }
    }

    private static final String MATLAB = "write its signals with writetable to a CSV with names";

    private static final String PICKLE = "write its signals as CSV with names";

    private static final String SHEET = "save the table as CSV";

    private static final String UNPACK = "unpack it";

    private static final String EDF = "export it as EDF";

    /** What is read of a file for this. */
    private static final int HEAD = 300;

    private static final List<Known> KNOWN =
            List.of(
                    new Known(
                            "\u0089HDF\r\n",
                            "an HDF5 file",
                            "export it as text (OpenSignals: .txt; Python: a CSV with names)"),
                    new Known("MATLAB 5.0 MAT-file", "a MATLAB file", MATLAB),
                    new Known("PAR1", "a Parquet file", "write it as CSV"),
                    new Known(
                            "\u00d0\u00cf\u0011\u00e0",
                            "an old Excel workbook",
                            "save the sheet as CSV"),
                    new Known("\u0093NUMPY", "a NumPy array", "write it as CSV with names"),
                    new Known("\u0080\u0002", "a Python pickle", PICKLE),
                    new Known("\u0080\u0003", "a Python pickle", PICKLE),
                    new Known("\u0080\u0004\u0095", "a Python pickle", PICKLE),
                    new Known("\u0080\u0005\u0095", "a Python pickle", PICKLE),
                    new Known("RDX", "R's data", "write it with write.csv"),
                    new Known("X\n\0\0", "an R object", "write it with write.csv"),
                    new Known("ARROW1", "a Feather file", "write it as CSV"),
                    new Known("$FL2", "an SPSS file", "save it as CSV"),
                    new Known("SQLite format 3", "a database", "export the signals as CSV"),
                    new Known(
                            "E4ST\0",
                            "the state of a stream",
                            "go on with it by EmotionRecognizer.resumeStream, unpacked"),
                    new Known(
                            "{\"stepNanos\":",
                            "the state of a stream of an earlier release",
                            "open a new stream, or go on with that release"),
                    new Known(
                            "{\"format\":\"emotion4j-session\"",
                            "a recorded session",
                            "give it to EmotionRecognizer.replay"),
                    new Known("E4PF\0", "what is kept of a person", "give it to PersonalFile"),
                    new Known("E4PB\0", "a baseline", "give it to PersonalBaseline.ofBytes"),
                    new Known("E4BB\0", "a baseline", "give it to BodyBaseline.ofBytes"),
                    new Known("Brain Vision Data Exchange Header", "a BrainVision header", EDF),
                    new Known("BrainVision Data Exchange Header", "a BrainVision header", EDF),
                    new Known("MATLAB 7.3 MAT-file", "a MATLAB file", MATLAB),
                    new Known("BZh", "packed by bzip2", UNPACK),
                    new Known("\u00fd7zXZ\0", "packed by xz", UNPACK),
                    new Known("(\u00b5/\u00fd", "packed by zstd", UNPACK),
                    new Known("7z\u00bc\u00af'\u001c", "packed by 7-Zip", UNPACK),
                    new Known(257, "ustar", "a tar of files", UNPACK),
                    new Known("%PDF-", "a PDF", SHEET),
                    new Known("{\\rtf", "a document of an office program", SHEET),
                    new Known("<html", "a web page", SHEET),
                    new Known("<!DOCTYPE html", "a web page", SHEET),
                    new Known("\u00ff\u00fe\0\0", "text in UTF-32", "save it in UTF-8"),
                    new Known("\0\0\u00fe\u00ff", "text in UTF-32", "save it in UTF-8"),
                    new Known(
                            "version https://git-lfs.github.com/",
                            "a pointer to a file in Git LFS",
                            "fetch it by \"git lfs pull\""),
                    new Known(16, "SCPECG", "an ECG in SCP", EDF),
                    new Known("ISHNE1.0", "an ECG of ISHNE", EDF),
                    new Known("ALIVE\0", "an ECG of AliveCor", "export it as EDF or CSV"),
                    new Known(128, "DICM", "a DICOM file", EDF),
                    new Known("GDF ", "a GDF file", EDF),
                    new Known("Version 3.0\0", "a recording of Neuroscan", EDF),
                    new Known(2, "(C) CED 87", "a recording of Spike2", "export spreadsheet text"),
                    new Known(
                            "\"INFORMATION\"",
                            "a text of Spike2, channel after channel",
                            "export it as spreadsheet text, in which each row is a time"),
                    new Known(
                            "start,duration,value",
                            "an export of Withings, of which only the file's name says what it"
                                    + " holds",
                            "write heart rates as \"time,HR (bpm)\""));

    /** Marks that may begin the name of a column in a table, too. */
    private static final Set<String> LETTERS =
            Set.of("PAR1", "RDX", "ARROW1", "BZh", "ISHNE1.0", "GDF ");

    private RefusedFormats() {}

    /** Why a file that starts like this is not read; nothing if it may be another's. */
    static Optional<String> refusal(byte[] head) {
        String start =
                new String(head, 0, Math.min(head.length, HEAD), StandardCharsets.ISO_8859_1);
        String format = "";
        String advice = "";
        boolean text = start.chars().noneMatch(c -> c < ' ' && "\t\n\r".indexOf(c) < 0);
        for (Known known : KNOWN) {
            if (start.startsWith(known.start, known.at)
                    && !(text && LETTERS.contains(known.start))) {
                format = known.name;
                advice = known.advice;
            }
        }
        if (start.contains("<AnnotatedECG")) {
            format = "an ECG in XML of HL7";
            advice = EDF;
        }
        return format.isEmpty()
                ? Optional.empty()
                : Optional.of("is " + format + ", which is not read; " + advice);
    }

    /** What is said of a zip that an office program wrote. */
    static InputException office(String name) {
        return new InputException(
                name, "is a workbook or document of an office program; save the sheet as CSV");
    }
}
