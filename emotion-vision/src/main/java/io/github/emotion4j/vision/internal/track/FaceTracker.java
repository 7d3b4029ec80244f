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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.opencv.core.Mat;

/**
 * Follows faces from frame to frame and keeps their numbers. Known faces are looked for near their
 * last place; the whole picture is searched now and then, and at once when a face is lost. Who is
 * who is told by place, size and motion alone, never by what a face looks like. Confined to one
 * thread.
 */
public final class FaceTracker {
    /** A face hidden for longer comes back under a new number, if others are there. */
    private static final long FORGET_NANOS = 1_000_000_000L;

    /** The same for a face that was the only one and comes back to its place. */
    private static final long FORGET_ALONE_NANOS = 10_000_000_000L;

    /** So often a face must have been searched for in vain, however far apart frames are. */
    private static final int LEAST_MISSES = 2;

    /** From this overlap on, two detections of one frame are one face. */
    private static final double SAME_FACE_OVERLAP = 0.2;

    /**
     * How far, in widths of the face, a face may be from where it is expected. Heads side by side
     * are farther apart than this.
     */
    private static final double REACH_WIDTHS = 0.67;

    /** What a second adds to it: a head that moves in a chair. */
    private static final double REACH_WIDTHS_A_SECOND = 3;

    /** The most that it becomes: people's heads in a group are about as far apart. */
    private static final double MOST_WIDTHS = 1.5;

    /** The same where there was but one face and is but one, for somebody who walks. */
    private static final double ALONE_WIDTHS_A_SECOND = 9;

    private static final double MOST_WIDTHS_ALONE = 3;

    /** Faces of which one is larger by more are two people's. */
    private static final double LARGEST_RATIO = 2;

    /** The same for a face that comes back to its place. */
    private static final double LARGEST_RATIO_BACK = 1.4;

