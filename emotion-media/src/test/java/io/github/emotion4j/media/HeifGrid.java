package io.github.emotion4j.media;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes four JPEG tiles as one picture, as HEIF (ISO 23008-12) has it. */
final class HeifGrid {
    private static final int GRID_ID = 5;

    private HeifGrid() {}

    /**
     * A file of two by two tiles.
     *
     * @param tile the side of a tile
     * @param width what is shown of both tiles of a row
     * @param height what is shown of both tiles of a column
     * @param quarterTurns how often it is to be turned against the clock
     */
    static byte[] of(List<byte[]> tiles, int tile, int width, int height, int quarterTurns) {
        byte[] type = box("ftyp", ascii("mif1"), ints(0), ascii("mif1heic"));
        int mediaStart = type.length + meta(tiles, tile, width, height, quarterTurns, 0).length + 8;
        return joined(
                type,
                meta(tiles, tile, width, height, quarterTurns, mediaStart),
                box("mdat", tiles.toArray(new byte[0][])));
    }

    private static byte[] meta(
            List<byte[]> tiles, int tile, int width, int height, int turns, int mediaStart) {
        byte[] items = shorts(GRID_ID);
        byte[] places = joined(new byte[] {0x44, 0}, shorts(GRID_ID));
        byte[] properties = ints(GRID_ID);
        int start = mediaStart;
        for (int id = 1; id <= tiles.size(); id++) {
            int length = tiles.get(id - 1).length;
            items = joined(items, item(id, "jpeg"));
            places = joined(places, shorts(id, 0, 0, 1), ints(start, length));
            properties = joined(properties, shorts(id), new byte[] {1, (byte) 0x81});
            start += length;
        }
        items = joined(items, item(GRID_ID, "grid"));
        places = joined(places, shorts(GRID_ID, 1, 0, 1), ints(0, 8));
        properties = joined(properties, shorts(GRID_ID), new byte[] {2, (byte) 0x82, (byte) 0x83});
        return full(
                "meta",
                0,
                full("hdlr", 0, ints(0), ascii("pict"), new byte[13]),
                full("pitm", 0, shorts(GRID_ID)),
                full("iloc", 1, places),
                full("iinf", 0, items),
                full("iref", 0, box("dimg", shorts(GRID_ID, 4, 1, 2, 3, 4))),
                box(
                        "iprp",
                        box(
                                "ipco",
                                full("ispe", 0, ints(tile, tile)),
                                full("ispe", 0, ints(width, height)),
                                box("irot", new byte[] {(byte) turns})),
                        full("ipma", 0, properties)),
                box("idat", joined(new byte[] {0, 0, 1, 1}, shorts(width, height))));
    }

    private static byte[] item(int id, String type) {
        return full("infe", 2, shorts(id, 0), ascii(type), new byte[1]);
    }

    private static byte[] full(String type, int version, byte[]... content) {
        return box(type, ints(version << 24), joined(content));
    }

    private static byte[] box(String type, byte[]... content) {
        byte[] all = joined(content);
        return joined(ints(8 + all.length), ascii(type), all);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] ints(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length);
        for (int value : values) {
            buffer.putInt(value);
        }
        return buffer.array();
    }

    private static byte[] shorts(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * values.length);
        for (int value : values) {
            buffer.putShort((short) value);
        }
        return buffer.array();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
