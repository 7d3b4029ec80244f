package io.github.emotion4j.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.vision.FaceAnalyzer;
import io.github.emotion4j.vision.FaceDetail;
import io.github.emotion4j.vision.capture.VideoReader;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Results hold no pixels: whatever can be reached from one, private or not, is fewer numbers than
 * the smallest picture in which the network sees an expression has pixels.
 */
class NoPixelsTest {
    /** The crop that the face network takes. */
    private static final long PIXELS = 48 * 48;

    private static final Path PICTURE =
            Path.of(
                    "../emotion-app/src/main/resources/io/github/emotion4j/app/media/astronaut.png");
    private static final Path CLIP =
            Path.of("../emotion-audio/src/test/resources/io/github/emotion4j/audio/speaking.mp4");

    /** Every event of a picture, a clip and a stream. */
    private static final class Events implements RecognitionListener {
        final List<Object> all = new ArrayList<>();

        @Override
        public void onObservation(Observation observation) {
            all.add(observation);
        }

        @Override
        public void onEstimate(EmotionEstimate estimate) {
            all.add(estimate);
        }
    }

    @Test
    void pictureClipAndStream() throws IllegalAccessException {
        Events events = new Events();
        List<EmotionTimeline> timelines = new ArrayList<>();
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().device(ComputeDevice.cpu()).build()) {
            timelines.add(recognizer.recognize(Recording.of(PICTURE), events));
            timelines.add(recognizer.recognize(Recording.of(CLIP), events));
            try (EmotionStream stream = recognizer.openStream(events);
                    VideoReader reader = VideoReader.open(CLIP)) {
                Optional<VideoFrame> frame = reader.next();
                assertFalse(
                        reachable(frame.orElseThrow()) < PIXELS, "the pixels of a frame are seen");
                for (; frame.isPresent(); frame = reader.next()) {
                    stream.accept(frame.get());
                }
            }
        }
        try (FaceAnalyzer analyzer = FaceAnalyzer.create()) {
            events.all.addAll(analyzer.faces(PICTURE));
        }
        long faces =
                events.all.stream().filter(e -> e instanceof Observation o && hasFace(o)).count();
        assertTrue(faces > 100, "faces of " + faces + " frames were looked at");
        for (Object event : events.all) {
            assertTrue(reachable(event) < PIXELS, event.toString());
        }
        for (EmotionTimeline timeline : timelines) {
            List<Object> parts = new ArrayList<>(timeline.estimates());
            parts.add(timeline.summary());
            parts.addAll(timeline.observations());
            for (Object part : parts) {
                assertTrue(reachable(part) < PIXELS, part.toString());
            }
            assertTrue(reachable(timeline, parts) < PIXELS, "beside its parts " + timeline);
        }
    }

    private static boolean hasFace(Observation observation) {
        return observation.detail(FaceDetail.class).isPresent();
    }

    /** How many numbers and letters can be reached; fails at an object that could hide any. */
    private static long reachable(Object root) throws IllegalAccessException {
        return reachable(root, List.of());
    }

    /** The same without what is reached by some parts only. */
    private static long reachable(Object root, List<Object> without) throws IllegalAccessException {
        long count = 0;
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.addAll(without);
        Deque<Object> open = new ArrayDeque<>();
        push(root, seen, open);
        while (!open.isEmpty()) {
            Object next = open.pop();
            if (isNumber(next)) {
                count++;
            } else if (next instanceof CharSequence text) {
                count += text.length();
            } else if (next.getClass().isArray()) {
                if (next.getClass().getComponentType().isPrimitive()) {
                    count += Array.getLength(next);
                } else {
                    Arrays.asList((Object[]) next).forEach(o -> push(o, seen, open));
                }
            } else if (next instanceof Collection<?> many) {
                many.forEach(o -> push(o, seen, open));
            } else if (next instanceof Map<?, ?> map) {
                push(map.keySet(), seen, open);
                push(map.values(), seen, open);
            } else if (next instanceof Optional<?> maybe) {
                push(maybe.orElse(null), seen, open);
            } else if (next.getClass().getName().startsWith("io.github.emotion4j.")) {
                count += fields(next, seen, open);
            } else {
                fail("A result reaches a " + next.getClass() + ", which may hold anything");
            }
        }
        return count;
    }

    private static long fields(Object of, Set<Object> seen, Deque<Object> open)
            throws IllegalAccessException {
        long primitives = 0;
        for (Class<?> type = of.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                field.setAccessible(true);
                if (field.getType().isPrimitive()) {
                    primitives++;
                } else {
                    push(field.get(of), seen, open);
                }
            }
        }
        return primitives;
    }

    /** Boxed numbers may be one object in many places, and count in each. */
    private static void push(@Nullable Object object, Set<Object> seen, Deque<Object> open) {
        if (object != null && !(object instanceof Enum) && (isNumber(object) || seen.add(object))) {
            open.push(object);
        }
    }

    private static boolean isNumber(Object object) {
        return object instanceof Number
                || object instanceof Boolean
                || object instanceof Duration
                || object instanceof OptionalDouble;
    }
}