    /** An upright search may not see faces that are turned by more; following them does. */
    private static final double UPRIGHT_DEGREES = 25;

    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4FA",
                    4,
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
        forget(nanos);
        List<Track> unbroken = tracks.stream().filter(t -> t.seenNanos() == frameNanos).toList();
        List<Detection> last = unbroken.stream().map(Track::last).toList();
        frameNanos = nanos;
        boolean due =
                searchedNanos < 0 || nanos - searchedNanos >= options.detectionPeriod().toNanos();
        List<Detection> found = due ? List.of() : detector.follow(bgr, last);
        boolean searched = due || found.size() < last.size();
        if (searched) {
            found = search(bgr, due ? last : found);
            searchedNanos = nanos;
        }
        List<Track> seen = see(found, unbroken, nanos, bgr.cols(), bgr.rows());
        if (searched) {
            tracks.stream().filter(track -> !seen.contains(track)).forEach(Track::miss);
        }
        forget(nanos);
        return seen;
    }

    private void forget(long nanos) {
        long most = tracks.size() == 1 ? FORGET_ALONE_NANOS : FORGET_NANOS;
        tracks.removeIf(track -> isLost(track, nanos) && nanos - track.seenNanos() > most);
    }

    /** Whether a face has been away for so long that its motion tells nothing of its place. */
    private static boolean isLost(Track track, long nanos) {
        return nanos - track.seenNanos() > FORGET_NANOS && track.misses() >= LEAST_MISSES;
    }

    /** Searches the whole picture, and for faces that are turned at their last places. */
    private List<Detection> search(Mat bgr, List<Detection> known) {
        List<Detection> found = new ArrayList<>(detector.detect(bgr));
        List<Detection> turned =
                known.stream()
                        .filter(f -> Math.abs(f.landmarks().rollDegrees()) > UPRIGHT_DEGREES)
                        .filter(face -> isApart(face, found))
                        .toList();
        if (!turned.isEmpty()) {
            detector.follow(bgr, turned).stream()
                    .filter(face -> isApart(face, found))
                    .forEach(found::add);
        }
        return found;
    }

    private static boolean isApart(Detection face, List<Detection> others) {
        return others.stream()
                .noneMatch(o -> o.box().intersectionOverUnion(face.box()) >= SAME_FACE_OVERLAP);
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
            subjectId =
                    (usable.isEmpty() ? seen : usable)
                            .stream()
                                    .min(Comparator.comparing(Track::last, order(width, height)))
                                    .map(Track::personId)
                                    .orElse(0);
        }
        return find(seen, subjectId);
    }

    /**
     * {@return the faces followed, as the bytes that {@link #restore} takes: places and scores, no
     * pixels}
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

    /** By which of several new faces counts first; the surest where the rule names a person. */
    private Comparator<Detection> order(int width, int height) {
        if (options.subject() instanceof FaceOptions.Subject.Largest) {
            return Comparator.comparingDouble(d -> -d.box().width() * d.box().height());
        }
        return options.subject() instanceof FaceOptions.Subject.Centre
                ? Comparator.comparingDouble(d -> offCentre(d.box(), width, height))
                : Comparator.comparingDouble(d -> -d.score());
    }

    /** Gives detections to tracks, new ones where there is none, up to the number of faces kept. */
    private List<Track> see(
            List<Detection> found, List<Track> unbroken, long nanos, int width, int height) {
        boolean isAlone = tracks.size() == 1 && unbroken.size() == 1 && found.size() == 1;
        Map<Detection, Track> owners = new HashMap<>();
        // A face that is hidden must not take the face of one that is followed without a gap.
        match(unbroken, found, owners, nanos, isAlone);
        match(tracks, found, owners, nanos, isAlone);
        int subject =
                options.subject() instanceof FaceOptions.Subject.Person person
                        ? person.personId()
                        : subjectId;
        ToIntFunction<Detection> rank =
                detection -> {
                    Track owner = owners.get(detection);
                    if (owner == null) {
                        return 3;
                    }
                    if (owner.personId() == subject) {
                        return 0;
                    }
                    return unbroken.contains(owner) ? 1 : 2;
                };
        List<Detection> kept =
                found.stream()
                        .sorted(Comparator.comparingInt(rank).thenComparing(order(width, height)))
                        .limit(options.maxFaces())
                        .toList();
        List<Track> seen = new ArrayList<>();
        found.stream()
                .filter(kept::contains)
                .sorted(Comparator.comparingDouble(d -> -d.score()))
                .forEach(
                        detection -> {
                            Track track = owners.get(detection);
                            if (track == null) {
                                track = new Track(nextPersonId++, detection, nanos);
                                tracks.add(track);
                            } else {
                                track.see(detection, nanos);
                            }
                            seen.add(track);
                        });
        seen.sort(Comparator.comparingInt(Track::personId));
        return seen;
    }

    /** Gives each detection without an owner to the track that is expected nearest to it. */
    private static void match(
            List<Track> among,
            List<Detection> found,
            Map<Detection, Track> owners,
            long nanos,
            boolean isAlone) {
        record Pair(Track track, Detection detection, double unlikeness) {}
        List<Pair> pairs = new ArrayList<>();
        for (Track track : among) {
            for (Detection detection : found) {
                if (isWithinReach(track, detection.box(), nanos, isAlone)) {
                    double unlikeness =
                            widthsApart(track.expectedBox(nanos), detection.box())
                                    + Math.log(ratio(track.last().box(), detection.box()));
                    pairs.add(new Pair(track, detection, unlikeness));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::unlikeness));
        for (Pair pair : pairs) {
            if (!owners.containsKey(pair.detection) && !owners.containsValue(pair.track)) {
                owners.put(pair.detection, pair.track);
            }
        }
    }

    /** Whether a face can have come to a place, from where it was last or as it moved then. */
    private static boolean isWithinReach(Track track, FaceBox place, long nanos, boolean isAlone) {
        FaceBox last = track.last().box();
        double apart = widthsApart(last, place);
        double ratio = ratio(last, place);
        if (isLost(track, nanos)) {
            return apart <= REACH_WIDTHS && ratio <= LARGEST_RATIO_BACK;
        }
        double seconds = (nanos - track.seenNanos()) / 1e9;
        double speed = isAlone ? ALONE_WIDTHS_A_SECOND : REACH_WIDTHS_A_SECOND;
        double most = isAlone ? MOST_WIDTHS_ALONE : MOST_WIDTHS;
        double reach = Math.min(most, REACH_WIDTHS + speed * seconds);
        return ratio <= LARGEST_RATIO
                && Math.min(apart, widthsApart(track.expectedBox(nanos), place)) <= reach;
    }

    private static double widthsApart(FaceBox one, FaceBox other) {
        double pixels =
                Math.hypot(one.centreX() - other.centreX(), one.centreY() - other.centreY());
        return pixels / Math.max(1, (one.width() + other.width()) / 2);
    }

    /** The larger width over the smaller one. */
    private static double ratio(FaceBox one, FaceBox other) {
        double larger = Math.max(one.width(), other.width());
        return larger / Math.max(1e-9, Math.min(one.width(), other.width()));
    }
}
