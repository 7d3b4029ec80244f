package io.github.emotion4j.flink.internal;

import io.github.emotion4j.flink.PersonSignal;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How Flink moves a {@link PersonSignal}: as its bytes. */
public final class PersonSignalType extends BytesType<PersonSignal> {
    /** Named by the annotation of the class. */
    public static final class Factory extends BytesType.Factory<PersonSignal> {
        /** Called by Flink. */
        public Factory() {
            super(new PersonSignalType());
        }
    }

    /** Makes the type. */
    public PersonSignalType() {
        super(PersonSignal.class, new Serializer());
    }

    /** Writes and reads the bytes. */
    public static final class Serializer extends BytesType.Serializer<PersonSignal> {
        @Override
        public PersonSignal createInstance() {
            return PersonSignal.ofBytes(new byte[0]);
        }

        @Override
        public TypeSerializerSnapshot<PersonSignal> snapshotConfiguration() {
            return new Snapshot();
        }

        @Override
        public void serialize(PersonSignal record, DataOutputView target) throws IOException {
            target.writeInt(record.toBytes().length);
            target.write(record.toBytes());
        }

        @Override
        public PersonSignal deserialize(DataInputView source) throws IOException {
            byte[] bytes = new byte[source.readInt()];
            source.readFully(bytes);
            return PersonSignal.ofBytes(bytes);
        }
    }

    /** The serializer has no settings. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PersonSignal> {
        /** Called by Flink. */
        public Snapshot() {
            super(Serializer::new);
        }
    }
}
