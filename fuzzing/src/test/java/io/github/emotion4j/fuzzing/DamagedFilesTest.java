package io.github.emotion4j.fuzzing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.PersonalFile;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import io.github.emotion4j.fusion.affect.AffectTracker;
import io.github.emotion4j.fusion.baseline.BaselineReference;
import io.github.emotion4j.fusion.baseline.PersonalBaseline;
import io.github.emotion4j.fusion.response.Responder;
import io.github.emotion4j.fusion.response.ResponsePolicy;
import io.github.emotion4j.fusion.train.LabelledFolder;
import io.github.emotion4j.fusion.train.NetworkFile;
import io.github.emotion4j.physio.BodyBaseline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that is saved and read again, cut, altered, exchanged and of a later version, through
 * the call that an application makes: each is refused with its name and the reason, at that call.
 */
class DamagedFilesTest {
    /** Cuts and altered bits of a file that has more of them: enough to meet each of its parts. */
    private static final int TRIES = 300;

    private static final int VERSION_AT = 4;
    private static final int LENGTH_AT = 8;
    private static final int HEAD_BYTES = 16;
    private static final Path FOLDER = Attack.folder();
    private static final EmotionRecognizer RECOGNIZER =
            EmotionRecognizer.builder().onlyNamedModalities().limits(Attack.LIMITS).build();
    private static final BaselineReference REFERENCE = BaselineReference.bundled();

    /** What reads bytes as an application does. */
    private interface Reader {
        void read(byte[] bytes) throws IOException;
    }

    /**
     * Something that is saved.
     *
     * @param name what it is
     * @param good whole bytes of it
     * @param sealed whether it has a checksum, so that no altered bit can be meant
     * @param version what a text says of its version, and what a later one says
     * @param reader reads it
     */
    @SuppressWarnings("ArrayRecordComponent") // A table of a test.
    private record Kind(
            String name, byte[] good, boolean sealed, List<String> version, Reader reader) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Kind> KINDS = kinds();

    static List<Kind> all() {
        return KINDS;
    }

    static Stream<Kind> sealed() {
        return KINDS.stream().filter(Kind::sealed);
    }

    /** Those whose content can be altered and sealed again without a key. */
    static Stream<Kind> sealedWithoutKey() {
        return sealed().filter(kind -> !kind.name().contains("key"));
    }

    static Stream<Kind> texts() {
        return KINDS.stream().filter(kind -> !kind.version().isEmpty());
    }

    @AfterAll
    static void close() {
        RECOGNIZER.close();
    }

