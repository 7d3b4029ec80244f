package io.github.emotion4j.media.internal;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.VideoFrame.PixelFormat;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avformat.AVStreamGroup;
import org.bytedeco.ffmpeg.avformat.AVStreamGroupTileGrid;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;

/** A still picture that is stored as tiles, each coded by itself, as phones write HEIC. */
final class TiledPicture {
    private TiledPicture() {}

    /**
     * Reads the tiled picture of a container.
     *
     * @return the picture; nothing if the container has none
     * @throws InputException if it is too large or a tile cannot be decoded
     */
    static Optional<SignalReader> open(Demuxer demuxer) throws IOException {
        Optional<AVStreamGroup> group = largest(demuxer.context());
        if (group.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(SignalReader.of(List.of(read(demuxer, group.get())).iterator()));
    }

    /** Beside the picture itself there may be smaller ones and maps of depth or brightness. */
    private static Optional<AVStreamGroup> largest(AVFormatContext context) {
        AVStreamGroup largest = null;
        long most = 0;
        for (int i = 0; i < context.nb_stream_groups(); i++) {
            AVStreamGroup group = context.stream_groups(i);
            if (group.type() == avformat.AV_STREAM_GROUP_PARAMS_TILE_GRID) {
                AVStreamGroupTileGrid grid = group.params_tile_grid();
                long pixels = (long) grid.width() * grid.height();
                boolean main = (group.disposition() & avformat.AV_DISPOSITION_DEFAULT) != 0;
                if (main) {
                    return Optional.of(group);
                }
                if (pixels > most) {
                    most = pixels;
                    largest = group;
                }
            }
        }
        return Optional.ofNullable(largest);
    }

    private static VideoFrame read(Demuxer demuxer, AVStreamGroup group) throws IOException {
        AVStreamGroupTileGrid grid = group.params_tile_grid();
        int width = grid.coded_width();
        int height = grid.coded_height();
        if ((long) width * height > demuxer.limits().maxPixels()) {
            throw Decoder.tooLarge(demuxer, width, height);
        }
        byte[] canvas = new byte[3 * width * height];
        long placed = 0;
        List<AVStream> streams = new ArrayList<>();
        for (int i = 0; i < group.nb_streams(); i++) {
            streams.add(group.streams(i));
        }
        List<PacketQueue> queues = demuxer.queues(streams);
        queues.forEach(PacketQueue::claim);
        try (FrameConverter converter = new FrameConverter()) {
            for (int stream = 0; stream < streams.size(); stream++) {
                try (Decoder decoder =
                        Decoder.open(demuxer, streams.get(stream), queues.get(stream))) {
                    AVFrame tile = decoder.next();
                    if (tile == null) {
                        throw new InputException(
                                demuxer.name(),
                                String.format(
                                        Locale.ROOT,
                                        "tile %d of %d is cut or cannot be decoded",
                                        stream + 1,
                                        streams.size()));
                    }
                    placed += places(stream, grid) * tile.width() * tile.height();
                    if (placed > 2 * demuxer.limits().maxPixels()) {
                        throw new InputException(
                                demuxer.name(),
                                "its tiles lie upon each other, over "
                                        + placed
                                        + " pixels in all; raise Limits.maxPixels if it is meant");
                    }
                    place(tile, stream, grid, converter, canvas);
                }
            }
        }
        return upright(canvas, grid);
    }

    /** How many places a tile is put to; a file of few bytes can name thousands. */
    private static long places(int stream, AVStreamGroupTileGrid grid) {
        long places = 0;
        for (int i = 0; i < grid.nb_tiles(); i++) {
            places += grid.offsets_idx(i) == stream ? 1 : 0;
        }
        return places;
    }

    /** Puts a tile to all its places. */
    private static void place(
            AVFrame tile,
            int stream,
            AVStreamGroupTileGrid grid,
            FrameConverter converter,
            byte[] canvas) {
        int width = grid.coded_width();
        int height = grid.coded_height();
        for (int i = 0; i < grid.nb_tiles(); i++) {
            if (grid.offsets_idx(i) != stream) {
                continue;
            }
            int left = grid.offsets_horizontal(i);
            int top = grid.offsets_vertical(i);
            if (left < 0 || top < 0 || left >= width || top >= height) {
                continue;
            }
            int taken = Math.min(tile.width(), width - left);
            converter.convert(
                    tile,
                    tile.width(),
                    tile.height(),
                    (y, row) -> {
                        if (top + y < height) {
                            System.arraycopy(
                                    row, 0, canvas, 3 * ((top + y) * width + left), 3 * taken);
                        }
                    });
        }
    }

    /** Crops the visible part, turned as the file states. */
    private static VideoFrame upright(byte[] canvas, AVStreamGroupTileGrid grid) {
        int codedWidth = grid.coded_width();
        int left = Math.max(0, grid.horizontal_offset());
        int top = Math.max(0, grid.vertical_offset());
        int width = Math.min(grid.width(), codedWidth - left);
        int height = Math.min(grid.height(), grid.coded_height() - top);
        AVPacketSideData matrix =
                avcodec.av_packet_side_data_get(
                        grid.coded_side_data(),
                        grid.nb_coded_side_data(),
                        avcodec.AV_PKT_DATA_DISPLAYMATRIX);
        Orientation turn = PictureTrack.orientation(matrix);
        byte[] upright = new byte[3 * width * height];
        byte[] row = new byte[3 * width];
        for (int y = 0; y < height; y++) {
            System.arraycopy(canvas, 3 * ((top + y) * codedWidth + left), row, 0, row.length);
            turn.place(row, y, width, height, upright);
        }
        int toWidth = turn.width(width, height);
        return new VideoFrame(
                new TimeInterval(0, 0),
                toWidth,
                turn.height(width, height),
                PixelFormat.BGR,
                3 * toWidth,
                upright);
    }
}
