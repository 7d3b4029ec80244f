package io.github.emotion4j.benchmarks.audio;

import io.github.emotion4j.audio.VoiceDetail;
import io.github.emotion4j.audio.VoiceModality;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.internal.model.Tensor;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where speech is heard, by file and kind of file: the voice modality as a user gets it, beside
 * Silero VAD's own windows of at least 0.5.
 *
 * <p>Arguments: two folders, and folders of one utterance a file. The first holds sound files and
 * {@code speech_segments.csv} with file, start and end in seconds, which is the reference; its
 * files are read as they are and turned into other kinds by the program {@code ffmpeg}, which must
 * be on the path, and are mixed with the orchestra among them. The second holds clips and a {@code
 * manifest.csv} whose first column is the file and in which {@code kind=} names speech, noise,
 * music or synthetic. Of each further folder a hundred files are heard as they are and as telephone
 * sound, through the whole chain: whether there is an estimate, and whether both ways name the same
 * class.
 *
 * <p>Steps of 10 ms are counted. A step is heard if an observation that is not "no-voice" covers
 * it: so pauses inside utterances count as claimed.
 */
public final class ActivityTable {
    private static final int RATE = 16000;
    private static final int STEP = 160;
    private static final int WINDOW = 512;
    private static final int CONTEXT = 64;
    private static final int TELEPHONED = 100;
    private static final String MUSIC = "lib_hung.ogg";

    private static final Map<String, List<String>> KINDS = kinds();

    private final ModalityModel voice;
    private final TensorModel silero;

    private ActivityTable(ModalityModel voice, TensorModel silero) {
        this.voice = voice;
        this.silero = silero;
    }

    /** A kind of file: its ending, then ffmpeg's options. */
    private static Map<String, List<String>> kinds() {
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        kinds.put("8 kHz", List.of("wav", "-ar", "8000", "-ac", "1"));
        kinds.put("u-law, 8 kHz", List.of("wav", "-ar", "8000", "-ac", "1", "-c:a", "pcm_mulaw"));
        kinds.put("A-law, 8 kHz", List.of("wav", "-ar", "8000", "-ac", "1", "-c:a", "pcm_alaw"));
        kinds.put(
                "G.726, 16 kbit/s",
                List.of("wav", "-ar", "8000", "-ac", "1", "-c:a", "g726", "-b:a", "16k"));
        kinds.put("MP3, 16 kbit/s", List.of("mp3", "-ar", "16000", "-ac", "1", "-b:a", "16k"));
        kinds.put("Opus, 16 kbit/s", List.of("opus", "-ac", "1", "-b:a", "16k"));
        kinds.put("AAC, 16 kbit/s", List.of("m4a", "-ar", "16000", "-ac", "1", "-b:a", "16k"));
        kinds.put("float", List.of("wav", "-c:a", "pcm_f32le"));
        kinds.put("24 bit, 96 kHz", List.of("wav", "-ar", "96000", "-c:a", "pcm_s24le"));
        kinds.put("8 bit", List.of("wav", "-ar", "11025", "-c:a", "pcm_u8"));
        kinds.put("20 dB softer", List.of("wav", "-af", "volume=-20dB"));
        kinds.put(
                "inverted stereo",
                List.of("wav", "-af", "aformat=channel_layouts=mono,pan=stereo|c0=c0|c1=-1*c0"));
        return kinds;
    }

    /** Steps of the reference that were missed, and of the rest that were claimed. */
    private static final class Score {
        private long speech;
        private long missed;
        private long rest;
        private long claimed;
        private int spurious;

        private void add(boolean[] truth, boolean[] heard) {
            boolean any = false;
            boolean spoken = false;
            for (int i = 0; i < truth.length; i++) {
                boolean h = i < heard.length && heard[i];
                any |= h;
                spoken |= truth[i];
                if (truth[i]) {
                    speech++;
                    missed += h ? 0 : 1;
                } else {
                    rest++;
                    claimed += h ? 1 : 0;
                }
            }
            spurious += any && !spoken ? 1 : 0;
        }

        private void add(Score other) {
            speech += other.speech;
            missed += other.missed;
            rest += other.rest;
            claimed += other.claimed;
            spurious += other.spurious;
        }

        @Override
        public String toString() {
            return share(missed, speech) + " | " + share(claimed, rest);
        }

