package io.github.emotion4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.emotion4j.app.scene.Scene;
import io.github.emotion4j.app.scene.SceneInput;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Recording;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import picocli.CommandLine;

class AnalyzeCommandTest {
    private static final EmotionProbabilities HAPPY =
            EmotionProbabilities.of(new double[] {0.01, 0, 0, 0.02, 0.9, 0.05, 0.02, 0});

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aBadFileIsReportedAndTheRestIsDone() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.jpg"), "no picture");
        Path good = picture("good.png");

        int exitCode = run(broken, good);

        assertEquals(1, exitCode);
        assertTrue(err.toString().contains("Skipped " + broken + ": "), err.toString());
        assertTrue(out.toString().contains("good.png"), out.toString());
        assertTrue(Files.exists(folder.resolve("report/good-annotated.png")));
        assertTrue(Files.readString(report()).contains("good.png"));
    }

    @Test
    void aStripOfAPictureDoesNotFillTheMemory() throws IOException {
        Path strip = folder.resolve("strip.png");
        BufferedImage pixels = new BufferedImage(20, 30_000, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(pixels, "png", strip.toFile());

        assertEquals(0, run(strip, picture("good.png")), err.toString());
        assertTrue(Files.exists(folder.resolve("report/strip-annotated.png")));
    }

    @Test
    void theTimelineHasALineForEachFaceAndEachModalityOfTheSubject() throws IOException {
        assertEquals(0, run(picture("two.png")));

        List<String> lines = out.toString().lines().filter(l -> l.contains("happiness")).toList();
        assertEquals(4, lines.size(), out.toString());
        assertTrue(lines.get(0).contains(" 1* "), lines.get(0));
        assertTrue(lines.get(1).contains(" face "), lines.get(1));
        assertTrue(lines.get(2).contains(" voice "), lines.get(2));
        assertTrue(lines.get(3).contains(" 2 "), lines.get(3));
    }

    @Test
    void whatIsNotReadOfAFileIsToldBelowIt() throws IOException {
        Path film = Files.write(folder.resolve("partly.gif"), AnimatedGif.of(30, 100, 120));

        assertEquals(0, run(film), err.toString());
        assertTrue(
                out.toString().lines().anyMatch(l -> l.equals("  voice: left out: the second")),
                out.toString());
    }

    @Test
    void theWholeTellsTheStressBesideTheClass() throws IOException {
        Path film = Files.write(folder.resolve("film.gif"), AnimatedGif.of(30, 100, 120));

        assertEquals(0, run(film), err.toString());

        List<String> lines = out.toString().lines().toList();
        int whole = 0;
        while (!lines.get(whole).strip().startsWith("whole")) {
            whole++;
        }
        assertTrue(lines.get(whole).contains("happiness"), lines.get(whole));
        assertEquals("stress 63 %", lines.get(whole + 1).strip());

        // Of many inputs each is one line.
        Path[] many = new Path[12];
        many[0] = film;
        for (int i = 1; i < many.length; i++) {
            many[i] = picture(i + ".png");
        }
        assertEquals(0, run(many), err.toString());
        assertTrue(
                out.toString()
                        .lines()
                        .anyMatch(l -> l.startsWith("film.gif ") && l.endsWith(", stress 63 %")),
                out.toString());
    }

    @Test
    void theReportIsWellFormedHasABandForEachModalityAndLoadsNothing() throws Exception {
        Path film = folder.resolve("a & b's \u00e4.gif");
        Files.write(film, AnimatedGif.of(30, 100, 120));

        assertEquals(0, run(film), err.toString());

        String html = Files.readString(report());
        Document page = parse(html);
        List<String> bands = new ArrayList<>();
        for (Element group : elements(page, "g")) {
            bands.add(group.getAttribute("data-modality"));
        }
        assertEquals(List.of("face", "voice"), bands);
        assertEquals(film.getFileName().toString(), elements(page, "h2").get(0).getTextContent());
        assertEquals(1 + 6 + 2, elements(page, "img").size());
        for (Element image : elements(page, "img")) {
            assertTrue(image.getAttribute("src").startsWith("data:image/jpeg;base64,"));
            assertFalse(image.getAttribute("alt").isBlank());
        }
        assertTrue(elements(page, "script").isEmpty());
        assertFalse(html.contains("http"), "the page must not name anything to load");
    }

    @Test
    void helpHasTheOptionsInGroups_mostNeededFirst_withTheirDefaults() {
        assertEquals(0, execute("analyze", "--help"));
        String help = out.toString();
        int last = 0;
        for (String part :
                List.of(
                        "--with",
                        "--lead",
                        "(0.0)",
                        "What is written:",
                        "--out",
                        "(emotion4j-report)",
                        "--html",
                        "--json",
                        "--csv",
                        "Many files:",
                        "--resume",
                        "--parallel",
                        "How it is recognised:",
                        "--step",
                        "(0.5)",
                        "--models",
                        "--device")) {
            // Descriptions name options, too; only their own lines begin with them.
            String line = part.startsWith("--") ? "\n      " + part : part;
            int at = help.indexOf(line, help.indexOf("A body that was recorded along:"));
            assertTrue(at > last, part + " comes later or is missing:\n" + help);
            last = at;
        }
    }

    @Test
    void whatLooksAsTheSameFileDidBeforeIsWrittenOnce() throws IOException {
        ResultFolder results =
                new ResultFolder(
                        folder.resolve("report"), new ResultFolder.Formats(false, false, true));
        Path film = Files.write(folder.resolve("film.gif"), AnimatedGif.of(5, 100, 120));
        Path other = Files.copy(film, folder.resolve("other.gif"));
        EmotionTimeline timeline;
        try (EmotionRecognizer recognizer = recognizer().build()) {
            timeline = recognizer.recognize(Recording.of(film));
        }
        SceneInput first = SceneInput.of(film);
        SceneInput again = new SceneInput("again.gif", "", first.recording(), Duration.ZERO);
        List<SceneInput> inputs = List.of(first, again, SceneInput.of(other));
        for (int i = 0; i < inputs.size(); i++) {
            results.add(i, new Scene(inputs.get(i), timeline), false);
        }
        assertTrue(Files.exists(folder.resolve("report/film-annotated.png")));
        assertFalse(Files.exists(folder.resolve("report/again-annotated.png")));
        assertTrue(Files.exists(folder.resolve("report/other-annotated.png")));
    }

    @Test
    void aStepTooShortIsRefused() throws IOException {
        assertEquals(2, run("--step", "0.01", picture("x.png").toString()));
        assertTrue(
                err.toString().contains("--step is from 0.04 s to a day, not 0.01"),
                err.toString());
    }

    @Test
    void whatIsNoRecordingOfTheBodyDoesNotRunAlong() throws IOException {
        String portrait = Files.copy(picture("x.png"), folder.resolve("portrait.txt")).toString();
        assertEquals(2, run("--with", portrait, picture("a.png").toString()));
        assertTrue(
                err.toString().contains(portrait + ": is no recording of the body"),
                err.toString());
        assertFalse(err.toString().contains("Loading"), err.toString());
    }

    @Test
    void reasonsWhyAStepIsUnclearKeepTheColumns() throws IOException {
        EmotionProbabilities torn =
                EmotionProbabilities.of(new double[] {0.3, 0, 0, 0, 0.31, 0.2, 0.19, 0});
        assertEquals(
                0,
                Emotion4j.commandLine(() -> FixedModality.face(torn))
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(
                                "analyze",
                                picture("a.png").toString(),
                                "--out",
                                folder.resolve("report").toString()),
                err.toString());
        List<String> lines = out.toString().lines().toList();
        int end = lines.get(1).length();
        assertTrue(lines.get(1).endsWith(" quality"), lines.get(1));
        List<String> unclear = lines.stream().filter(l -> l.contains("unclear: ")).toList();
        assertFalse(unclear.isEmpty());
        unclear.forEach(l -> assertEquals(end, l.length(), l));
    }

    @Test
    void aWristbandOfManyFilesIsRefused() throws IOException {
        String body = Files.writeString(folder.resolve("w.csv"), "time_s,BVP\n").toString();
        String first = picture("a.png").toString();
        assertEquals(2, run("--with", body, first, picture("b.png").toString()));
        assertTrue(err.toString().contains("belongs to one FILE, not 2"), err.toString());
        assertEquals(2, run("--with", body, "--lead", "-1", first));
        assertTrue(
                err.toString().contains("--lead is from 0 s to a day, not -1.0"), err.toString());
    }

    @Test
    void aFeatureTableOfALongNameIsWritten_andOneThatCannotBeEndsNothing() throws IOException {
        String table = "time_s,EDA (µS)\n0,2\n0.25,2\n0.5,2\n";
        Path longest = Files.writeString(folder.resolve("a".repeat(238) + ".csv"), table);
        Path other = Files.writeString(folder.resolve("b.csv"), table);
        Path out = Files.createDirectories(folder.resolve("out/b.csv.features.csv")).getParent();
        assertEquals(
                1,
                execute("features", other.toString(), longest.toString(), "--out", out.toString()));
        assertTrue(
                err.toString().contains("b.csv.features.csv: cannot be written"), err.toString());
        assertEquals(
                List.of("a".repeat(200) + FeaturesCommand.ENDING, "b.csv.features.csv"),
                Stream.of(out.toFile().list()).sorted().toList());
    }

    @Test
    void whatIsAtFaultInASoundIsToldBesideItsFeatures() throws IOException {
        ByteBuffer wav = ByteBuffer.allocate(44 + 32_000).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 32_000);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1);
        wav.putShort((short) 1).putInt(16_000).putInt(32_000).putShort((short) 2);
        wav.putShort((short) 16).put("data".getBytes(StandardCharsets.US_ASCII)).putInt(32_000);
        for (int i = 0; i < 1_600; i++) {
            wav.putShort(Short.MAX_VALUE);
        }
        Path loud = Files.write(folder.resolve("loud.wav"), wav.array());
        assertEquals(0, execute("features", loud.toString()));
        assertEquals(loud + ": 10.0 % of the samples are clipped", err.toString().strip());
    }

    @Test
    void aFolderOfAWristbandAmongOthersIsOneRecording() throws IOException {
        Path visits = Files.createDirectories(folder.resolve("visits/b"));
        Files.writeString(visits.resolve("EDA.csv"), "");
        Files.writeString(visits.resolve("BVP.csv"), "");
        Path picture = Files.writeString(folder.resolve("visits/a.png"), "");
        Path ride = Files.writeString(folder.resolve("visits/c.fit"), "");
        Files.writeString(folder.resolve("visits/notes.md"), "");

        List<Path> found =
                InputFiles.of(
                        List.of(folder.resolve("visits")), new TreeMap<>(), new PrintWriter(err));
        assertEquals(List.of(picture, visits, ride), found);
        assertEquals(
                "1 file left out, as its name looks like no recording; name it to read it",
                err.toString().strip());
    }

    @Test
    void aMissingFileIsToldBeforeModelsAreLoaded() throws IOException {
        assertEquals(3, run(folder.resolve("none.mp4")));
        assertTrue(err.toString().contains("none.mp4: there is no such file"), err.toString());
        assertFalse(err.toString().contains("Loading"), err.toString());

        assertEquals(1, run(folder.resolve("none.mp4"), picture("good.png")));
        assertTrue(out.toString().contains("good.png"), out.toString());
    }

    @Test
    void aFolderGetsAnIndexAndWhatIsDoneIsNotDoneAgain() throws Exception {
        Path many = Files.createDirectories(folder.resolve("many/inner"));
        Files.copy(picture("a.png"), many.resolve("a.png"));
        Files.copy(picture("a.png"), many.getParent().resolve("a.png"));
        Files.writeString(many.resolve("broken.jpg"), "no picture");
        Files.writeString(many.resolve("notes.txt"), "not looked at");

        assertEquals(1, run("--json", "--html", many.getParent().toString()), err.toString());
        Path report = folder.resolve("report");
        List<String> links =
                elements(parse(Files.readString(report.resolve("index.html"))), "a").stream()
                        .map(a -> a.getAttribute("href"))
                        .toList();
        assertEquals(List.of("a.html", "a-2.html"), links);
        assertTrue(Files.readString(report.resolve("index.html")).contains("not read"));
        EmotionTimeline.ofJson(Files.readString(report.resolve("a-2.json")));

        Files.delete(report.resolve("a.html"));
        Files.copy(picture("a.png"), many.resolve("b.png"));
        assertEquals(1, run("--json", "--html", "--resume", many.getParent().toString()));
        assertFalse(Files.exists(report.resolve("a.html")), "it was done before");
        assertTrue(Files.exists(report.resolve("b.html")), "it came since");
        assertEquals(
                3, elements(parse(Files.readString(report.resolve("index.html"))), "a").size());
    }

    @Test
    void aRunThatWasKilledWhileItWroteTheIndexIsResumed() throws Exception {
        Path many = Files.createDirectories(folder.resolve("many"));
        Files.copy(picture("a.png"), many.resolve("a.png"));
        assertEquals(0, run("--html", "--resume", many.toString()), err.toString());
        Path report = folder.resolve("report");
        // The file's line was written and its mark in the journal was not; of a second line half
        // a letter was.
        Files.delete(report.resolve("done-html.jsonl"));
        Files.write(
                report.resolve("index-html.jsonl"),
                new byte[] {'{', '"', (byte) 0xc3},
                StandardOpenOption.APPEND);

        Files.copy(picture("b.png"), many.resolve("b.png"));
        for (int run = 0; run < 2; run++) {
            assertEquals(0, run("--html", "--resume", many.toString()), err.toString());
            assertEquals(
                    List.of("a.html", "b.html"),
                    elements(parse(Files.readString(report.resolve("index.html"))), "a").stream()
                            .map(a -> a.getAttribute("href"))
                            .toList());
        }
    }

    @Test
    void otherProgramsReadTheTerminal() throws IOException {
        String file = picture("a.png").toString();
        assertEquals(0, execute("analyze", "--json", "--out", "-", file), err.toString());
        assertEquals(1, EmotionTimeline.ofJson(out.toString()).estimates().size());
        assertEquals(2, execute("analyze", "--out", "-", file));
        assertTrue(err.toString().contains("either --json or --csv"), err.toString());
    }

    @Test
    void whatTheProgramDidNotWriteIsNeverReplaced() throws IOException {
        Path visit = Files.createDirectories(folder.resolve("visit"));
        Path table = Files.writeString(visit.resolve("visit.csv"), "time_s,BVP\n");
        Path film = Files.copy(picture("visit.png"), visit.resolve("visit.png"));
        Path drawn = Files.copy(film, visit.resolve("visit-annotated.png"));
        Path page = Files.writeString(visit.resolve("report.html"), "<title>Mine</title>");
        String here = visit.toString();

        assertEquals(2, execute("analyze", table.toString(), "--csv", "--out", here));
        assertEquals(2, execute("analyze", film.toString(), "--csv", "--out", here));
        assertTrue(err.toString().contains(table + ": is there already"), err.toString());
        assertEquals(2, execute("analyze", film.toString(), "--out", here));
        Files.delete(page);
        String both = drawn.toString();
        assertEquals(2, execute("analyze", film.toString(), both, "--out", here));
        assertEquals("time_s,BVP\n", Files.readString(table));
        assertEquals(-1, Files.mismatch(film, drawn));

        Files.delete(table);
        for (int run = 0; run < 2; run++) {
            String[] own = {"analyze", film.toString(), "--csv", "--json", "--html", "--out", here};
            assertEquals(0, execute(own), err.toString());
        }
        // Nor are results taken for recordings.
        assertEquals(
                List.of(film),
                InputFiles.of(List.of(visit), new TreeMap<>(), new PrintWriter(err)));
    }

    @Test
    void anyNameGetsResultsOfItsOwn() throws Exception {
        Path many = Files.createDirectories(folder.resolve("many"));
        Files.copy(picture("a.png"), many.resolve("index.png"));
        Files.copy(picture("a.png"), many.resolve("A.png"));
        Files.copy(picture("a.png"), many.resolve("a.png"));
        Files.copy(picture("a.png"), many.resolve("\u00e4".repeat(125) + ".png"));

        assertEquals(0, run(many), err.toString());
        List<String> links =
                elements(parse(Files.readString(folder.resolve("report/index.html"))), "a").stream()
                        .map(a -> a.getAttribute("href").toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList();
        assertEquals(
                List.of("a-2.html", "a.html", "index-2.html", "\u00e4".repeat(100) + ".html"),
                links);
    }

    @Test
    void resultsOfSeveralFilesOnTheTerminalAreToldApart() throws IOException {
        String first = picture("a.png").toString();
        String second = picture("b.png").toString();
        assertEquals(0, execute("analyze", "--json", "--out", "-", first, second), err.toString());
        List<String> lines = out.toString().lines().toList();
        assertEquals(2, lines.size(), out.toString());
        JsonObject line = JsonParser.parseString(lines.get(1)).getAsJsonObject();
        assertEquals(second, line.get("file").getAsString());
        EmotionTimeline.ofJson(line.get("timeline").toString());
        assertEquals(2, execute("analyze", "--csv", "--out", "-", first, second));
    }

    @Test
    void optionsThatWouldDoNothingAreRefused() throws IOException {
        String file = picture("a.png").toString();
        assertEquals(2, execute("analyze", "--lead", "5", file));
        assertTrue(err.toString().contains("--lead belongs to"), err.toString());
        assertEquals(2, execute("analyze", "--json", "--out", "-", "--parallel", "2", file));
        assertTrue(err.toString().contains("no --parallel"), err.toString());
    }

    @Test
    void namesOfFilesGiveATerminalNoOrders() throws IOException {
        Path good = Files.copy(picture("x.png"), folder.resolve("\u001b[2Jgood\n.png"));
        Path broken =
                Files.writeString(folder.resolve("\u001b[2J\u009bbroken\n.jpg"), "no picture");
        assertEquals(1, run(good, broken, folder.resolve("\u001b[2Jnone")));
        String printed = out.toString() + err;
        assertTrue(printed.contains("good") && printed.contains("broken"), printed);
        assertTrue(printed.chars().noneMatch(c -> c != '\n' && Character.isISOControl(c)), printed);
        assertTrue(printed.lines().anyMatch(l -> l.matches("Skipped .*broken.*jpg.*")), printed);
    }

    private Path report() {
        return folder.resolve("report/report.html");
    }

    @Test
    void aFileThatIsNamedTwiceOrReachedByALinkIsReadOnce() throws IOException {
        Path visits = Files.createDirectories(folder.resolve("visits"));
        Path good = Files.move(picture("good.png"), visits.resolve("good.png"));
        Files.createSymbolicLink(visits.resolve("again.png"), good);
        Files.createSymbolicLink(visits.resolve("loop"), visits);

        TreeMap<Path, String> refused = new TreeMap<>();
        Path roundabout = visits.resolve("../visits/good.png");
        assertEquals(
                List.of(visits.resolve("again.png")),
                InputFiles.of(List.of(visits, good, roundabout), refused, new PrintWriter(err)));
        assertEquals(
                List.of(good), InputFiles.of(List.of(good, visits), refused, new PrintWriter(err)));
        assertTrue(refused.isEmpty(), refused.toString());
    }

    @Test
    void aFolderThatCannotBeWrittenToIsToldBeforeModelsAreLoaded() throws IOException {
        Path good = picture("good.png");
        assertEquals(3, execute("analyze", good.toString(), "--out", good.toString()));
        assertTrue(err.toString().contains(good + ": is a file, not a folder"), err.toString());
        assertFalse(err.toString().contains("Loading"), err.toString());
    }

    @Test
    void resultsThatNobodyCouldReadAreNoSuccess() throws IOException {
        Writer full =
                new Writer() {
                    @Override
                    public void write(char[] text, int from, int length) throws IOException {
                        throw new IOException("No space left on device");
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        CommandLine line = commandLine().setOut(new PrintWriter(full));
        String good = picture("good.png").toString();
        assertEquals(3, line.execute("analyze", good, "--json", "--out", "-"));
        assertTrue(err.toString().contains("The output was not written"), err.toString());
        assertEquals(3, Emotion4j.written(line, line.execute("--version")));
    }

    private Path picture(String name) throws IOException {
        Path file = folder.resolve(name);
        ImageIO.write(new BufferedImage(120, 90, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
        return file;
    }

    private int run(Path... files) {
        List<String> names = new ArrayList<>();
        for (Path file : files) {
            names.add(file.toString());
        }
        return run(names.toArray(String[]::new));
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of("analyze"));
        all.addAll(List.of(args));
        all.addAll(List.of("--out", folder.resolve("report").toString()));
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... args) {
        return commandLine().execute(args);
    }

    private static EmotionRecognizer.Builder recognizer() {
        return FixedModality.face(HAPPY)
                .modality(new FixedModality(ModalityId.VOICE, HAPPY, OptionalDouble.of(0.63)));
    }

    private CommandLine commandLine() {
        return Emotion4j.commandLine(AnalyzeCommandTest::recognizer)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
    }

    private static Document parse(String html) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    private static List<Element> elements(Document page, String tag) {
        NodeList nodes = page.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
