package io.github.emotion4j.vision.internal.detect;

import static java.util.Comparator.comparingDouble;

import io.github.emotion4j.core.internal.numeric.Clamp;
import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.vision.FaceBox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opencv.core.Mat;

/**
 * BlazeFace at any picture size. A coarse pass of the full-range network finds large faces, and a
 * fine pass of the short-range network, which costs less and misses fewer small ones, proposes all
 * others. Both are generous: a glance of the full-range network at what it has not proposed itself,
 * in a small input, drops most that are none, and a close look, at the size that it sees best,
 * decides and gives box and landmarks. What it is not sure of, and faces that fill the picture, are
 * left to {@link TightFaces}. A picture that shows no upright face is searched for turned ones.
 * Thread-safe.
 */
public final class BlazeFaceDetector implements FaceDetector {
    private static final String FULL_RANGE = "face-detector";
    private static final String SHORT_RANGE = "face-detector-short-range";

    /**
     * Boxes vary by some pixels around the smallest face that is asked for. Specks well below it,
     * blown up for the close look, are where false alarms come from.
     */
    private static final double MIN_SHARE = 0.75;

    /** Candidates looked at in one forward, which bounds the memory. */
    private static final int BATCH = 32;

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

    /** A turned look at a face must be surer by this much, so that upright faces stay so. */
    private static final double SURER = 0.1;

    /** What a search for turned faces tries; the looks that follow find the exact roll. */
    private static final double[] TURNS_DEGREES = {90, -90, 180};

    private final BlazeFaceNetwork fullRange;
    private final BlazeFaceNetwork shortRange;
    private final TightFaces tight;
    private final int minFacePixels;
    private final int onlyLongSide;
    private final int coarseLongSide;
    private final double candidateScore;
    private final double score;
    private final double overlap;
    private final int glanceSize;
    private final double glanceScore;
    private final int closeSize;
    private final double closeMargin;
    private final double smallestFaceInput;
    private final double longestInput;
    private final double[] proposalWidths;
    private final double[] proposalScores;

    private BlazeFaceDetector(
            BlazeFaceNetwork fullRange,
            BlazeFaceNetwork shortRange,
            Optional<FaceMesh> mesh,
            int minFacePixels) {
        this.fullRange = fullRange;
        this.shortRange = shortRange;
        this.tight = new TightFaces(shortRange, fullRange, mesh);
        this.minFacePixels = minFacePixels;
        ModelDescription full = fullRange.description();
        this.onlyLongSide = (int) full.number("detection.onlyLongSide");
        this.coarseLongSide = (int) full.number("detection.coarseLongSide");
        this.candidateScore = full.number("detection.candidateScore");
        this.score = full.number("detection.score");
        this.overlap = full.number("detection.overlap");
        this.glanceSize = (int) full.number("detection.glanceSize");
        this.glanceScore = full.number("detection.glanceScore");
        this.closeSize = (int) full.number("detection.closeSize");
        this.closeMargin = full.number("detection.closeMargin");
        ModelDescription near = shortRange.description();
        this.smallestFaceInput = near.number("detection.smallestFaceInput");
        this.longestInput = near.number("detection.longestInput");
        this.proposalWidths = near.numbers("detection.proposalWidths");
        this.proposalScores = near.numbers("detection.proposalScores");
    }

    /**
     * Loads the networks.
     *
     * @param models loads them
     * @param mesh is asked whether a face that fills its picture is one where the others are in
     *     doubt; stays the caller's to close
     * @param minFacePixels the width of the smallest face that is looked for
     * @return the detector, to be closed by the caller
     */
    public static BlazeFaceDetector load(
            ModelLoader models, Optional<FaceMesh> mesh, int minFacePixels) {
        BlazeFaceNetwork fullRange = BlazeFaceNetwork.load(models, FULL_RANGE);
        try {
            BlazeFaceNetwork shortRange = BlazeFaceNetwork.load(models, SHORT_RANGE);
            try {
                return new BlazeFaceDetector(fullRange, shortRange, mesh, minFacePixels);
            } catch (RuntimeException e) {
                shortRange.close();
                throw e;
            }
        } catch (RuntimeException e) {
            fullRange.close();
            throw e;
        }
    }

