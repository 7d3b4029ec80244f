package io.github.emotion4j.media.internal;

import io.github.emotion4j.core.internal.io.Resources;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avutil;

/** A container, its one stream of pictures and its one of sound. One thread. */
public final class Demuxed implements AutoCloseable {
    private final OpenPart part;
    private final boolean still;
    private final Demuxer demuxer;
    private final Optional<AVStream> picture;
    private final Optional<AVStream> sound;
    private final List<PacketQueue> queues;
    private final Resources opened = new Resources();

    private Demuxed(OpenPart part, Demuxer demuxer, boolean still) {
        this.part = part;
        this.still = still;
        this.demuxer = opened.add(demuxer);
        this.picture = demuxer.stream(avutil.AVMEDIA_TYPE_VIDEO);
        this.sound = still ? Optional.empty() : demuxer.stream(avutil.AVMEDIA_TYPE_AUDIO);
        this.queues = demuxer.queues(Stream.of(picture, sound).flatMap(Optional::stream).toList());
    }

    /**
     * Opens a part.
     *
     * @param part a file or bytes
     * @param still whether it holds one picture without time
     */
    public static Demuxed open(OpenPart part, boolean still) throws IOException {
        return new Demuxed(part, Demuxer.open(part), still);
    }

    /** The part's name for messages. */
    public String name() {
        return part.name();
    }

    /** Opens the pictures. */
    public Optional<SignalReader> pictures() throws IOException {
        if (still) {
            Optional<SignalReader> tiled = TiledPicture.open(demuxer);
            if (tiled.isPresent()) {
                return tiled;
            }
        }
        if (picture.isEmpty()) {
            return Optional.empty();
        }
        PacketQueue queue = queues.get(0);
        if (!queue.claim()) {
            return again().pictures();
        }
        PictureTrack track = PictureTrack.open(demuxer, picture.get(), queue, still);
        opened.add(track);
        return Optional.of(track);
    }

    /** Opens the sound. */
    public Optional<SignalReader> sound() throws IOException {
        if (sound.isEmpty()) {
            return Optional.empty();
        }
        PacketQueue queue = queues.get(queues.size() - 1);
        if (!queue.claim()) {
            return again().sound();
        }
        SoundTrack track =
                SoundTrack.open(demuxer, sound.get(), queue, /* alone= */ picture.isEmpty());
        opened.add(track);
        return Optional.of(track);
    }

    /** A pass of its own for what the other stream left too far behind. */
    private Demuxed again() throws IOException {
        return opened.add(open(part, still));
    }

    @Override
    public void close() {
        opened.close();
    }
}
