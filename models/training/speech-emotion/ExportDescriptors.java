import io.github.emotion4j.audio.descriptor.Descriptor;
import io.github.emotion4j.audio.descriptor.DescriptorExtractor;
import io.github.emotion4j.audio.descriptor.DescriptorTrack;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Adds the library's own pitch contours and 88 functionals to what prepare.py wrote.
 *
 * <p>Usage: {@code java -cp CLASSPATH ExportDescriptors.java CACHE_FOLDER}. For each waves{v}.s16
 * (int16) with waves{v}.lengths (int32) it writes pitch{v}.f32, (frame, 2) of F0 in hertz (0 where
 * unvoiced) and voicing, and functionals{v}.f32, (utterance, 88); NaN where not defined. All files
 * are little-endian.
 */
public final class ExportDescriptors {
    private ExportDescriptors() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        for (int v = 0; Files.exists(folder.resolve("waves" + v + ".s16")); v++) {
            if (!Files.exists(folder.resolve("functionals" + v + ".f32"))) {
                export(folder, v);
                System.out.println("variant " + v);
            }
        }
    }

    private static void export(Path folder, int v) throws IOException {
        ByteBuffer waves = read(folder.resolve("waves" + v + ".s16"));
        ByteBuffer lengths = read(folder.resolve("waves" + v + ".lengths"));
        Path done = folder.resolve("functionals" + v + ".f32");
        Path part = folder.resolve("functionals" + v + ".part");
        try (DataOutputStream pitch = open(folder.resolve("pitch" + v + ".f32"));
                DataOutputStream functionals = open(part)) {
            while (lengths.hasRemaining()) {
                float[] wave = new float[lengths.getInt()];
                for (int i = 0; i < wave.length; i++) {
                    wave[i] = waves.getShort() / 32768f;
                }
                write(DescriptorExtractor.extract(wave, 16_000), pitch, functionals);
            }
        }
        Files.move(part, done);
    }

    private static void write(
            DescriptorTrack track, DataOutputStream pitch, DataOutputStream functionals)
            throws IOException {
        for (int t = 0; t < track.frames(); t++) {
            float f0 = track.value(Descriptor.F0, t);
            put(pitch, Float.isNaN(f0) ? 0 : f0);
            put(pitch, track.value(Descriptor.VOICING, t));
        }
        List<Double> values = track.functionals().values();
        for (double value : values) {
            put(functionals, (float) value);
        }
    }

    private static void put(DataOutputStream out, float value) throws IOException {
        out.writeInt(Integer.reverseBytes(Float.floatToRawIntBits(value)));
    }

    private static ByteBuffer read(Path file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static DataOutputStream open(Path file) throws IOException {
        return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
    }
}