        private static String share(long part, long of) {
            return of == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / of);
        }
    }

    /**
     * Prints both tables.
     *
     * @param args the two folders
     * @throws IOException if a file cannot be read
     * @throws InterruptedException if the program is stopped
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        ModelLoader models =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty());
        try (ModalityModel voice = new VoiceModality().open(models);
                TensorModel silero = TensorModel.load(models, "speech-activity")) {
            ActivityTable table = new ActivityTable(voice, silero);
            table.kindsOfFile(Path.of(args[0]));
            table.kindsOfSound(Path.of(args[1]));
            System.out.println(
                    "\n| utterances | files | heard | by telephone: heard | same answer |");
            System.out.println("| --- | --- | --- | --- | --- |");
            for (String folder : Arrays.asList(args).subList(2, args.length)) {
                table.telephone(Path.of(folder));
            }
        }
    }

    private void kindsOfFile(Path folder) throws IOException, InterruptedException {
        Map<String, List<double[]>> segments = new TreeMap<>();
        for (String[] row : rows(folder.resolve("manifest.csv"))) {
            segments.put(row[0], new ArrayList<>());
        }
        for (String[] row : rows(folder.resolve("speech_segments.csv"))) {
            double[] segment = {Double.parseDouble(row[1]), Double.parseDouble(row[2])};
            segments.computeIfAbsent(row[0], k -> new ArrayList<>()).add(segment);
        }
        System.out.println("| file | Silero: missed | claimed | here: missed | claimed |");
        System.out.println("| --- | --- | --- | --- | --- |");
        Score[] all = {new Score(), new Score()};
        for (Map.Entry<String, List<double[]>> entry : segments.entrySet()) {
            Score[] scores = scores(folder.resolve(entry.getKey()), entry.getValue());
            print(entry.getKey(), scores);
            all[0].add(scores[0]);
            all[1].add(scores[1]);
        }
        print("all", all);
        Path scratch = Files.createTempDirectory("activity");
        for (Map.Entry<String, List<String>> kind : KINDS.entrySet()) {
            Score[] sum = {new Score(), new Score()};
            for (Map.Entry<String, List<double[]>> entry : segments.entrySet()) {
                Path file = scratch.resolve("sound." + kind.getValue().get(0));
                convert(folder.resolve(entry.getKey()), file, kind.getValue());
                Score[] scores = scores(file, entry.getValue());
                sum[0].add(scores[0]);
                sum[1].add(scores[1]);
                Files.delete(file);
            }
            print("all as " + kind.getKey(), sum);
        }
        float[] music = Sounds.read(folder.resolve(MUSIC));
        for (int db : new int[] {20, 10, 5, 0}) {
            Score[] sum = {new Score(), new Score()};
            for (Map.Entry<String, List<double[]>> entry : segments.entrySet()) {
                if (entry.getKey().equals(MUSIC)) {
                    continue;
                }
                float[] mixed = mix(Sounds.read(folder.resolve(entry.getKey())), music, db);
                boolean[] truth = truth(entry.getValue(), mixed.length);
                sum[0].add(truth, windows(mixed));
                sum[1].add(truth, heard(List.of(new AudioBlock(0, RATE, 1, mixed))));
            }
            print("all over an orchestra, " + db + " dB", sum);
        }
    }

    private static void print(String name, Score[] scores) {
        System.out.printf(Locale.ROOT, "| %s | %s | %s |%n", name, scores[0], scores[1]);
    }

    private Score[] scores(Path file, List<double[]> segments) {
        float[] mono = Sounds.read(file);
        boolean[] truth = truth(segments, mono.length);
        Score[] scores = {new Score(), new Score()};
        scores[0].add(truth, windows(mono));
        scores[1].add(truth, heard(blocks(file)));
        return scores;
    }

    private static void convert(Path from, Path to, List<String> kind)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.addAll(
                List.of("ffmpeg", "-nostdin", "-v", "error", "-y", "-i", from.toString(), "-vn"));
        command.addAll(kind.subList(1, kind.size()));
        command.add(to.toString());
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("ffmpeg failed: " + command);
        }
    }

    private void kindsOfSound(Path folder) throws IOException {
        Map<String, int[]> counts = new TreeMap<>();
        for (String[] row : rows(folder.resolve("manifest.csv"))) {
            Path file = folder.resolve(row[0]);
            String kind =
                    Arrays.stream(row)
                            .filter(cell -> cell.contains("kind="))
                            .map(cell -> cell.replaceAll(".*kind=([a-z]+).*", "$1"))
                            .findFirst()
                            .orElse("?");
            int[] count = counts.computeIfAbsent(kind, k -> new int[3]);
            count[0]++;
            count[1] += any(windows(Sounds.read(file))) ? 1 : 0;
            count[2] += any(heard(blocks(file))) ? 1 : 0;
        }
        System.out.println("\n| kind | clips | Silero: with a window of speech | here: heard |");
        System.out.println("| --- | --- | --- | --- |");
        counts.forEach(
                (kind, n) ->
                        System.out.printf(
                                Locale.ROOT, "| %s | %d | %d | %d |%n", kind, n[0], n[1], n[2]));
    }

    private void telephone(Path folder) throws IOException, InterruptedException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(f -> f.toString().matches(".*\\.(wav|flac|ogg)")).sorted().toList();
        }
        Path scratch = Files.createTempDirectory("telephone").resolve("sound.wav");
        int step = Math.max(1, files.size() / TELEPHONED);
        int count = 0;
        int heard = 0;
        int heardByTelephone = 0;
        int same = 0;
        for (int i = 0; i < files.size() && count < TELEPHONED; i += step) {
            convert(files.get(i), scratch, KINDS.get("u-law, 8 kHz"));
            Optional<Emotion> wide = answer(blocks(files.get(i)));
            Optional<Emotion> narrow = answer(blocks(scratch));
            count++;
            heard += wide.isPresent() ? 1 : 0;
            heardByTelephone += narrow.isPresent() ? 1 : 0;
            same += wide.isPresent() && wide.equals(narrow) ? 1 : 0;
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d |%n",
                folder.getFileName(),
                count,
                heard,
                heardByTelephone,
                same);
    }

    /** The most likely class of the longest complete utterance. */
    private Optional<Emotion> answer(List<AudioBlock> blocks) {
        List<Observation> seen = new ArrayList<>();
        try (ModalitySession session = voice.openSession()) {
            blocks.forEach(block -> session.accept(block, seen::add));
            session.finish(seen::add);
        }
        return seen.stream()
                .filter(o -> o.detail(VoiceDetail.class).map(VoiceDetail::complete).orElse(false))
                .map(Observation::evidence)
                .filter(Evidence.Present.class::isInstance)
                .max(Comparator.comparingLong(e -> e.interval().lengthNanos()))
                .flatMap(e -> ((Evidence.Present) e).probabilities())
                .map(EmotionProbabilities::top);
    }

    private static boolean any(boolean[] steps) {
        for (boolean step : steps) {
            if (step) {
                return true;
            }
        }
        return false;
    }

    private static boolean[] truth(List<double[]> segments, int samples) {
        boolean[] truth = new boolean[samples / STEP];
        for (double[] segment : segments) {
            mark(truth, segment[0], segment[1]);
        }
        return truth;
    }

    /** Marks the steps whose middle lies in an interval. */
    private static void mark(boolean[] steps, double fromSeconds, double toSeconds) {
        for (int i = 0; i < steps.length; i++) {
            double middle = (i + 0.5) * STEP / RATE;
            steps[i] |= middle >= fromSeconds && middle < toSeconds;
        }
    }

    /** Where a session of the modality observes anything but "no-voice". */
    private boolean[] heard(List<AudioBlock> blocks) {
        List<Observation> seen = new ArrayList<>();
        try (ModalitySession session = voice.openSession()) {
            blocks.forEach(block -> session.accept(block, seen::add));
            session.finish(seen::add);
        }
        AudioBlock last = blocks.get(blocks.size() - 1);
        double origin = blocks.get(0).interval().startSeconds();
        double end = last.interval().endSeconds() - origin;
        boolean[] heard = new boolean[(int) Math.ceil(end * RATE / STEP)];
        for (Observation o : seen) {
            boolean nobody =
                    o.evidence() instanceof Evidence.Missing m
                            && m.reason().code().equals("no-voice");
            if (!nobody) {
                mark(
                        heard,
                        o.evidence().interval().startSeconds() - origin,
                        o.evidence().interval().endSeconds() - origin);
            }
        }
        return heard;
    }

    /** Steps in windows that Silero's network takes for speech. */
    private boolean[] windows(float[] x) {
        int count = x.length / WINDOW;
        float[] rows = new float[count * (CONTEXT + WINDOW)];
        for (int i = 0; i < count; i++) {
            int from = Math.max(0, i * WINDOW - CONTEXT);
            int to = (i + 1) * (CONTEXT + WINDOW);
            int length = (i + 1) * WINDOW - from;
            System.arraycopy(x, from, rows, to - length, length);
        }
        boolean[] heard = new boolean[x.length / STEP];
        if (count == 0) {
            return heard;
        }
        List<Tensor> out =
                silero.run(
                        Tensor.of(rows, count, CONTEXT + WINDOW),
                        Tensor.of(new float[256], 2, 1, 128));
        for (int i = 0; i < count; i++) {
            if (out.get(0).data()[i] >= 0.5f) {
                mark(heard, (double) i * WINDOW / RATE, (double) (i + 1) * WINDOW / RATE);
            }
        }
        return heard;
    }

    private List<AudioBlock> blocks(Path file) {
        List<AudioBlock> blocks = new ArrayList<>();
        try (OpenPart part = new OpenPart(Recording.Part.of(file), Limits.defaults());
                SignalReader reader = voice.reader(part).orElseThrow()) {
            Optional<? extends Signal> next = reader.next();
            while (next.isPresent()) {
                blocks.add((AudioBlock) next.get());
                next = reader.next();
            }
        }
        return blocks;
    }

    private static float[] mix(float[] x, float[] music, double db) {
        double gain = Math.sqrt(power(x) / power(music)) * Math.pow(10, -db / 20);
        float[] out = x.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] += (float) (gain * music[i % music.length]);
        }
        return out;
    }

    private static double power(float[] x) {
        double sum = 1e-12;
        for (float v : x) {
            sum += v * (double) v / x.length;
        }
        return sum;
    }

    private static List<String[]> rows(Path csv) throws IOException {
        return Files.readAllLines(csv).stream().skip(1).map(l -> l.split(",", -1)).toList();
    }
}
