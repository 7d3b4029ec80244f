package io.github.emotion4j.flink.internal;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.flink.PersonEstimate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** How Flink moves a {@link PersonEstimate}: as JSON, with the embeddings of its evidence. */
public final class PersonEstimateType extends BytesType<PersonEstimate> {
    /** Named by the annotation of the class. */
    public static final class Factory extends BytesType.Factory<PersonEstimate> {
        /** Called by Flink. */
        public Factory() {
            super(new PersonEstimateType());
        }
    }

    /** Makes the type. */
    public PersonEstimateType() {
        super(PersonEstimate.class, new Serializer());
    }

    /** Writes and reads the JSON. */
    public static final class Serializer extends BytesType.Serializer<PersonEstimate> {
        private static final PersonEstimate NONE =
                new PersonEstimate(
                        "",
                        0,
                        new EmotionEstimate(
                                new TimeInterval(0, 0),
                                Optional.<EmotionProbabilities>empty(),
                                Optional.empty(),
                                OptionalDouble.empty(),
                                Map.of(),
                                Map.of(),
                                Set.of(),
                                List.of(new Reason("none", "nothing yet"))));

        @Override
        public PersonEstimate createInstance() {
            return NONE;
        }

        @Override
        public TypeSerializerSnapshot<PersonEstimate> snapshotConfiguration() {
            return new Snapshot();
        }

        @Override
        public void serialize(PersonEstimate record, DataOutputView target) throws IOException {
            byte[] json = record.estimate().toJsonWithEmbeddings().getBytes(StandardCharsets.UTF_8);
            StringValue.writeString(record.person(), target);
            target.writeLong(record.originNanos());
            target.writeInt(json.length);
            target.write(json);
        }

        @Override
        public PersonEstimate deserialize(DataInputView source) throws IOException {
            String person = StringValue.readString(source);
            long originNanos = source.readLong();
            byte[] json = new byte[source.readInt()];
            source.readFully(json);
            return new PersonEstimate(
                    person,
                    originNanos,
                    EmotionEstimate.ofJson(new String(json, StandardCharsets.UTF_8)));
        }
    }

    /** The serializer has no settings. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PersonEstimate> {
        /** Called by Flink. */
        public Snapshot() {
            super(Serializer::new);
        }
    }
}
