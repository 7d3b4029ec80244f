package io.github.emotion4j.audio;

import io.github.emotion4j.audio.capture.MonoConverter;
import io.github.emotion4j.audio.capture.SoundReader;
import io.github.emotion4j.audio.descriptor.DescriptorExtractor;
import io.github.emotion4j.audio.descriptor.DescriptorTrack;
import io.github.emotion4j.audio.descriptor.FeatureVector;
import io.github.emotion4j.audio.internal.SpeechActivityModel;
import io.github.emotion4j.audio.internal.UtteranceTracker;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.format.CsvTable;
import io.github.emotion4j.core.model.ModelLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The acoustic features of a sound file, or of the sound of a video: the 88 values of {@link
 * DescriptorTrack#functionals()} of the whole and of each utterance, and the descriptors frame by
 * frame. Any format that {@link SoundReader} reads, of any rate and channel count ({@link
 * MonoConverter}):
 *
 * <pre>{@code
 * AcousticFeatures features = AcousticFeatures.of(Path.of("interview.mp3"));
 * double jitter = features.whole().features().value("jitterLocal_amean");
 * features.writeCsv(System.out);                       // the whole, and each utterance
 * features.frames().writeCsv(System.out);              // a row each 10 ms
 * }</pre>
 *
 * <p>Utterances are found by the speech activity network, as for {@link VoiceModality}; an
 * utterance over 8 s is cut. Times count from the file's start. Immutable and thread-safe; while a
 * file is read, an hour of it needs a heap of 700 MB.
 *
 * @param whole all of the sound
 * @param utterances the utterances in the order of time; empty if there is no speech
 * @param frames the descriptors of all of the sound
 * @param issues what was at fault in the sound: that the file breaks off, that samples are clipped,
 *     missing or no numbers; empty if nothing was
 */
public record AcousticFeatures(
        Span whole, List<Span> utterances, DescriptorTrack frames, List<Reason> issues) {
    /** What is longer needs more memory than most machines give a JVM. */
    private static final long MAX_NANOS = 3_600_000_000_000L;

    private static final long SAMPLE_NANOS = 1_000_000_000L / MonoConverter.RATE_HERTZ;

    /**
     * A part of the sound.
     *
     * @param interval when it is
     * @param features its 88 values; NaN where one is not defined, as F0 where nothing is voiced
     */
    public record Span(TimeInterval interval, FeatureVector features) {}

    /** Copies the lists. */
    public AcousticFeatures {
        utterances = List.copyOf(utterances);
        issues = List.copyOf(issues);
    }

    /**
     * Computes the features of a file, within {@link Limits#defaults()}.
     *
     * @param file a sound file or a video
     * @return its features
     * @throws InputException if the file cannot be read, holds no sound, or holds more than an hour
     *     of it
     * @throws io.github.emotion4j.core.ModelException if the artifact {@code
     *     emotion4j-model-speech-activity} or natives are not on the class path
     */
    public static AcousticFeatures of(Path file) {
        return of(Recording.Part.of(file), Limits.defaults());
    }

    /**
     * Computes the features of a file, or of a file's content in memory.
     *
     * @param part a file or bytes; its offset is added to the times
     * @param limits the limits that apply to it
     * @return its features
     * @throws InputException if the part cannot be read, holds no sound, or holds more than an hour
     *     of it
     * @throws io.github.emotion4j.core.ModelException if the artifact {@code
     *     emotion4j-model-speech-activity} or natives are not on the class path
     */
    public static AcousticFeatures of(Recording.Part part, Limits limits) {
        ModelLoader models =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty());
        try (SoundReader reader = SoundReader.open(part, limits);
                SpeechActivityModel activity = new SpeechActivityModel(models)) {
            Collector collector = new Collector(activity);
            for (Optional<AudioBlock> s = reader.next(); s.isPresent(); s = reader.next()) {
                collector.accept(part.name(), s.get().later(part.offsetNanos()));
            }
            return collector.finish(reader.issues());
        }
    }

    /**
     * Writes a CSV line for the whole and one for each utterance, after a header: {@code
     * part,start_s,end_s} and the names of the values. What is not defined is left empty.
     *
     * @param out where to write
     * @throws io.github.emotion4j.core.EmotionException if that fails
     */
    public void writeCsv(Appendable out) {
        CsvTable table = new CsvTable(out).cell("part").cell("start_s").cell("end_s");
        whole.features().names().forEach(table::cell);
        table.end();
        write(table, "whole", whole);
        for (int i = 0; i < utterances.size(); i++) {
            write(table, "utterance " + (i + 1), utterances.get(i));
        }
    }

    private static void write(CsvTable table, String part, Span span) {
        table.cell(part).seconds(span.interval().startNanos()).seconds(span.interval().endNanos());
        span.features().values().forEach(table::cell);
        table.end();
    }

    /** Takes the blocks of a file. */
    private static final class Collector implements UtteranceTracker.Receiver {
        private final MonoConverter converter = new MonoConverter();
        private final DescriptorExtractor whole = new DescriptorExtractor();
        private final List<Span> utterances = new ArrayList<>();
        private final UtteranceTracker tracker;
        private long originNanos = -1;
        private long samples;

        Collector(SpeechActivityModel activity) {
            tracker = new UtteranceTracker(activity, this);
        }

        void accept(String name, AudioBlock block) {
            if (originNanos < 0) {
                originNanos = block.interval().startNanos();
            }
            if (block.interval().endNanos() - originNanos > MAX_NANOS) {
                throw new InputException(
                        name,
                        "holds more than an hour of sound, whose features do not fit into memory at"
                                + " once; cut it");
            }
            try {
                add(converter.accept(block));
            } catch (IllegalArgumentException e) {
                throw new InputException(name, e.getMessage(), e);
            }
        }

        private void add(float[] more) {
            whole.accept(more, 0, more.length);
            tracker.accept(more, more.length);
            samples += more.length;
        }

        AcousticFeatures finish(List<Reason> ofFile) {
            add(converter.finish());
            tracker.finish();
            DescriptorTrack frames = whole.finish().plusNanos(Math.max(0, originNanos));
            List<Reason> issues = new ArrayList<>(ofFile);
            issues.addAll(converter.issues());
            return new AcousticFeatures(
                    new Span(interval(0, samples), frames.functionals()),
                    utterances,
                    frames,
                    issues);
        }

        private TimeInterval interval(long fromSample, long toSample) {
            long origin = Math.max(0, originNanos);
            return new TimeInterval(
                    origin + fromSample * SAMPLE_NANOS, origin + toSample * SAMPLE_NANOS);
        }

        @Override
        public void utterance(UtteranceTracker.Utterance said) {
            if (said.complete()) {
                utterances.add(
                        new Span(
                                interval(said.fromSample(), said.toSample()),
                                said.track().functionals()));
            }
        }

        @Override
        public void silence(long fromSample, long toSample) {}
    }
}