    @Override
    public List<Detection> detect(Mat bgr) {
        List<Detection> faces = new ArrayList<>(detect(bgr, 0));
        // An upright look is not as sure of a face upside down, and misplaces its landmarks.
        if (faces.stream().noneMatch(tight::isSure)) {
            for (double turn : TURNS_DEGREES) {
                for (Detection face : detect(bgr, turn)) {
                    if (faces.stream().allMatch(f -> apart(f, face) || isSurer(face, f))) {
                        faces.removeIf(f -> !apart(f, face));
                        faces.add(face);
                    }
                }
            }
        }
        faces.sort(comparingDouble(face -> -face.score()));
        return faces;
    }

    /** Whether a turned look at a face is surer than an upright one, which may be a mere guess. */
    private boolean isSurer(Detection turned, Detection upright) {
        double margin = tight.yieldsToTurned(upright) ? 0 : SURER;
        return upright.score() + margin <= turned.score();
    }

    private boolean apart(Detection one, Detection other) {
        return one.box().intersectionOverUnion(other.box()) < overlap;
    }

    /** Searches for faces that are turned by an angle; they come in any order. */
    private List<Detection> detect(Mat bgr, double rollDegrees) {
        List<Detection> known = coarse(bgr, rollDegrees);
        List<Detection> proposals = new ArrayList<>(known);
        // A turned face is a rarity that is not worth the price of a fine pass.
        if (rollDegrees == 0 && needsFinePass(bgr)) {
            proposals.addAll(fine(bgr));
        }
        List<Detection> candidates =
                NonMaximumSuppression.blend(proposals, overlap).stream()
                        .filter(this::isLargeEnough)
                        .toList();
        List<Detection> found = new ArrayList<>();
        List<Detection> unsure = new ArrayList<>();
        lookClosely(bgr, glance(bgr, candidates, known, unsure), found, unsure);
        // Two candidates can lead to the same face.
        List<Detection> faces = NonMaximumSuppression.blend(found, overlap);
        List<Detection> sure = faces.stream().filter(tight::isSure).toList();
        // What holds a face in its midst is its head and shoulders, or a cluster of false alarms.
        unsure.removeIf(large -> sure.stream().anyMatch(face -> isInside(face, large)));
        List<Detection> more = new ArrayList<>(faces);
        (sure.isEmpty()
                        ? tight.search(bgr, rollDegrees, unsure)
                        : tight.judge(bgr, rollDegrees, unsure))
                .stream()
                        .filter(this::isLargeEnough)
                        .filter(face -> !overlapsAny(face, faces))
                        .forEach(more::add);
        return more;
    }

    private boolean isLargeEnough(Detection face) {
        return face.box().width() >= MIN_SHARE * minFacePixels;
    }

    private static boolean isInside(Detection face, Detection large) {
        FaceBox around = large.box();
        double right = face.box().centreX() - around.left();
        double down = face.box().centreY() - around.top();
        return right > 0 && right < around.width() && down > 0 && down < around.height();
    }

    /** Whether a fine pass would see more of an upright picture than the only pass without it. */
    private boolean needsFinePass(Mat bgr) {
        return fineLongSide(bgr) > onlyLongSide;
    }

    /**
     * The longer side, in pixels, to which the fine pass scales a picture, at most {@code
     * longestInput}.
     */
    private double fineLongSide(Mat bgr) {
        double longSide = Math.max(bgr.cols(), bgr.rows());
        return Math.min(longestInput, longSide * smallestFaceInput / minFacePixels);
    }

    /** Where the full-range network proposes faces, generously and not yet merged. */
    private List<Detection> coarse(Mat bgr, double rollDegrees) {
        Window whole;
        if (rollDegrees == 0) {
            whole = Window.whole(bgr, needsFinePass(bgr) ? coarseLongSide : onlyLongSide);
        } else {
            double longSide = Math.max(bgr.cols(), bgr.rows());
            double centreX = bgr.cols() / 2.0;
            double centreY = bgr.rows() / 2.0;
            whole = Window.square(centreX, centreY, longSide, rollDegrees, onlyLongSide);
        }
        return fullRange.look(bgr, List.of(whole), candidateScore).get(0);
    }

    /** Where the short-range network proposes faces, generously and not yet merged. */
    private List<Detection> fine(Mat bgr) {
        Window whole = Window.whole(bgr, shortRange.filled(fineLongSide(bgr)));
        return shortRange.look(bgr, List.of(whole), proposalScores[0]).get(0).stream()
                .filter(face -> face.score() >= leastScore(face.box().width() / whole.scaleX()))
                .toList();
    }

