package io.github.emotion4j.vision.internal.detect;

import static java.util.Comparator.comparingDouble;

import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.vision.FaceBox;
import java.util.ArrayList;
import java.util.List;
import org.opencv.core.Mat;

/**
 * BlazeFace at any picture size. A coarse pass finds large faces and a fine pass small ones, both
 * generously; then a close look at each candidate, at the size that the network sees best, decides
 * and gives box and landmarks. What it is not sure of, and faces that fill the picture, are left to
 * {@link TightFaces}. A picture that shows no upright face is searched for turned ones.
 * Thread-safe.
 */
public final class BlazeFaceDetector implements FaceDetector {
    private static final String MODEL = "face-detector";

    /**
     * Boxes vary by some pixels around the smallest face that is asked for. Specks well below it,
     * blown up for the close look, are where false alarms come from.
     */
    private static final double MIN_SHARE = 0.75;

    /** Faces looked at in one forward, which bounds the memory. */
    private static final int CLOSE_BATCH = 32;

    /**
     * Beyond it the landmarks of an upright look are off, so that the look is turned with the face.
     */
    private static final double UPRIGHT_DEGREES = 25;

    /** The error, in degrees, of the roll that a crop turned with the face gives. */
    private static final double SETTLED_DEGREES = 8;

    /**
     * An upright crop of a face on its side shows 45 degrees of roll, so three turns correct it.
     */
    private static final int MAX_TURNS = 4;

    /** An upright look is not as sure of a face upside down, and misplaces its landmarks. */
    private static final double SURE = 0.75;

    /** A turned look at a face must be surer by this much, so that upright faces stay so. */
    private static final double SURER = 0.1;

    /** What a search for turned faces tries; the looks that follow find the exact roll. */
    private static final double[] TURNS_DEGREES = {90, -90, 180};

    private final BlazeFaceNetwork network;
    private final TightFaces tight;
    private final int minFacePixels;
    private final int coarseLongSide;
    private final double smallestFaceInput;
    private final double longestInput;
    private final double candidateScore;
    private final double score;
    private final double overlap;
    private final int closeSize;
    private final double closeMargin;

    private BlazeFaceDetector(BlazeFaceNetwork network, TightFaces tight, int minFacePixels) {
        this.network = network;
        this.tight = tight;
        this.minFacePixels = minFacePixels;
        ModelDescription description = network.description();
        this.coarseLongSide = (int) description.number("detection.coarseLongSide");
        this.smallestFaceInput = description.number("detection.smallestFaceInput");
        this.longestInput = description.number("detection.longestInput");
        this.candidateScore = description.number("detection.candidateScore");
        this.score = description.number("detection.score");
        this.overlap = description.number("detection.overlap");
        this.closeSize = (int) description.number("detection.closeSize");
        this.closeMargin = description.number("detection.closeMargin");
    }