    @ParameterizedTest
    @MethodSource("all")
    void wholeFile_isRead(Kind kind) {
        assertDoesNotThrow(() -> kind.reader().read(kind.good()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void cutFile_isRefusedOrRead(Kind kind) throws Exception {
        int length = kind.good().length;
        for (int end = 0; end < length; end += 1 + length / TRIES) {
            byte[] cut = Arrays.copyOf(kind.good(), end);
            if (kind.sealed()) {
                refused(kind, cut, "cut to " + end);
            } else {
                // Text may end early and be whole, as a table or a record that was broken off.
                Attack.read(() -> kind.reader().read(cut));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void alteredBit_isRefusedOrRead(Kind kind) throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < TRIES; i++) {
            int bit = i < HEAD_BYTES * 8 ? i : random.nextInt(kind.good().length * 8);
            byte[] altered = kind.good().clone();
            altered[bit / 8 % altered.length] ^= (byte) (1 << bit % 8);
            if (kind.sealed()) {
                refused(kind, altered, "bit " + bit);
            } else {
                Attack.read(() -> kind.reader().read(altered));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void fileOfAnotherKind_isRefused(Kind kind) throws IOException {
        Map<String, byte[]> others = new LinkedHashMap<>();
        KINDS.stream()
                .filter(other -> !Arrays.equals(other.good(), kind.good()))
                .forEach(other -> others.put(other.name(), other.good()));
        others.put("zeros", new byte[1 << 16]);
        others.put("a JPEG's head", new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0});
        others.put("prose", "Dear diary, today".getBytes(StandardCharsets.UTF_8));
        others.put("null", "null".getBytes(StandardCharsets.UTF_8));
        others.put("an array", "[]".getBytes(StandardCharsets.UTF_8));
        others.put("an object", "{}".getBytes(StandardCharsets.UTF_8));
        others.put("gzip", gzip(kind.good()));
        others.forEach(
                (name, bytes) -> {
                    // A record may be packed, and the fusion has outputs of the face's names, too.
                    if (!Set.of("record, gzip", "model.json, network")
                            .contains(kind + ", " + name)) {
                        refused(kind, bytes, name);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("sealed")
    void laterVersion_isNamed(Kind kind) {
        String letters = new String(kind.good(), 0, VERSION_AT, StandardCharsets.US_ASCII);
        int later = ByteBuffer.wrap(kind.good()).getInt(VERSION_AT) + 1;
        byte[] content = Attack.content(kind.good());
        byte[] bytes = new SavedState(letters, later, "", "").write(out -> out.write(content));
        EmotionException e = refused(kind, bytes, "version " + later);
        assertTrue(e.getMessage().contains("version " + later), e::getMessage);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void laterVersionOfAText_isRefused(Kind kind) {
        String good = new String(kind.good(), StandardCharsets.UTF_8);
        String later = good.replace(kind.version().get(0), kind.version().get(1));
        assertFalse(later.equals(good), "the text has no version where the test alters it");
        refused(kind, later.getBytes(StandardCharsets.UTF_8), "later version");
    }

    @ParameterizedTest
    @MethodSource("sealed")
    void wrongLength_isRefused(Kind kind) {
        for (int length : new int[] {Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE}) {
            byte[] bytes = kind.good().clone();
            ByteBuffer.wrap(bytes).putInt(LENGTH_AT, length);
            refused(kind, bytes, "length " + length);
        }
        refused(kind, Arrays.copyOf(kind.good(), kind.good().length + 1), "a byte more");
    }

    @ParameterizedTest
    @MethodSource("sealedWithoutKey")
    void wrongContentUnderARightChecksum_isRefusedOrRead(Kind kind) throws Exception {
        byte[] content = Attack.content(kind.good());
        Random random = new Random(2);
        for (int i = 0; i < TRIES; i++) {
            byte[] altered = content.clone();
            ByteBuffer all = ByteBuffer.wrap(altered);
            int at = random.nextInt(content.length);
            if (i % 2 == 0 || at > content.length - Integer.BYTES) {
                altered[at] ^= (byte) (1 << random.nextInt(8));
            } else {
                // A number of things to come, as huge as can be said.
                all.putInt(at, Integer.MAX_VALUE);
            }
            Attack.read(() -> kind.reader().read(Attack.like(kind.good(), altered)));
        }
        for (int end = 0; end < content.length; end += 1 + content.length / TRIES) {
            byte[] cut = Arrays.copyOf(content, end);
            Attack.read(() -> kind.reader().read(Attack.like(kind.good(), cut)));
        }
    }

    /** Refused with a message that a user can act on. */
    private static EmotionException refused(Kind kind, byte[] bytes, String how) {
        EmotionException e =
                assertThrows(
                        EmotionException.class, () -> kind.reader().read(bytes), kind + ", " + how);
        assertTrue(
                e instanceof InputException || e instanceof ModelException,
                () -> kind + ", " + how + ": " + e);
        String message = String.valueOf(e.getMessage());
        assertTrue(message.length() > 20, () -> how + ": " + message);
        assertFalse(
                message.matches(
                        "(?s).*(NullPointer|ClassCast|OutOfBounds|NegativeArray|Cannot invoke).*"),
                () -> kind + ", " + how + ": " + message);
        return e;
    }

    private static List<Kind> kinds() {
        try {
            Path file = FOLDER.resolve("saved");
            AffectTracker mood = new AffectTracker();
            ResponsePolicy policy = ResponsePolicy.considerate();
            PersonalFile plain = PersonalFile.plain(file);
            PersonalFile key = PersonalFile.encrypted(file, new SecretKeySpec(new byte[32], "AES"));
            return List.of(
                    new Kind("stream state", state(), true, List.of(), DamagedFilesTest::resume),
                    new Kind("mood", mood.toBytes(), true, List.of(), AffectTracker::ofBytes),
                    new Kind(
                            "responses",
                            new Responder(policy, 1).toBytes(),
                            true,
                            List.of(),
                            bytes -> Responder.ofBytes(bytes, policy)),
                    new Kind(
                            "baseline",
                            new PersonalBaseline().toBytes(),
                            true,
                            List.of(),
                            PersonalBaseline::ofBytes),
                    new Kind("plain file", saved(plain, file), true, List.of(), on(file, plain)),
                    new Kind("file under a key", saved(key, file), true, List.of(), on(file, key)),
                    new Kind(
                            "reference",
                            REFERENCE.toJson().getBytes(StandardCharsets.UTF_8),
                            false,
                            List.of("\"schema\": 1", "\"schema\": 2"),
                            bytes ->
                                    BaselineReference.parse(
                                            "reference.json",
                                            new String(bytes, StandardCharsets.UTF_8))),
                    new Kind(
                            "policy",
                            resource(ResponsePolicy.class, "considerate-policy.json"),
                            false,
                            List.of("\"schema\": 1", "\"schema\": 2"),
                            bytes ->
                                    ResponsePolicy.read(
                                            Files.write(FOLDER.resolve("policy.json"), bytes))),
                    new Kind(
                            "baseline of the body", calm(), true, List.of(), BodyBaseline::ofBytes),
                    new Kind(
                            "record",
                            seed("SessionRecordFuzzTest", "session"),
                            false,
                            List.of("\"version\":1", "\"version\":99"),
                            bytes ->
                                    RECOGNIZER.replay(
                                            Recording.Part.of("a.jsonl", bytes), estimate -> {})),
                    new Kind(
                            "journal",
                            journal(),
                            false,
                            List.of("\"version\":3", "\"version\":99"),
                            bytes -> batch(Files.write(FOLDER.resolve("a.done"), bytes))),
                    new Kind(
                            "model.json",
                            model("face-expression", "model.json"),
                            false,
                            List.of("\"schema\": 1", "\"schema\": 2"),
                            DamagedFilesTest::load),
                    new Kind(
                            "network",
                            model("fusion", "model.json"),
                            false,
                            List.of(),
                            DamagedFilesTest::network),
                    new Kind(
                            "manifest",
                            "file,with,label,person\nsaved,,neutral,p1\n"
                                    .getBytes(StandardCharsets.UTF_8),
                            false,
                            List.of(),
                            bytes -> {
                                Files.write(FOLDER.resolve("manifest.csv"), bytes);
                                LabelledFolder.read(FOLDER);
                            }));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] state() {
        try (EmotionStream stream = RECOGNIZER.openStream(estimate -> {})) {
            return stream.toBytes();
        }
    }

    private static void resume(byte[] state) {
        RECOGNIZER.resumeStream(state, estimate -> {}).close();
    }

    private static Reader on(Path file, PersonalFile personal) {
        return bytes -> {
            Files.write(file, bytes);
            personal.load();
        };
    }

    private static byte[] saved(PersonalFile personal, Path file) throws IOException {
        personal.save(new PersonalBaseline().toBytes());
        return Files.readAllBytes(file);
    }

    private static byte[] calm() {
        double[] pulse = new double[64 * 180];
        for (int i = 0; i < pulse.length; i++) {
            pulse[i] = Math.pow(Math.sin(Math.PI * i / 64.0), 8);
        }
        BioBlock block = new BioBlock(0, BioBlock.Kind.PPG, BioBlock.Unit.ARBITRARY, 64, pulse);
        return BodyBaseline.of(List.of(block)).toBytes();
    }

    private static byte[] journal() throws IOException {
        Path file = FOLDER.resolve("new.done");
        batch(file);
        return Files.readAllBytes(file);
    }

    private static void batch(Path journal) {
        RECOGNIZER.batch().journal(journal).run(List.of(), result -> {});
    }

    private static void load(byte[] description) throws IOException {
        Path folder = Files.createDirectories(FOLDER.resolve("face-expression"));
        Files.write(folder.resolve("model.json"), description);
        new ModelLoader(
                        ComputeDevice.cpu(),
                        1,
                        Optional.of(TensorEngine.ONNX_RUNTIME),
                        Optional.of(FOLDER))
                .description("face-expression")
                .labels("logits");
    }

    private static void network(byte[] description) throws IOException {
        Files.write(FOLDER.resolve("model.json"), description);
        Files.write(FOLDER.resolve("model.pt"), new byte[1]);
        NetworkFile.in(FOLDER);
    }

    private static byte[] model(String id, String file) throws IOException {
        return resource(ModelLoader.class, "/io/github/emotion4j/models/" + id + "/" + file);
    }

    private static byte[] seed(String test, String name) throws IOException {
        return resource(DamagedFilesTest.class, test + "Inputs/read/" + name);
    }

    private static byte[] resource(Class<?> beside, String name) throws IOException {
        try (InputStream in = beside.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    /** Readers of files, by the file that they are told to read. */
    static Stream<Consumer<Path>> readersOfFiles() {
        return Stream.of(
                path -> PersonalFile.plain(path).load(),
                ResponsePolicy::read,
                path -> RECOGNIZER.replay(path),
                DamagedFilesTest::batch);
    }

    @ParameterizedTest
    @MethodSource("readersOfFiles")
    void whatIsNoFile_isRefused(Consumer<Path> reader) {
        Path endless = Path.of("/dev/zero");
        if (Files.exists(endless)) {
            assertThrows(InputException.class, () -> reader.accept(endless));
        }
        EmotionException e = assertThrows(EmotionException.class, () -> reader.accept(FOLDER));
        assertTrue(e.getMessage().contains(FOLDER.toString()), e::getMessage);
    }

    /** A file of another's, of one line and without its end, is not taken for a cut journal. */
    @Test
    void journalOverAnotherFile_leavesTheFileAsItWas() throws IOException {
        Path diary = Files.writeString(FOLDER.resolve("diary.txt"), "Dear diary, today");
        assertThrows(InputException.class, () -> batch(diary));
        assertEquals("Dear diary, today", Files.readString(diary));
    }
}
