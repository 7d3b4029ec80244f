package io.github.emotion4j.examples;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sound.sampled.TargetDataLine;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every Java snippet of every page and of the public types' Javadoc compiles and runs as it stands.
 * A snippet is a whole file if it declares a type; else it is the body of a method, with everything
 * public of the library imported. A page declares what its snippet takes from around it in a
 * comment that readers do not see: {@code <!-- given: boolean watching -->}. Javadoc uses the names
 * of {@link #GIVEN}.
 */
class DocumentedSnippetsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern SNIPPET =
            Pattern.compile(
                    "(?:<!-- given: (?<given>[^>]*(?:>(?!\n)[^>]*)*?) -->\\s*)?```java\n(?<code>.*?)\n```",
                    Pattern.DOTALL);
    private static final Pattern TYPE =
            Pattern.compile(
                    "^(?:public |final |abstract )*(?:class|record|interface) (\\w+)",
                    Pattern.MULTILINE);
    private static final Pattern FILE = Pattern.compile("Path\\.of\\(\"([^\"]+)\"\\)");

    private static final String CAMERA = "VideoReader.camera(0)";

    /** In place of the camera, which no machine of tests has. */
    private static final String CLIP = "VideoReader.open(Path.of(\"camera.mp4\"))";

    /** Snippets that follow a device print estimates of somebody perceived there. */
    private static final List<String> DEVICES = List.of(CAMERA, "Microphone.open()");

    private static final String PERCEIVED = "  valence ";

    private static final Collector<CharSequence, ?, String> LINES = Collectors.joining("\n");
    private static final Pattern OURS = Pattern.compile("<artifactId>(emotion[^<]*)</artifactId>");

    private static final Pattern EXAMPLE =
            Pattern.compile("<pre>\\{@code\n(?<code>.*?)\n\\s*\\* \\}</pre>", Pattern.DOTALL);

    /**
     * What examples in Javadoc take from around them; their own variables may hide these. {@link
     * SnippetInputs} gives what has no value here.
     */
    private static final String GIVEN =
            """
            class Given {
                EmotionRecognizer recognizer;
                EmotionRecognizer.Builder builder = EmotionRecognizer.builder();
                EmotionStream stream;
                Recording recording;
                EmotionEstimate estimate;
                Evidence evidence;
                AffectState affect;
                PersonalBaseline baseline = new PersonalBaseline();
                java.awt.image.BufferedImage image;
                List<LabelledSequence> training;
                List<LabelledSequence> validation;
                FusionTrainer.Listener listener;
                char[] passphrase;
                long startNanos;
                long seed;
                float[] samples;
                float[] interleaved;
                float[] samples16kHz;
                double[] wave;
                double[] millivolts;
                double[] microsiemens;
                double[] truth = {1, 2, 3, 4};
                double[] predicted = {1, 2, 4, 3};
                String[] people = {"ann", "ann", "ben", "ben"};
                List<double[]> outputs =
                        Collections.nCopies(4, new double[] {.3, .1, .1, .1, .1, .1, .1, .1});
                List<Path> paths;
                Bootstrap bootstrap = Bootstrap.defaults();
                ModalityProvider provider = new VoiceModality();
                FusionMethod method;

                void show(double endSeconds, HeartRateVariability variability) {}
            }
            """;

    @TempDir private Path classes;
    @TempDir private Path files;

    /** A snippet as a class of its own. */
    private record Snippet(String name, Path of, String shown, String source) {
        boolean printsFromADevice() {
            return DEVICES.stream().anyMatch(shown::contains)
                    && shown.contains("println(estimate)");
        }
    }

    /**
     * With bundled files under the names that snippets use, simulated signals, a clip in the
     * camera's place and a {@link FakeMicrophone}.
     */
    @Test
    void snippetsRun() throws Exception {
        List<Snippet> snippets = new ArrayList<>(ofPages());
        assertTrue(snippets.size() >= 30, "the pages' snippets are found: " + snippets.size());
        List<Snippet> examples = ofJavadoc();
        assertTrue(examples.size() >= 30, "the examples are found: " + examples.size());
        snippets.addAll(examples);
        compile(snippets);
        PrintStream out = System.out;
        StringBuilder text = new StringBuilder();
        Set<String> devices = new TreeSet<>();
        System.setProperty(TargetDataLine.class.getName(), FakeMicrophone.class.getName());
        try (SnippetInputs inputs = new SnippetInputs(files);
                URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            for (Snippet snippet : snippets) {
                ByteArrayOutputStream printed = new ByteArrayOutputStream();
                System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
                String of = snippet.of() + ":\n" + snippet.shown();
                assertDoesNotThrow(() -> run(loader.loadClass(snippet.name()), inputs), of);
                String said = printed.toString(StandardCharsets.UTF_8);
                if (snippet.printsFromADevice()) {
                    assertTrue(said.contains(PERCEIVED), of + ": " + said);
                    DEVICES.stream().filter(snippet.shown()::contains).forEach(devices::add);
                }
                text.append(said);
            }
        } finally {
            System.setOut(out);
            System.clearProperty(TargetDataLine.class.getName());
        }
        assertEquals(Set.copyOf(DEVICES), devices, "devices whose snippets print estimates");
        for (String said : List.of("HAPPINESS", "F0semitoneFrom27.5Hz", " ms, issues: ")) {
            assertTrue(text.indexOf(said) >= 0, said);
        }
        assertTrue(Files.exists(files.resolve("models/mine/model.pt")), "a network was trained");
    }

    private List<Snippet> ofPages() throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        for (Path page : pages()) {
            Matcher snippet = SNIPPET.matcher(Files.readString(page));
            while (snippet.find()) {
                String shown = snippet.group("code");
                String code = withFiles(shown);
                Matcher type = TYPE.matcher(code);
                String name = type.find() ? type.group(1) : "Snippet" + snippets.size();
                String given = snippet.group("given");
                String body = code.lines().filter(l -> !l.startsWith("import ")).collect(LINES);
                String source =
                        TYPE.matcher(body).find()
                                ? body.replace("public class", "class")
                                : "class " + name + method(given == null ? "" : given, body);
                snippets.add(new Snippet(name, page, shown, imports(code) + source));
            }
        }
        return snippets;
    }

    private List<Snippet> ofJavadoc() throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        for (Path type : publicSources()) {
            String text = Files.readString(type);
            Matcher example = EXAMPLE.matcher(text);
            while (example.find()) {
                String name = "Example" + snippets.size();
                String shown = example.group("code").replaceAll("(?m)^ *\\* ?", "");
                String source = "class " + name + " extends Given" + method("", withFiles(shown));
                snippets.add(new Snippet(name, type, shown, imports(text) + source));
            }
        }
        return snippets;
    }

    /** A text's own imports, and everything public of the library. */
    private static String imports(String text) {
        String own = text.lines().filter(l -> l.startsWith("import ")).collect(LINES);
        return own + "\n" + libraryImports();
    }

    private static String method(String given, String body) {
        return " { void run(" + given + ") throws Exception {\n" + body + "\n} }\n";
    }

    /** With the camera's clip, and files in the test's folder. */
    private String withFiles(String shown) throws IOException {
        Matcher file = FILE.matcher(shown.replace(CAMERA, CLIP));
        while (file.find()) {
            SnippetInputs.file(files.resolve(file.group(1)));
        }
        String here = Matcher.quoteReplacement(files.toString().replace('\\', '/'));
        return file.replaceAll("Path.of(\"" + here + "/$1\")");
    }

    private void run(Class<?> type, SnippetInputs inputs) throws Exception {
        for (Method method : type.getDeclaredMethods()) {
            method.setAccessible(true);
            if (method.getName().equals("main")) {
                Path picture = files.resolve("main.jpg");
                SnippetInputs.file(picture);
                method.invoke(null, (Object) new String[] {picture.toString()});
            } else if (method.getName().equals("run")) {
                Constructor<?> constructor = type.getDeclaredConstructor();
                constructor.setAccessible(true);
                Object snippet = constructor.newInstance();
                for (Field field : type.getSuperclass().getDeclaredFields()) {
                    field.setAccessible(true);
                    if (field.get(snippet) == null) {
                        field.set(snippet, inputs.given(field.getGenericType()));
                    }
                }
                method.invoke(
                        snippet,
                        Stream.of(method.getGenericParameterTypes()).map(inputs::given).toArray());
            }
        }
    }

    private void compile(List<Snippet> snippets) {
        List<JavaFileObject> sources = new ArrayList<>();
        sources.add(file("Given", libraryImports() + GIVEN));
        for (Snippet snippet : snippets) {
            sources.add(file(snippet.name(), snippet.source()));
        }
        StringWriter messages = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        boolean compiled =
                compiler.getTask(
                                messages,
                                null,
                                null,
                                List.of("-d", classes.toString(), "-cp", classPath(), "-proc:none"),
                                null,
                                sources)
                        .call();
        assertTrue(compiled, messages.toString());
    }

    @Test
    void dependenciesThatPagesNameExist() throws IOException {
        Set<String> built = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT, 4)) {
            for (Path pom : files.filter(f -> f.endsWith("pom.xml")).toList()) {
                Matcher own =
                        Pattern.compile("(?s)(?:</parent>|<project[^>]*>).*?<artifactId>([^<]*)<")
                                .matcher(
                                        Files.readString(pom)
                                                .replaceAll("(?s)<!--.*?-->", "")
                                                .replaceAll("(?s)<parent>.*?</parent>", ""));
                if (own.find()) {
                    built.add(own.group(1));
                }
            }
        }
        Set<String> named = new TreeSet<>();
        for (Path page : pages()) {
            Matcher ours = OURS.matcher(Files.readString(page));
            while (ours.find()) {
                named.add(ours.group(1));
            }
        }
        named.removeAll(built);
        assertEquals(Set.of(), named);
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, 3)) {
            return files.filter(f -> f.toString().endsWith(".md"))
                    .filter(f -> !f.toString().contains("target") && !f.endsWith("CHANGES.md"))
                    .sorted()
                    .toList();
        }
    }

    private static JavaFileObject file(String name, String text) {
        return new SimpleJavaFileObject(
                URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static List<Path> publicSources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("core", "vision", "audio", "physio", "fusion")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve("emotion-" + module + "/src/main"))) {
                files.filter(f -> f.toString().endsWith(".java"))
                        .filter(f -> !f.toString().contains("internal"))
                        .sorted()
                        .forEach(sources::add);
            }
        }
        return sources;
    }

    /** Every package of the library that is not internal, and the JDK's that snippets use. */
    private static String libraryImports() {
        Set<String> packages =
                new TreeSet<>(
                        List.of(
                                "java.nio.file",
                                "java.time",
                                "java.util",
                                "java.util.concurrent",
                                "java.util.function",
                                "java.util.stream"));
        for (String module : List.of("core", "vision", "audio", "physio", "fusion")) {
            Path sources = ROOT.resolve("emotion-" + module + "/src/main/java");
            try (Stream<Path> files = Files.walk(sources)) {
                files.filter(
                                f ->
                                        f.endsWith("package-info.java")
                                                && !f.toString().contains("internal"))
                        .map(f -> sources.relativize(f.getParent()).toString())
                        .map(folder -> folder.replace('/', '.').replace('\\', '.'))
                        .forEach(packages::add);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return packages.stream().map(p -> "import " + p + ".*;\n").collect(Collectors.joining());
    }

    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
