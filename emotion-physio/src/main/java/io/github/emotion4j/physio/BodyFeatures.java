package io.github.emotion4j.physio;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.format.CsvTable;
import io.github.emotion4j.physio.hrv.FrequencyDomain;
import io.github.emotion4j.physio.hrv.HeartRateVariability;
import io.github.emotion4j.physio.hrv.NonLinear;
import io.github.emotion4j.physio.hrv.TimeDomain;
import io.github.emotion4j.physio.io.BodyReader;
import io.github.emotion4j.physio.io.TableFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Heart rate variability and skin conductance of a recording of the body, in any format that {@link
 * BodyReader} reads, of any rate and number of channels:
 *
 * <pre>{@code
 * BodyFeatures features = BodyFeatures.of(Path.of("session.edf"));
 * for (BodyFeatures.Heart heart : features.hearts()) {
 *     System.out.println(heart.kind() + ": " + heart.variability().time().rmssdMillis() + " ms");
 * }
 * features.writeCsv(System.out);
 * BodyFeatures.perSpan(Path.of("night.csv"), Duration.ofMinutes(5)).writeCsv(System.out);
 * }</pre>
 *
 * <p>Each channel has features of its own; the caller chooses the best of several leads or wrists.
 * Times count from the recording's start. Reading takes the memory of the beats and of 4 to 8
 * values of skin conductance a second. Immutable and thread-safe.
 *
 * @param hearts the features of each channel of an ECG, a pulse or intervals between beats, in the
 *     order of channels and then of time
 * @param skins the features of each channel of skin conductance, likewise
 * @param issues what of the recording is not read, such as channels in a unit that is not known
 */
public record BodyFeatures(List<Heart> hearts, List<Skin> skins, List<Reason> issues) {
    /**
     * The features of the beats of a channel over a span.
     *
     * @param kind {@code ECG}, {@code PPG} or {@code BEAT_INTERVAL}
     * @param site where it was measured; empty where the recording does not say it
     * @param interval the span
     * @param variability the variability, NaN if the span is too short for it, with its {@linkplain
     *     HeartRateVariability#issues() issues}; of a pulse it is pulse rate variability
     * @param issues the faults of the signal, worst first
     */
    public record Heart(
            Kind kind,
            String site,
            TimeInterval interval,
            HeartRateVariability variability,
            List<Reason> issues) {
        /** Copies the list. */
        public Heart {
            issues = List.copyOf(issues);
        }
    }

    /**
     * The features of a channel of skin conductance over a span.
     *
     * @param site where it was measured; empty where the recording does not say it
     * @param interval the span
     * @param conductance the summary; NaN where there is no signal
     * @param responses the responses whose peak is in the span, with times from the recording's
     *     start
     * @param issues the faults of the signal, worst first
     */
    public record Skin(
            String site,
            TimeInterval interval,
            Eda.Features conductance,
            List<Eda.Response> responses,
            List<Reason> issues) {
        /** Copies the lists. */
        public Skin {
            responses = List.copyOf(responses);
            issues = List.copyOf(issues);
        }
    }

    /** Copies the lists. */
    public BodyFeatures {
        hearts = List.copyOf(hearts);
        skins = List.copyOf(skins);
        issues = List.copyOf(issues);
    }

    /**
     * Describes a recording as a whole.
     *
     * @param path a file or folder
     * @return one heart or skin a channel
     * @throws InputException if this is no recording of the body, cannot be read, has neither heart
     *     nor skin conductance, or is longer than {@link Limits#maxDuration}
     */
    public static BodyFeatures of(Path path) {
        return of(Recording.Part.of(path), Limits.defaults());
    }

    /**
     * Describes as a whole a recording that may also be in memory.
     *
     * @param part a file, a folder or bytes, with a {@link TableFormat} where a table needs one;
     *     its offset counts for nothing
     * @param limits what it may ask for
     * @return one heart or skin a channel
     * @throws InputException as for a file
     */
    public static BodyFeatures of(Recording.Part part, Limits limits) {
        return find(part, limits).orElseThrow(() -> noBody(part));
    }