    /**
     * Loads the networks.
     *
     * @param models loads them
     * @param minFacePixels the width of the smallest face that is looked for
     * @return the detector, to be closed by the caller
     */
    public static BlazeFaceDetector load(ModelLoader models, int minFacePixels) {
        BlazeFaceNetwork network = BlazeFaceNetwork.load(models, MODEL);
        TightFaces tight;
        try {
            tight = TightFaces.load(models);
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
        try {
            return new BlazeFaceDetector(network, tight, minFacePixels);
        } catch (RuntimeException e) {
            tight.close();
            network.close();
            throw e;
        }
    }

    @Override
    public List<Detection> detect(Mat bgr) {
        List<Detection> faces = detect(bgr, 0);
        if (faces.stream().anyMatch(face -> face.score() >= SURE)) {
            return faces;
        }
        List<Detection> surest = new ArrayList<>(faces);
        for (double turn : TURNS_DEGREES) {
            for (Detection face : detect(bgr, turn)) {
                if (surest.stream()
                        .allMatch(f -> apart(f, face) || f.score() + SURER <= face.score())) {
                    surest.removeIf(f -> !apart(f, face));
                    surest.add(face);
                }
            }
        }
        surest.sort(comparingDouble(face -> -face.score()));
        return surest;
    }

    private boolean apart(Detection one, Detection other) {
        return one.box().intersectionOverUnion(other.box()) < overlap;
    }

    /** Searches for faces that are turned by an angle. */
    private List<Detection> detect(Mat bgr, double rollDegrees) {
        List<Detection> candidates = new ArrayList<>();
        search(bgr, coarseLongSide, rollDegrees, candidates);
        double longSide = Math.max(bgr.cols(), bgr.rows());
        double fine = Math.min(longestInput, longSide * smallestFaceInput / minFacePixels);
        // A turned face is a rarity that is not worth the price of a fine pass.
        if (fine > coarseLongSide && rollDegrees == 0) {
            search(bgr, fine, rollDegrees, candidates);
        }
        List<Detection> found = new ArrayList<>();
        List<Detection> unsure = new ArrayList<>();
        lookClosely(bgr, Suppression.blend(candidates, overlap), found, unsure);
        // Two candidates can lead to the same face.
        List<Detection> faces = Suppression.blend(found, overlap);
        boolean none = faces.stream().noneMatch(face -> tight.judges(face.box(), bgr));
        List<Detection> more = new ArrayList<>(faces);
        (none ? tight.search(bgr, rollDegrees, unsure) : tight.judge(bgr, rollDegrees, unsure))
                .stream()
                        .filter(face -> face.box().width() >= MIN_SHARE * minFacePixels)
                        .filter(face -> faces.stream().allMatch(known -> apart(known, face)))
                        .forEach(more::add);
        return more;
    }

    private void search(Mat bgr, double longSide, double rollDegrees, List<Detection> candidates) {
        Window window =
                rollDegrees == 0
                        ? Window.whole(bgr, longSide)
                        : Window.square(
                                bgr.cols() / 2.0,
                                bgr.rows() / 2.0,
                                Math.max(bgr.cols(), bgr.rows()),
                                rollDegrees,
                                (int) Math.round(longSide));
        candidates.addAll(network.look(bgr, List.of(window), candidateScore).get(0));
    }

    @Override
    public List<Detection> follow(Mat bgr, List<Detection> last) {
        List<Detection> found = new ArrayList<>(last.size());
        List<Detection> unsure = new ArrayList<>();
        lookClosely(bgr, last, found, unsure);
        // A face that fills the picture was found by another network, which follows it, too.
        for (Detection face : unsure) {
            double roll = window(face).rollDegrees();
            tight.judge(bgr, face.box(), roll).ifPresent(found::add);
        }
        return found;
    }

    /**
     * Looks at candidates again.
     *
     * @param found takes the faces
     * @param unsure takes candidates that are none, but may be for {@link TightFaces} to judge
     */
    private void lookClosely(
            Mat bgr, List<Detection> candidates, List<Detection> found, List<Detection> unsure) {
        for (int from = 0; from < candidates.size(); from += CLOSE_BATCH) {
            int to = Math.min(from + CLOSE_BATCH, candidates.size());
            lookClosely(bgr, candidates.subList(from, to), 0, found, unsure);
        }
    }

    private void lookClosely(
            Mat bgr,
            List<Detection> last,
            int turns,
            List<Detection> found,
            List<Detection> unsure) {
        List<Window> windows = last.stream().map(this::window).toList();
        List<List<Detection>> looks = network.look(bgr, windows, candidateScore);
        List<Detection> turned = new ArrayList<>();
        for (int i = 0; i < last.size(); i++) {
            Detection candidate = last.get(i);
            FaceBox before = candidate.box();
            double seenAt = windows.get(i).rollDegrees();
            // The window may show a neighbour too: the face is the one that moved least.
            Suppression.blend(looks.get(i), overlap).stream()
                    .filter(face -> face.score() >= score)
                    .filter(face -> face.box().width() >= MIN_SHARE * minFacePixels)
                    .filter(face -> face.box().intersectionOverUnion(before) >= overlap)
                    .max(comparingDouble(face -> face.box().intersectionOverUnion(before)))
                    .ifPresentOrElse(
                            face -> {
                                double most = seenAt == 0 ? UPRIGHT_DEGREES : SETTLED_DEGREES;
                                boolean settled = degreesApart(face, seenAt) <= most;
                                (settled || turns == MAX_TURNS ? found : turned).add(face);
                            },
                            () -> {
                                if (tight.judges(before, bgr)) {
                                    unsure.add(candidate);
                                }
                            });
        }
        if (!turned.isEmpty()) {
            lookClosely(bgr, turned, turns + 1, found, unsure);
        }
    }

    /** How far a face is turned from the angle at which it was looked at, in degrees. */
    private static double degreesApart(Detection face, double seenAtDegrees) {
        double apart = Math.abs(face.landmarks().rollDegrees() - seenAtDegrees) % 360;
        return Math.min(apart, 360 - apart);
    }

    /** The square around a face that is looked at closely, turned with a face that is. */
    private Window window(Detection face) {
        double side = Math.max(face.box().width(), face.box().height()) * closeMargin;
        double roll = face.landmarks().rollDegrees();
        return Window.square(
                face.box().centreX(),
                face.box().centreY(),
                side,
                Math.abs(roll) > UPRIGHT_DEGREES ? roll : 0,
                closeSize);
    }

    @Override
    public void close() {
        tight.close();
        network.close();
    }
}
