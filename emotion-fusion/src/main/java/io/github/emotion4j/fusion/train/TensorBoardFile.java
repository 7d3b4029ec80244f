package io.github.emotion4j.fusion.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Writes scalars in the form that TensorBoard reads: TFRecord framing (length, masked CRC-32C of
 * the length, data, masked CRC-32C of the data, little-endian) around {@code Event} messages of
 * protocol buffers (tensorflow/core/util/event.proto).
 */
final class TensorBoardFile {
    /** The mask of CRCs in TFRecord files. */
    private static final int MASK_DELTA = 0xa282ead8;

    private static final int WIRE_64 = 1;
    private static final int WIRE_BYTES = 2;
    private static final int WIRE_32 = 5;

    private TensorBoardFile() {}

    /**
     * Writes the whole history again, which also repairs a file that a killed process truncated.
     */
    static void write(Path file, List<FusionTrainer.Epoch> epochs) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            double start = epochs.isEmpty() ? 0 : epochs.get(0).endedAtMillis() / 1e3;
            Message version = new Message();
            version.number64(1, start);
            version.bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
            record(out, version.toBytes());
            for (FusionTrainer.Epoch epoch : epochs) {
                Map<String, Double> scalars = new TreeMap<>();
                scalars.put("loss/train", epoch.trainLoss());
                scalars.put("loss/validation", epoch.validationLoss());
                scalars.put("accuracy/train", epoch.trainAccuracy());
                scalars.put("accuracy/validation", epoch.validationAccuracy());
                scalars.put("optimiser/learning_rate", epoch.learningRate());
                scalars.put("optimiser/gradient_norm", epoch.gradientNorm());
                Message summary = new Message();
                for (var scalar : scalars.entrySet()) {
                    Message value = new Message();
                    value.bytes(1, scalar.getKey().getBytes(StandardCharsets.UTF_8));
                    value.number32(2, scalar.getValue().floatValue());
                    summary.bytes(1, value.toBytes());
                }
                Message event = new Message();
                event.number64(1, epoch.endedAtMillis() / 1e3);
                event.integer(2, epoch.epoch());
                event.bytes(5, summary.toBytes());
                record(out, event.toBytes());
            }
        }
    }

    private static void record(OutputStream out, byte[] data) throws IOException {
        byte[] length = littleEndian(Long.BYTES).putLong(data.length).array();
        out.write(length);
        out.write(littleEndian(Integer.BYTES).putInt(maskedCrc(length)).array());
        out.write(data);
        out.write(littleEndian(Integer.BYTES).putInt(maskedCrc(data)).array());
    }

    static int maskedCrc(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        int value = (int) crc.getValue();
        return (value >>> 15 | value << 17) + MASK_DELTA;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The few kinds of fields that an event needs. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void number64(int field, double value) {
            varint(field << 3 | WIRE_64);
            out.writeBytes(littleEndian(Double.BYTES).putDouble(value).array());
        }

        void number32(int field, float value) {
            varint(field << 3 | WIRE_32);
            out.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
        }

        void integer(int field, long value) {
            varint(field << 3);
            varint(value);
        }

        void bytes(int field, byte[] value) {
            varint(field << 3 | WIRE_BYTES);
            varint(value.length);
            out.writeBytes(value);
        }

        byte[] toBytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
