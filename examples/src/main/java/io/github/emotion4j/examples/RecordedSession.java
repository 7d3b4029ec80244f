package io.github.emotion4j.examples;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.fusion.affect.AffectState;
import io.github.emotion4j.fusion.affect.AffectTracker;
import io.github.emotion4j.fusion.response.Decision;
import io.github.emotion4j.fusion.response.Responder;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A session that ships with the examples, played through slow affect and a policy as a live one
 * would be; session/NOTICE.md says what they are.
 */
final class RecordedSession {
    private static final long ANSWER_AFTER_NANOS = 5_000_000_000L;

    private RecordedSession() {}

    /** A text that ships with the examples. */
    static String text(String name) throws IOException {
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A session's timeline. */
    static EmotionTimeline timeline(String name) throws IOException {
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().onlyNamedModalities().build()) {
            return recognizer.replay(record(name), estimate -> {});
        }
    }

    private static Recording.Part record(String name) throws IOException {
        try (InputStream in = open(name)) {
            return Recording.Part.of(name, in.readAllBytes());
        }
    }

    /**
     * Plays a session and prints each new choice with its reason.
     *
     * @param person gives what the person says of a choice five seconds later, if anything
     */
    static void play(
            String name,
            EmotionRecognizer recognizer,
            Responder responder,
            Function<Decision, Optional<Responder.Outcome>> person,
            PrintStream console)
            throws IOException {
        AffectTracker tracker = new AffectTracker();
        Deque<Decision> unanswered = new ArrayDeque<>();
        RecognitionListener listener =
                new RecognitionListener() {
                    @Override
                    public void onEstimate(EmotionEstimate estimate) {
                        long now = estimate.interval().startNanos();
                        while (!unanswered.isEmpty()
                                && unanswered.getFirst().interval().endNanos() + ANSWER_AFTER_NANOS
                                        <= now) {
                            answer(unanswered.removeFirst());
                        }
                        AffectState affect = tracker.update(estimate);
                        Decision decision = responder.step(estimate, affect);
                        if (decision.fresh()) {
                            console.println(decision.explanation());
                            console.println(line(affect));
                            unanswered.add(decision);
                        }
                    }

                    private void answer(Decision decision) {
                        person.apply(decision)
                                .ifPresent(
                                        outcome -> {
                                            boolean helped = outcome == Responder.Outcome.HELPED;
                                            console.printf(
                                                    Locale.ROOT,
                                                    "The person says of %s: that %s%n",
                                                    decision.strategy(),
                                                    helped ? "helped" : "did not help");
                                            responder.feedback(decision.id(), outcome);
                                        });
                    }
                };
        recognizer.replay(record(name), listener);
    }

    private static String line(AffectState affect) {
        String mood =
                String.format(
                        Locale.ROOT,
                        "    mood: valence %+.2f, arousal %+.2f",
                        affect.mood().valence(),
                        affect.mood().arousal());
        return mood
                + affect.change()
                        .map(
                                change ->
                                        String.format(
                                                Locale.ROOT,
                                                "; %s went from %+.2f to %+.2f at %.0f s",
                                                change.axis().name().toLowerCase(Locale.ROOT),
                                                change.before(),
                                                change.after(),
                                                change.onsetNanos() / 1e9))
                        .orElse("");
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = RecordedSession.class.getResourceAsStream("session/" + name);
        if (in == null) {
            throw new IOException("session/" + name + " is missing from the examples' jar");
        }
        return in;
    }
}
