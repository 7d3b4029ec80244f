package io.github.emotion4j.media.internal;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.spi.OpenPart;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the first bytes of a part, and its name's ending, say of its kind. */
public final class MediaContent {
    private static final Set<String> ENDINGS =
            Set.of(
                    "mp4",
                    "m4v",
                    "mov",
                    "webm",
                    "mkv",
                    "avi",
                    "mpg",
                    "mpeg",
                    "wmv",
                    "asf",
                    "flv",
                    "ogv",
                    "3gp",
                    "3g2",
                    "ts",
                    "mts",
                    "m2ts",
                    "vob",
                    "mxf",
                    "dv",
                    "gif",
                    "wav",
                    "wave",
                    "aif",
                    "aiff",
                    "aifc",
                    "flac",
                    "mp2",
                    "mp3",
                    "ogg",
                    "oga",
                    "opus",
                    "aac",
                    "ac3",
                    "m4a",
                    "m4b",
                    "mka",
                    "weba",
                    "wma",
                    "au",
                    "caf",
                    "amr",
                    "sph",
                    "heic",
                    "heif",
                    "avif",
                    "jp2",
                    "j2k",
                    "m3u8",
                    "m3u",
                    "mpd",
                    "sdp",
                    "ffconcat",
                    "pls",
                    "asx");

    /** Brands of files that hold a still picture, coded as a video's frame. */
    private static final Set<String> STILL_BRANDS =
            Set.of("heic", "heix", "heim", "heis", "mif1", "miaf", "avif");

    /**
     * A text that names other content to open, recognised by how it starts or by its root element.
     */
    private record Pointer(String sign, String kind) {}

    private static final List<Pointer> POINTERS =
            List.of(
                    new Pointer("#extm3u", "an HLS playlist"),
                    new Pointer("#ext-x-", "an HLS playlist"),
                    new Pointer("<mpd", "a DASH manifest"),
                    new Pointer("<smoothstreamingmedia", "a Smooth Streaming manifest"),
                    new Pointer("<smil", "a SMIL presentation"),
                    new Pointer("<asx", "an ASX playlist"),
                    new Pointer("<playlist", "an XSPF playlist"),
                    new Pointer("<compositionplaylist", "an IMF playlist"),
                    new Pointer("<assetmap", "an IMF asset map"),
                    new Pointer("ffconcat", "a list of files to be joined"),
                    new Pointer("[playlist]", "a PLS playlist"),
                    new Pointer("[reference]", "an ASF redirection"),
                    new Pointer("rtsptext", "an RTSP redirection"),
                    new Pointer("rtsp://", "an RTSP address"),
                    new Pointer("v=0\n", "an SDP description of a network stream"),
                    new Pointer("v=0\r", "an SDP description of a network stream"));

    /** Enough to recognise every container and text format of the lists. */
    private static final int HEAD_BYTES = 2048;

    /** The packet length of MPEG-2 transport streams (ISO/IEC 13818-1). */
    private static final int TRANSPORT_PACKET_BYTES = 188;

    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    /** Also the head of MPEG audio's layer I with check sums, which nobody writes. */
    private static final String UTF_16_MARK = "\u00ff\u00fe";

    private final String name;
    private final byte[] head;
    private final String text;

    private MediaContent(String name, byte[] head) {
        this.name = name;
        this.head = head;
        this.text = new String(head, StandardCharsets.ISO_8859_1);
    }

    /**
     * Looks at a part.
     *
     * @param part a file or bytes
     * @return what its head says
     * @throws InputException if it cannot be read
     */
    public static MediaContent of(OpenPart part) {
        return new MediaContent(part.name(), part.head(HEAD_BYTES));
    }

    /** Whether the name or the bytes say that it is a clip, a sound or a picture coded as one. */
    public boolean isMeant() {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return ENDINGS.contains(ending) || isKnown();
    }

    /**
     * Refuses texts that only point to media, and sound that FFmpeg would read as noise.
     *
     * @throws InputException with a message that names the format
     */
    public void refuseUnread() {
        if (text.startsWith("RIFX")) {
            throw new InputException(
                    name,
                    "is a WAV file of big-endian numbers (RIFX), which is not read; save it as WAV"
                            + " or FLAC");
        }
        String start = text.startsWith(BYTE_ORDER_MARK) ? text.substring(3) : text;
        start = start.stripLeading().toLowerCase(Locale.ROOT);
        for (Pointer pointer : POINTERS) {
            boolean element = pointer.sign().startsWith("<") && start.startsWith("<");
            if (start.startsWith(pointer.sign()) || (element && start.contains(pointer.sign()))) {
                throw new InputException(
                        name,
                        "is "
                                + pointer.kind()
                                + ", which names other files or addresses; only a file's own"
                                + " content is read, so give the clip itself");
            }
        }
    }

    /** Whether it holds one picture without time. */
    public boolean isStill() {
        boolean heif = text.startsWith("ftyp", 4) && text.length() >= 12;
        return isJpeg2000() || (heif && STILL_BRANDS.contains(text.substring(8, 12)));
    }

    private boolean isJpeg2000() {
        return text.startsWith("\0\0\0\u000cjP  ") || text.startsWith("\u00ffO\u00ffQ");
    }

    private boolean isKnown() {
        boolean riff = text.startsWith("RIFF") && !text.startsWith("WEBP", 8);
        List<String> boxes = List.of("ftyp", "moov", "mdat", "free", "skip", "wide", "pnot");
        List<String> starts =
                List.of(
                        "RF64",
                        "FORM",
                        "fLaC",
                        "OggS",
                        "ID3",
                        "caff",
                        "#!AMR",
                        "NIST_1A\n",
                        "\u001aE\u00df\u00a3", // Matroska, WebM
                        "\0\0\1\u00ba", // MPEG program stream
                        "\0\0\1\u00b3", // MPEG video
                        "FLV\1",
                        "0&\u00b2u", // ASF
                        "GIF8",
                        ".snd",
                        "DKIF",
                        "riff", // Sony Wave64
                        "wvpk",
                        "MAC ",
                        "TTA1",
                        "\u000bw", // AC-3
                        "\6\16+4"); // MXF
        return riff
                || starts.stream().anyMatch(text::startsWith)
                || boxes.stream().anyMatch(box -> text.startsWith(box, 4))
                || isTransportStream()
                || isMpegAudio()
                || isJpeg2000();
    }

    private boolean isTransportStream() {
        for (int lead : new int[] {0, 4}) { // Cameras put a time before each packet.
            int second = 2 * lead + TRANSPORT_PACKET_BYTES;
            if (head.length > second && head[lead] == 0x47 && head[second] == 0x47) {
                return true;
            }
        }
        return false;
    }

    private boolean isMpegAudio() {
        boolean synchronised = head.length >= 4 && head[0] == -1 && (head[1] & 0xe0) == 0xe0;
        if (!synchronised || text.startsWith(UTF_16_MARK)) {
            return false;
        }
        boolean adts = (head[1] & 0xf6) == 0xf0;
        boolean layer = (head[1] & 0x06) != 0 && (head[1] & 0x18) != 0x08;
        boolean rates = (head[2] & 0xf0) != 0xf0 && (head[2] & 0x0c) != 0x0c;
        return adts || (layer && rates);
    }
}