    /**
     * Describes as a whole what may be a recording of the body.
     *
     * @param part as for {@link #of(Recording.Part, Limits)}
     * @param limits what it may ask for
     * @return one heart or skin a channel; nothing if this is no recording of the body
     * @throws InputException if it is one, but cannot be read, has neither heart nor skin
     *     conductance, or is longer than {@link Limits#maxDuration}
     */
    public static Optional<BodyFeatures> find(Recording.Part part, Limits limits) {
        return describe(part, limits, Long.MAX_VALUE);
    }

    /**
     * Describes a recording span by span, side by side from its start.
     *
     * @param path a file or folder
     * @param span the length of a span, at least 10 s; five minutes are usual for heart rate
     *     variability. The last span of a channel ends with it
     * @return one heart or skin a channel and span
     * @throws InputException if this is no recording of the body, cannot be read, has neither heart
     *     nor skin conductance, is longer than {@link Limits#maxDuration}, or has more spans
     *     without a signal than {@link Limits#maxSilentSteps}
     * @throws IllegalArgumentException if the span is shorter
     */
    public static BodyFeatures perSpan(Path path, Duration span) {
        return perSpan(Recording.Part.of(path), Limits.defaults(), span);
    }

    /**
     * Describes span by span a recording that may also be in memory.
     *
     * @param part a file, a folder or bytes, with a {@link TableFormat} where a table needs one;
     *     its offset counts for nothing
     * @param limits what it may ask for
     * @param span the length of a span, at least 10 s
     * @return one heart or skin a channel and span
     * @throws InputException as for a file
     * @throws IllegalArgumentException if the span is shorter
     */
    public static BodyFeatures perSpan(Recording.Part part, Limits limits, Duration span) {
        return findPerSpan(part, limits, span).orElseThrow(() -> noBody(part));
    }

    /**
     * Describes span by span what may be a recording of the body.
     *
     * @param part as for {@link #perSpan(Recording.Part, Limits, Duration)}
     * @param limits what it may ask for
     * @param span the length of a span, at least 10 s
     * @return one heart or skin a channel and span; nothing if this is no recording of the body
     * @throws InputException if it is one, but cannot be described
     * @throws IllegalArgumentException if the span is shorter
     */
    public static Optional<BodyFeatures> findPerSpan(
            Recording.Part part, Limits limits, Duration span) {
        // Ten seconds contain the fewest beats from which an RMSSD is computed.
        if (span.compareTo(Duration.ofSeconds(10)) < 0) {
            throw new IllegalArgumentException("span must be at least 10 s, not " + span);
        }
        return describe(part, limits, span.toNanos());
    }

    private static InputException noBody(Recording.Part part) {
        return new InputException(part.name(), "is no recording of the body's signals");
    }

    private static Optional<BodyFeatures> describe(
            Recording.Part part, Limits limits, long spanNanos) {
        return BodyReader.find(part, limits)
                .map(reader -> describe(part.name(), reader, limits, spanNanos));
    }

