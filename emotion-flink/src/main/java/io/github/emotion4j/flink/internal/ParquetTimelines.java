package io.github.emotion4j.flink.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * Results of {@link RecognizeFile} as Parquet: a row for each step of a recording. The footer names
 * the recordings, of which one without steps has no row.
 */
public final class ParquetTimelines {
    /** What the names of the files end with. */
    public static final String SUFFIX = ".parquet";

    private static final String FILES = "emotion4j.files";
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int TAIL_BYTES = 8;

    private ParquetTimelines() {}

    /** Writes lines as Parquet, exactly once. */
    public static FileSink<String> sink(Path folder) {
        return FileSink.forBulkFormat(folder, ParquetTimelines::writer)
                .withOutputFileConfig(OutputFileConfig.builder().withPartSuffix(SUFFIX).build())
                .build();
    }

    /** Writes lines into a stream, which Flink closes. */
    public static BulkWriter<String> writer(FSDataOutputStream out) throws IOException {
        return new Writer(out);
    }

    /** The recordings whose results a file holds. */
    public static List<String> files(Path part) throws IOException {
        List<String> files = new ArrayList<>();
        long length = part.getFileSystem().getFileStatus(part).getLen();
        try (FSDataInputStream in = part.getFileSystem().open(part)) {
            in.seek(Math.max(0, length - TAIL_BYTES));
            ByteBuffer tail = ByteBuffer.wrap(in.readNBytes(TAIL_BYTES));
            long footer = tail.remaining() < TAIL_BYTES ? -1 : Integer.reverseBytes(tail.getInt());
            if (footer < 0 || footer > length - TAIL_BYTES) {
                throw new IOException(part + " is no Parquet file");
            }
            in.seek(length - TAIL_BYTES - footer);
            FileMetaData found = Util.readFileMetaData(in);
            for (KeyValue one : found.getKey_value_metadata()) {
                if (one.getKey().equals(FILES)) {
                    JsonParser.parseString(one.getValue())
                            .getAsJsonArray()
                            .forEach(file -> files.add(file.getAsString()));
                    return files;
                }
            }
        }
        throw new IOException(part + " was not written by this job");
    }

    private record Row(String file, EmotionEstimate estimate) {}

    private static final class Writer implements BulkWriter<String> {
        private final Rows rows = new Rows();
        private final ParquetWriter<Row> writer;

        Writer(FSDataOutputStream out) throws IOException {
            writer = new Builder(new Output(out), rows).build();
        }

        @Override
        public void addElement(String line) throws IOException {
            JsonObject json = JsonParser.parseString(line).getAsJsonObject();
            String file = json.get("file").getAsString();
            rows.files.add(file);
            EmotionTimeline timeline = EmotionTimeline.ofJson(json.get("timeline").toString());
            for (EmotionEstimate estimate : timeline.estimates()) {
                writer.write(new Row(file, estimate));
            }
        }

        @Override
        public void flush() {
            // Parquet writes whole groups of rows.
        }

        @Override
        public void finish() throws IOException {
            writer.close();
        }
    }

    private static final class Builder extends ParquetWriter.Builder<Row, Builder> {
        private final Rows rows;

        Builder(OutputFile file, Rows rows) {
            super(file);
            this.rows = rows;
            withConf(new PlainParquetConfiguration());
            withCodecFactory(new Gzip());
            withCompressionCodec(CompressionCodecName.GZIP);
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // It is abstract all the same.
        protected WriteSupport<Row> getWriteSupport(Configuration configuration) {
            return rows;
        }

        @Override
        protected WriteSupport<Row> getWriteSupport(ParquetConfiguration configuration) {
            return rows;
        }
    }

    private static final class Rows extends WriteSupport<Row> {
        private static final MessageType SCHEMA = schema();

        private final JsonArray files = new JsonArray();
        private @Nullable RecordConsumer out;