    /** The network is surer of faces that are large in its input, and so are its false alarms. */
    private double leastScore(double inputPixels) {
        double share = (inputPixels - proposalWidths[0]) / (proposalWidths[1] - proposalWidths[0]);
        return proposalScores[0]
                + Clamp.between(share, 0, 1) * (proposalScores[1] - proposalScores[0]);
    }

    /**
     * Drops the candidates that are none at a glance.
     *
     * @param known what the full-range network has proposed itself and need not see again
     * @param unsure takes those dropped candidates that are for {@link TightFaces} to judge
     * @return those to be looked at closely
     */
    private List<Detection> glance(
            Mat bgr, List<Detection> candidates, List<Detection> known, List<Detection> unsure) {
        if (candidates.size() == 1) {
            return candidates; // The close look decides at once.
        }
        List<Detection> kept = new ArrayList<>();
        List<Detection> unseen = new ArrayList<>();
        for (Detection candidate : candidates) {
            (overlapsAny(candidate, known) ? kept : unseen).add(candidate);
        }
        for (int from = 0; from < unseen.size(); from += BATCH) {
            List<Detection> part = unseen.subList(from, Math.min(from + BATCH, unseen.size()));
            List<Window> windows = part.stream().map(face -> window(face, glanceSize)).toList();
            List<List<Detection>> looks = fullRange.look(bgr, windows, glanceScore);
            for (int i = 0; i < part.size(); i++) {
                Detection candidate = part.get(i);
                if (overlapsAny(candidate, looks.get(i))) {
                    kept.add(candidate);
                } else if (tight.judges(candidate.box(), bgr)) {
                    unsure.add(candidate);
                }
            }
        }
        return kept;
    }

    private boolean overlapsAny(Detection candidate, List<Detection> others) {
        return others.stream().anyMatch(other -> !apart(other, candidate));
    }

    @Override
    public List<Detection> follow(Mat bgr, List<Detection> last) {
        List<Detection> found = new ArrayList<>(last.size());
        List<Detection> unsure = new ArrayList<>();
        lookClosely(bgr, last, found, unsure);
        // A face that fills the picture was found by another network, which follows it, too.
        for (Detection face : unsure) {
            double roll = window(face, closeSize).rollDegrees();
            tight.judge(bgr, face.box(), roll).ifPresent(found::add);
        }
        // Where one face has come before another, the looks for both lead to the one in front.
        return NonMaximumSuppression.blend(found, overlap);
    }

    /**
     * Looks at candidates again.
     *
     * @param found takes the faces
     * @param unsure takes candidates that are none, but may be for {@link TightFaces} to judge
     */
    private void lookClosely(
            Mat bgr, List<Detection> candidates, List<Detection> found, List<Detection> unsure) {
        for (int from = 0; from < candidates.size(); from += BATCH) {
            int to = Math.min(from + BATCH, candidates.size());
            lookClosely(bgr, candidates.subList(from, to), 0, found, unsure);
        }
    }

    private void lookClosely(
            Mat bgr,
            List<Detection> last,
            int turns,
            List<Detection> found,
            List<Detection> unsure) {
        List<Window> windows = last.stream().map(face -> window(face, closeSize)).toList();
        List<List<Detection>> looks = fullRange.look(bgr, windows, candidateScore);
        List<Detection> turned = new ArrayList<>();
        for (int i = 0; i < last.size(); i++) {
            Detection candidate = last.get(i);
            FaceBox before = candidate.box();
            double seenAt = windows.get(i).rollDegrees();
            // The window may show a neighbour too: the face is the one that moved least.
            NonMaximumSuppression.blend(looks.get(i), overlap).stream()
                    .filter(face -> face.score() >= score)
                    .filter(this::isLargeEnough)
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
    private Window window(Detection face, int size) {
        double side = Math.max(face.box().width(), face.box().height()) * closeMargin;
        double roll = face.landmarks().rollDegrees();
        return Window.square(
                face.box().centreX(),
                face.box().centreY(),
                side,
                Math.abs(roll) > UPRIGHT_DEGREES ? roll : 0,
                size);
    }

    @Override
    public void close() {
        shortRange.close();
        fullRange.close();
    }
}
