package io.github.emotion4j.fuzzing;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.physio.io.BodyReader;
import java.io.ByteArrayOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Whole zips of hostile entries under the names that an E4 has, also packed again. */
class ZipFuzzTest {
    private static final String[] NAMES = {
        "BVP.csv",
        "EDA.csv",
        "TEMP.csv",
        "ACC.csv",
        "HR.csv",
        "IBI.csv",
        "tags.csv",
        "info.txt",
        "s/BVP.csv",
        "s/IBI.csv",
        "a.csv",
        "b.edf",
        "../EDA.csv",
        "c.zip"
    };

    private static final int MAX_ENTRIES = 6;
    private static final int MAX_ENTRY_BYTES = 4096;

    @FuzzTest
    void read(FuzzedDataProvider data) throws Exception {
        int packings = data.consumeInt(0, 2);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < MAX_ENTRIES && data.remainingBytes() > 0; i++) {
                zip.putNextEntry(new ZipEntry(i + "".repeat(i) + "/" + data.pickValue(NAMES)));
                zip.write(data.consumeBytes(data.consumeInt(0, MAX_ENTRY_BYTES)));
                zip.closeEntry();
            }
        }
        byte[] file = bytes.toByteArray();
        for (int i = 0; i < packings; i++) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(file);
            }
            file = packed.toByteArray();
        }
        byte[] whole = file;
        Attack.read(
                () ->
                        Attack.drain(
                                BodyReader.find(
                                        Recording.Part.of("upload.zip", whole), Attack.LIMITS)));
    }
}