        private static MessageType schema() {
            Types.MessageTypeBuilder schema = Types.buildMessage();
            schema.addField(text("file", Type.Repetition.REQUIRED));
            schema.addField(number("start_s", Type.Repetition.REQUIRED));
            schema.addField(number("end_s", Type.Repetition.REQUIRED));
            schema.addField(text("perceived", Type.Repetition.OPTIONAL));
            Emotion.ALL.forEach(e -> schema.addField(number(e.label(), Type.Repetition.OPTIONAL)));
            schema.addField(number("valence", Type.Repetition.OPTIONAL));
            schema.addField(number("arousal", Type.Repetition.OPTIONAL));
            schema.addField(text("affect_source", Type.Repetition.OPTIONAL));
            schema.addField(number("stress", Type.Repetition.OPTIONAL));
            schema.addField(text("prediction_set", Type.Repetition.REQUIRED));
            schema.addField(text("abstention_reasons", Type.Repetition.REQUIRED));
            return schema.named("step");
        }

        private static Type text(String name, Type.Repetition repetition) {
            return Types.primitive(PrimitiveTypeName.BINARY, repetition)
                    .as(LogicalTypeAnnotation.stringType())
                    .named(name);
        }

        private static Type number(String name, Type.Repetition repetition) {
            return Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(name);
        }

        @Override
        @SuppressWarnings("deprecation") // It is abstract all the same.
        public WriteContext init(Configuration configuration) {
            return new WriteContext(SCHEMA, Map.of());
        }

        @Override
        public WriteContext init(ParquetConfiguration configuration) {
            return new WriteContext(SCHEMA, Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            out = consumer;
        }

        @Override
        public FinalizedWriteContext finalizeWrite() {
            return new FinalizedWriteContext(Map.of(FILES, files.toString()));
        }

        @Override
        public void write(Row row) {
            RecordConsumer to = Objects.requireNonNull(out);
            EmotionEstimate estimate = row.estimate();
            to.startMessage();
            text(to, "file", row.file());
            number(to, "start_s", estimate.interval().startNanos() / NANOS_PER_SECOND);
            number(to, "end_s", estimate.interval().endNanos() / NANOS_PER_SECOND);
            estimate.perceived().ifPresent(e -> text(to, "perceived", e.label()));
            estimate.probabilities()
                    .ifPresent(
                            p -> Emotion.ALL.forEach(e -> number(to, e.label(), p.probability(e))));
            estimate.affect()
                    .ifPresent(
                            affect -> {
                                number(to, "valence", affect.valence());
                                number(to, "arousal", affect.arousal());
                                text(to, "affect_source", affect.source().label());
                            });
            estimate.stress().ifPresent(stress -> number(to, "stress", stress));
            text(
                    to,
                    "prediction_set",
                    estimate.predictionSet().stream()
                            .map(Emotion::label)
                            .collect(Collectors.joining(" ")));
            text(
                    to,
                    "abstention_reasons",
                    estimate.abstentionReasons().stream()
                            .map(Reason::code)
                            .collect(Collectors.joining(" ")));
            to.endMessage();
        }

        private static void text(RecordConsumer to, String name, String value) {
            to.startField(name, SCHEMA.getFieldIndex(name));
            to.addBinary(Binary.fromString(value));
            to.endField(name, SCHEMA.getFieldIndex(name));
        }

        private static void number(RecordConsumer to, String name, double value) {
            to.startField(name, SCHEMA.getFieldIndex(name));
            to.addDouble(value);
            to.endField(name, SCHEMA.getFieldIndex(name));
        }
    }

    /** Parquet's own codecs are Hadoop's. */
    private static final class Gzip implements CompressionCodecFactory {
        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName name) {
            return new BytesInputCompressor() {
                @Override
                public BytesInput compress(BytesInput bytes) throws IOException {
                    ByteArrayOutputStream packed = new ByteArrayOutputStream();
                    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                        bytes.writeAllTo(gzip);
                    }
                    return BytesInput.from(packed.toByteArray());
                }

                @Override
                public CompressionCodecName getCodecName() {
                    return CompressionCodecName.GZIP;
                }

                @Override
                public void release() {}
            };
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
            throw new UnsupportedOperationException("Nothing is read here");
        }

        @Override
        public void release() {}
    }

    /** Flink closes its stream itself. */
    private record Output(FSDataOutputStream out) implements OutputFile {
        @Override
        public PositionOutputStream create(long blockSize) {
            return new PositionOutputStream() {
                @Override
                public long getPos() throws IOException {
                    return out.getPos();
                }

                @Override
                public void write(int one) throws IOException {
                    out.write(one);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    out.write(bytes, offset, length);
                }

                @Override
                public void flush() throws IOException {
                    out.flush();
                }
            };
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSize) {
            return create(blockSize);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }
}
