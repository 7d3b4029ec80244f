package io.github.emotion4j.vision.internal.track;

import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceOptions;
import io.github.emotion4j.vision.internal.detect.Detection;
import io.github.emotion4j.vision.internal.detect.FaceDetector;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opencv.core.Mat;

/**
 * Follows faces from frame to frame and keeps their numbers. Known faces are looked for near their
 * last place; the whole picture is searched now and then, and at once when a face is lost. Confined
 * to one thread.
 */
public final class FaceTracker {
    /** A face hidden for longer comes back under a new number. */
    private static final long FORGET_NANOS = 1_000_000_000L;

    /** Below this, a detection is another face than the track's. */
    private static final double SAME_FACE_OVERLAP = 0.2;

    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4FA",
                    3,
                    "The state of the face",
                    "Open a new stream, or go on with the release that gave it");

    private final FaceDetector detector;
    private final FaceOptions options;
    private final List<Track> tracks = new ArrayList<>();
    private int nextPersonId = 1;
    private int subjectId;
    private long searchedNanos = -1;
    private long frameNanos = -1;

    /**
     * Makes a tracker without faces.
     *
     * @param detector finds faces; stays the caller's to close
     * @param options how faces are followed
     */
    public FaceTracker(FaceDetector detector, FaceOptions options) {
        this.detector = detector;
        this.options = options;
    }

    /**
     * Takes the next frame.
     *
     * @param bgr the picture
     * @param nanos its time, not before the last one's
     * @return the faces seen in it
     */
    public List<Track> update(Mat bgr, long nanos) {
        tracks.removeIf(track -> nanos - track.seenNanos() > FORGET_NANOS);
        List<Detection> last =
                tracks.stream().filter(t -> t.seenNanos() == frameNanos).map(Track::last).toList();
        frameNanos = nanos;
        boolean due =
                searchedNanos < 0 || nanos - searchedNanos >= options.detectionPeriod().toNanos();
        List<Detection> found = due ? List.of() : detector.follow(bgr, last);
        if (due || found.size() < last.size()) {
            found = detector.detect(bgr);
            searchedNanos = nanos;
        }
        return match(found, nanos);
    }

    /**
     * Chooses the person of interest among the faces of a frame.
     *
     * @param seen the faces that {@link #update} gave
     * @param usable those of them that can be judged; where there are any, a new person of interest
     *     is one of them
     * @param width the picture's columns
     * @param height the picture's rows
     * @return the person, or nothing if they are not to be seen
     */
    public Optional<Track> subject(List<Track> seen, List<Track> usable, int width, int height) {
        if (options.subject() instanceof FaceOptions.Subject.Person person) {
            return find(seen, person.personId());
        }
        // A person who was chosen stays chosen as long as the tracker remembers them.
        if (find(tracks, subjectId).isEmpty()) {
            Comparator<Track> order =
                    options.subject() instanceof FaceOptions.Subject.Centre
                            ? Comparator.comparingDouble(
                                    t -> -offCentre(t.last().box(), width, height))
                            : Comparator.comparingDouble(
                                    t -> t.last().box().width() * t.last().box().height());
            subjectId =
                    (usable.isEmpty() ? seen : usable)
                            .stream().max(order).map(Track::personId).orElse(0);
        }
        return find(seen, subjectId);
    }

    /**
     * The faces followed, as bytes: places and scores, no pixels.
     *
     * @return what {@link #restore} takes
     */
    public byte[] state() {
        return ENVELOPE.write(this::write);
    }

    private void write(DataOutputStream out) throws IOException {
        out.writeInt(nextPersonId);
        out.writeInt(subjectId);
        out.writeLong(searchedNanos);
        out.writeLong(frameNanos);
        out.writeInt(tracks.size());
        for (Track track : tracks) {
            track.write(out);
        }
    }

    /**
     * Follows the faces of a state; called before the first frame.
     *
     * @param state what {@link #state()} gave
     * @throws io.github.emotion4j.core.InputException if it is of another version, or cut
     */
    public void restore(byte[] state) {
        ENVELOPE.restore(state, this::read);
    }

    private void read(DataInputStream in) throws IOException {
        nextPersonId = in.readInt();
        subjectId = in.readInt();
        searchedNanos = in.readLong();
        frameNanos = in.readLong();
        for (int left = SavedState.count(in, Long.BYTES); left > 0; left--) {
            tracks.add(Track.read(in));
        }
    }

    private static double offCentre(FaceBox box, int width, int height) {
        return Math.hypot(box.centreX() - width / 2.0, box.centreY() - height / 2.0);
    }

    private static Optional<Track> find(List<Track> among, int personId) {
        return among.stream().filter(t -> t.personId() == personId).findFirst();
    }

    /** Gives each of the surest detections to the track it overlaps most, the best pairs first. */
    private List<Track> match(List<Detection> all, long nanos) {
        List<Detection> found =
                all.stream()
                        .sorted(Comparator.comparingDouble(d -> -d.score()))
                        .limit(options.maxFaces())
                        .toList();
        record Pair(Track track, Detection detection, double overlap) {}
        List<Pair> pairs = new ArrayList<>();
        for (Track track : tracks) {
            for (Detection detection : found) {
                double overlap = track.last().box().intersectionOverUnion(detection.box());
                if (overlap >= SAME_FACE_OVERLAP) {
                    pairs.add(new Pair(track, detection, overlap));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(p -> -p.overlap));
        List<Track> seen = new ArrayList<>();
        Set<Detection> taken = new HashSet<>();
        for (Pair pair : pairs) {
            if (!taken.contains(pair.detection) && !seen.contains(pair.track)) {
                pair.track.see(pair.detection, nanos);
                taken.add(pair.detection);
                seen.add(pair.track);
            }
        }
        for (Detection detection : found) {
            if (!taken.contains(detection)) {
                Track track = new Track(nextPersonId++, detection, nanos);
                tracks.add(track);
                seen.add(track);
            }
        }
        seen.sort(Comparator.comparingInt(Track::personId));
        return seen;
    }
}
