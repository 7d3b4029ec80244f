package io.github.emotion4j.benchmarks.face;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.capture.VideoReader;
import io.github.emotion4j.vision.internal.FrameMat;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import io.github.emotion4j.vision.internal.detect.BlazeFaceDetector;
import io.github.emotion4j.vision.internal.detect.Detection;
import io.github.emotion4j.vision.internal.detect.FaceDetector;
import io.github.emotion4j.vision.internal.detect.FaceMesh;
import io.github.emotion4j.vision.internal.detect.HaarDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Counts the faces that the shipped detector and OpenCV's Haar cascade find in folders of pictures
 * and clips, each with a {@code manifest.csv}: {@code detector_dlib} (boxes), {@code
 * detector_photos} and {@code jaffe} (counts), {@code examples_skimage} (some without faces) and
 * {@code grid} (clips of one face). Argument: the folder that holds them.
 */
public final class DetectorTable {
    private static final int MIN_FACE_PIXELS = 24;

    private DetectorTable() {}

    /**
     * Prints the table.
     *
     * @param arguments the folder
     * @throws IOException if a manifest cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[0]);
        OpenCvNatives.ensure();
        ModelLoader loader =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty());
        try (FaceMesh mesh = FaceMesh.load(loader);
                FaceDetector blazeFace =
                        BlazeFaceDetector.load(loader, Optional.of(mesh), MIN_FACE_PIXELS);
                FaceDetector haar = HaarDetector.load(MIN_FACE_PIXELS)) {
            System.out.printf(
                    Locale.ROOT,
                    "%-18s %-10s %7s %7s %12s%n",
                    "pictures",
                    "detector",
                    "faces",
                    "found",
                    "false alarms");
            for (String set :
                    List.of(
                            "detector_dlib",
                            "detector_photos",
                            "examples_skimage",
                            "jaffe",
                            "grid")) {
                row(data.resolve(set), "BlazeFace", blazeFace);
                row(data.resolve(set), "Haar", haar);
            }
        }
    }

    private static void row(Path folder, String name, FaceDetector detector) throws IOException {
        int faces = 0;
        int found = 0;
        int falseAlarms = 0;
        if (Files.exists(folder.resolve("manifest.csv"))) {
            Manifest manifest = Manifest.read(folder);
            for (Map<String, String> item : manifest.items()) {
                List<FaceBox> boxes = boxes(item.getOrDefault("boxes_left_top_width_height", ""));
                int truth = boxes.isEmpty() ? count(item) : boxes.size();
                for (List<FaceBox> seen : detect(manifest.file(item), detector, 1)) {
                    int hits = boxes.isEmpty() ? Math.min(truth, seen.size()) : hits(boxes, seen);
                    faces += truth;
                    found += hits;
                    falseAlarms += seen.size() - hits;
                }
            }
        } else {
            try (Stream<Path> clips = Files.list(folder)) {
                for (Path clip : clips.sorted().toList()) {
                    for (List<FaceBox> seen : detect(clip, detector, 5)) {
                        faces++;
                        found += Math.min(1, seen.size());
                        falseAlarms += Math.max(0, seen.size() - 1);
                    }
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-18s %-10s %7d %7d %12d%n",
                folder.getFileName(),
                name,
                faces,
                found,
                falseAlarms);
    }

    /** The boxes found in a picture, or in every so manieth frame of a clip. */
    private static List<List<FaceBox>> detect(Path file, FaceDetector detector, int every) {
        List<List<FaceBox>> all = new ArrayList<>();
        try (VideoReader reader = VideoReader.open(file);
                FrameMat picture = new FrameMat()) {
            Optional<VideoFrame> frame = reader.next();
            for (int i = 0; frame.isPresent(); i++) {
                if (i % every == 0) {
                    all.add(
                            detector.detect(picture.load(frame.get())).stream()
                                    .map(Detection::box)
                                    .toList());
                }
                frame = reader.next();
            }
        }
        return all;
    }

    private static int hits(List<FaceBox> truth, List<FaceBox> seen) {
        List<FaceBox> rest = new ArrayList<>(seen);
        int hits = 0;
        for (FaceBox box : truth) {
            Optional<FaceBox> match =
                    rest.stream().filter(b -> b.intersectionOverUnion(box) >= 0.5).findFirst();
            if (match.isPresent()) {
                rest.remove(match.get());
                hits++;
            }
        }
        return hits;
    }

    private static int count(Map<String, String> item) {
        for (String column : List.of("n_prominent_faces_by_eye", "n_faces")) {
            if (item.containsKey(column)) {
                return Integer.parseInt(item.get(column).strip());
            }
        }
        return 1;
    }

    private static List<FaceBox> boxes(String text) {
        List<FaceBox> boxes = new ArrayList<>();
        for (String box : text.split(";", -1)) {
            String[] numbers = box.strip().split(" ");
            if (numbers.length == 4) {
                boxes.add(
                        new FaceBox(
                                Double.parseDouble(numbers[0]),
                                Double.parseDouble(numbers[1]),
                                Double.parseDouble(numbers[2]),
                                Double.parseDouble(numbers[3])));
            }
        }
        return boxes;
    }
}
