package io.github.emotion4j.app.scene;

import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.VideoFrame.PixelFormat;
import io.github.emotion4j.vision.capture.VideoReader;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The pictures of a scene worth showing. They are read in a second pass over the file, so that no
 * frame has to be kept while it is not known which ones matter.
 *
 * @param keyFrame the frame of the scene's key moment, or the first frame where there is no face
 * @param moments the person of interest, evenly over time; at most {@link #MOMENTS}, with nothing
 *     where that person was not seen
 * @param portraits one picture a person, by number
 */
public record SceneImages(
        BufferedImage keyFrame,
        List<Optional<FaceThumbnail>> moments,
        Map<Integer, FaceThumbnail> portraits) {
    /** How many moments of a video are shown at most. */
    public static final int MOMENTS = 8;

    /** A crowd would fill the report; the clearest faces are shown. */
    private static final int MAX_PORTRAITS = 24;

    /**
     * Reads the pictures of a scene.
     *
     * @param scene the scene
     * @return its pictures; nothing if its recording holds no picture or video
     */
    public static Optional<SceneImages> read(Scene scene) {
        for (Recording.Part part : scene.input().recording().parts()) {
            Optional<VideoReader> reader = VideoReader.find(part, Limits.defaults());
            if (reader.isPresent()) {
                try (VideoReader frames = reader.get()) {
                    return read(scene, frames, part.offsetNanos());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<SceneImages> read(Scene scene, VideoReader frames, long offsetNanos) {
        List<Optional<Wanted>> wantedMoments = moments(scene);
        Map<Integer, Wanted> wantedPortraits = portraits(scene);
        Optional<Long> key = scene.keyMoment().map(Moment::frameNanos);

        // Cut at once: eight frames of a large video would not be small.
        Map<Wanted, FaceThumbnail> cut = new HashMap<>();
        Map<Long, List<Wanted>> open = new TreeMap<>();
        wantedMoments.forEach(w -> w.ifPresent(x -> add(open, x)));
        wantedPortraits.values().forEach(w -> add(open, w));
        key.ifPresent(nanos -> open.computeIfAbsent(nanos, n -> new ArrayList<>()));

        BufferedImage keyFrame = null;
        Optional<VideoFrame> frame = frames.next();
        while (frame.isPresent() && (keyFrame == null || !open.isEmpty())) {
            long nanos = frame.get().interval().startNanos() + offsetNanos;
            List<Wanted> here = open.remove(nanos);
            boolean isKey = key.isEmpty() ? keyFrame == null : key.get() == nanos;
            if (here != null || isKey) {
                BufferedImage image = image(frame.get());
                keyFrame = isKey ? image : keyFrame;
                if (here != null) {
                    here.forEach(w -> cut.put(w, FaceThumbnail.cut(nanos, w.face, image)));
                }
            }
            frame = frames.next();
        }
        if (keyFrame == null) {
            return Optional.empty();
        }
        Map<Integer, FaceThumbnail> portraits = new TreeMap<>();
        wantedPortraits.forEach((id, w) -> portraits.put(id, cut.get(w)));
        return Optional.of(
                new SceneImages(
                        keyFrame,
                        wantedMoments.stream().map(w -> w.map(cut::get)).toList(),
                        portraits));
    }

    /** A face that is to be cut out. */
    private record Wanted(long frameNanos, Sighting face) {
        double worth() {
            return face.face().quality() * (1 + face.verdict().probability());
        }
    }

    private static void add(Map<Long, List<Wanted>> open, Wanted wanted) {
        open.computeIfAbsent(wanted.frameNanos, n -> new ArrayList<>()).add(wanted);
    }

    /** The best view of the person of interest in each of equal spans of time. */
    private static List<Optional<Wanted>> moments(Scene scene) {
        int steps = scene.steps().size();
        int spans = Math.min(MOMENTS, steps);
        List<Optional<Wanted>> moments = new ArrayList<>();
        for (int i = 0; i < spans; i++) {
            List<SceneStep> span =
                    scene.steps().subList(i * steps / spans, (i + 1) * steps / spans);
            moments.add(
                    sightings(span).stream()
                            .filter(w -> w.face.subject())
                            .max(Comparator.comparingDouble(Wanted::worth)));
        }
        return moments;
    }

    private static Map<Integer, Wanted> portraits(Scene scene) {
        Map<Integer, Wanted> best = new TreeMap<>();
        for (Wanted w : sightings(scene.steps())) {
            if (best.containsKey(w.face.personId()) || best.size() < MAX_PORTRAITS) {
                best.merge(w.face.personId(), w, (a, b) -> b.worth() > a.worth() ? b : a);
            }
        }
        return best;
    }

    private static List<Wanted> sightings(Collection<SceneStep> steps) {
        List<Wanted> all = new ArrayList<>();
        for (SceneStep step : steps) {
            step.moment()
                    .ifPresent(m -> m.faces().forEach(f -> all.add(new Wanted(m.frameNanos(), f))));
        }
        return all;
    }

    private static BufferedImage image(VideoFrame frame) {
        if (frame.format() != PixelFormat.BGR) {
            throw new IllegalArgumentException("Readers of files give BGR, not " + frame.format());
        }
        BufferedImage image =
                new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_3BYTE_BGR);
        byte[] target = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        int rowBytes = 3 * frame.width();
        for (int y = 0; y < frame.height(); y++) {
            frame.pixels().get(y * frame.strideBytes(), target, y * rowBytes, rowBytes);
        }
        return image;
    }
}
