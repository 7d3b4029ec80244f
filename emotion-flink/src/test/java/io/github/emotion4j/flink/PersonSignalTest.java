package io.github.emotion4j.flink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.InputException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** The bytes are those that the Javadoc describes, as a program in any language writes them. */
class PersonSignalTest {
    private static final long START = 1_700_000_000_000_000_000L;
    private static final BioBlock BLOCK =
            new BioBlock(
                    START, BioBlock.Kind.EDA, BioBlock.Unit.MICROSIEMENS, 4, new double[] {1, 2});

    @Test
    void namesAreUtf8() throws IOException {
        for (String person : new String[] {"Zoë", "\ud83d\ude00", "a\0b"}) {
            byte[] own = byHand(person.getBytes(StandardCharsets.UTF_8));
            assertArrayEquals(own, PersonSignal.of(person, BLOCK).toBytes());
            PersonSignal read = PersonSignal.ofBytes(own);
            assertEquals(person, read.person());
            assertEquals(BLOCK.interval(), read.signal().interval());
        }
    }

    @Test
    void whatIsNoUtf8IsUnreadable() throws IOException {
        PersonSignal read = PersonSignal.ofBytes(byHand(new byte[] {(byte) 0xc0, (byte) 0x80}));
        assertEquals("", read.person());
        assertThrows(InputException.class, read::signal);
    }

    @Test
    void aNameThatCannotBeWrittenIsRefused() {
        for (String person : new String[] {"x".repeat(65_536), "\ud83d"}) {
            assertThrows(IllegalArgumentException.class, () -> PersonSignal.of(person, BLOCK));
        }
    }

    @Test
    void timeIsRoundedUp_alsoAtTheEndOfTime() {
        for (long[] endAndMillis :
                new long[][] {
                    {1_000_000, 1}, {1_000_001, 2}, {Long.MAX_VALUE, Long.MAX_VALUE / 1_000_000 + 1}
                }) {
            BioBlock beat = BioBlock.beatInterval(endAndMillis[0] - 1_000_000, 1);
            assertEquals(endAndMillis[1], PersonSignal.of("a", beat).timeMillis());
        }
    }

    private static byte[] byHand(byte[] person) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(content);
        text(out, person);
        text(out, "EDA".getBytes(StandardCharsets.UTF_8));
        out.writeLong(START);
        out.writeLong(START + 500_000_000L);
        out.writeByte(1);
        text(out, "EDA".getBytes(StandardCharsets.UTF_8));
        text(out, new byte[0]);
        text(out, "MICROSIEMENS".getBytes(StandardCharsets.UTF_8));
        out.writeDouble(4);
        out.writeInt(2);
        out.writeDouble(1);
        out.writeDouble(2);
        byte[] head =
                ByteBuffer.allocate(12)
                        .put("E4SG".getBytes(StandardCharsets.US_ASCII))
                        .putInt(1)
                        .putInt(content.size())
                        .array();
        CRC32 crc = new CRC32();
        crc.update(head);
        crc.update(content.toByteArray());
        return ByteBuffer.allocate(16 + content.size())
                .put(head)
                .putInt((int) crc.getValue())
                .put(content.toByteArray())
                .array();
    }

    private static void text(DataOutputStream out, byte[] utf8) throws IOException {
        out.writeShort(utf8.length);
        out.write(utf8);
    }
}