    private static BodyFeatures describe(
            String name, BodyReader opened, Limits limits, long spanNanos) {
        Map<String, ChannelFeatures> channels = new LinkedHashMap<>();
        Set<Kind> others = EnumSet.noneOf(Kind.class);
        List<Reason> issues = new ArrayList<>();
        long silentSpans = 0;
        try (BodyReader reader = opened) {
            for (Optional<BioBlock> b = reader.next(); b.isPresent(); b = reader.next()) {
                BioBlock block = b.get();
                if (ChannelFeatures.describes(block.kind())) {
                    ChannelFeatures channel =
                            channels.computeIfAbsent(
                                    block.source(), k -> new ChannelFeatures(block, spanNanos));
                    silentSpans += Math.max(0, channel.silentSpans(block));
                    checkTimes(name, block.interval(), silentSpans, limits);
                    channel.accept(block);
                } else {
                    others.add(block.kind());
                }
            }
            issues.addAll(reader.issues()); // Also of what is known at the end only.
        }
        if (channels.isEmpty()) {
            throw new InputException(
                    name,
                    "holds no ECG, pulse, intervals between beats or skin conductance"
                            + (others.isEmpty()
                                    ? ""
                                    : others.stream()
                                            .map(Kind::label)
                                            .collect(Collectors.joining(", ", ", but ", ""))));
        }
        List<Heart> hearts = new ArrayList<>();
        List<Skin> skins = new ArrayList<>();
        channels.values().stream()
                .sorted(Comparator.comparing(ChannelFeatures::kind))
                .forEach(channel -> channel.finish(hearts::add, skins::add));
        return new BodyFeatures(hearts, skins, issues);
    }

    /** A span without a signal costs as much as one of many samples, and no byte of the file. */
    private static void checkTimes(
            String name, TimeInterval interval, long silentSpans, Limits limits) {
        if (interval.endNanos() > limits.maxDuration().toNanos()) {
            throw new InputException(
                    name,
                    String.format(
                            Locale.ROOT,
                            "goes on to %s after its start, and no recording may be longer than %s;"
                                    + " look at its times, or raise Limits.maxDuration",
                            Duration.ofNanos(interval.endNanos()),
                            limits.maxDuration()));
        }
        if (silentSpans > limits.maxSilentSteps()) {
            throw new InputException(
                    name,
                    String.format(
                            Locale.ROOT,
                            "leaps to %s, and more than %d spans are without any signal; look at"
                                    + " its times, make the spans longer, or raise"
                                    + " Limits.maxSilentSteps",
                            Duration.ofNanos(interval.startNanos()),
                            limits.maxSilentSteps()));
        }
    }

    /**
     * Writes a CSV line for each heart and each skin, after a header: {@code
     * signal,site,start_s,end_s}, the names of the parts of {@link TimeDomain}, {@link
     * FrequencyDomain}, {@link NonLinear} and {@link Eda.Features}, the share of corrected beats,
     * and the codes of the issues, those of the recording included. What is not defined is left
     * empty.
     *
     * @param out where to write
     * @throws io.github.emotion4j.core.EmotionException if that fails
     */
    public void writeCsv(Appendable out) {
        CsvTable table = new CsvTable(out);
        table.cell("signal").cell("site").cell("start_s").cell("end_s");
        table.names(TimeDomain.class).names(FrequencyDomain.class).names(NonLinear.class);
        table.cell("artefactShare").names(Eda.Features.class).cell("reasons").end();
        for (Heart heart : hearts) {
            HeartRateVariability hrv = heart.variability();
            head(table, heart.kind(), heart.site(), heart.interval());
            table.numbers(hrv.time()).numbers(hrv.frequency()).numbers(hrv.nonLinear());
            table.cell(hrv.correction().artefactShare()).empty(Eda.Features.class);
            List<Reason> reasons = new ArrayList<>(hrv.issues());
            reasons.addAll(heart.issues());
            reasons.addAll(issues);
            table.cell(codes(reasons)).end();
        }
        for (Skin skin : skins) {
            head(table, Kind.EDA, skin.site(), skin.interval());
            table.empty(TimeDomain.class).empty(FrequencyDomain.class).empty(NonLinear.class);
            List<Reason> reasons = new ArrayList<>(skin.issues());
            reasons.addAll(issues);
            table.cell("").numbers(skin.conductance()).cell(codes(reasons)).end();
        }
    }

    private static void head(CsvTable table, Kind kind, String site, TimeInterval interval) {
        table.cell(kind.name()).cell(site);
        table.seconds(interval.startNanos()).seconds(interval.endNanos());
    }

    private static String codes(List<Reason> reasons) {
        return reasons.stream().map(Reason::code).collect(Collectors.joining(" "));
    }
}
