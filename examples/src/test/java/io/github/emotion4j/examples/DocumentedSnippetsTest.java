package io.github.emotion4j.examples;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * Every Java snippet of every page runs, and every one of the public types' Javadoc compiles, as it
 * stands. A snippet is a whole file if it declares a type; else it is the body of a method, with
 * everything public of the library imported. A page declares what its snippet takes from around it
 * in a comment that readers do not see: {@code <!-- given: boolean watching -->}. Javadoc uses the
 * names of {@link #GIVEN}.
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

    /** What is before the camera of a snippet: no machine of tests has one. */
    private static final String CAMERA = "VideoReader.camera(0)";

    private static final String CLIP = "VideoReader.open(Path.of(\"camera.mp4\"))";

    /** Snippets that follow a device print estimates of somebody perceived there. */
    private static final List<String> DEVICES = List.of(CAMERA, "Microphone.open()");

    private static final String PERCEIVED = "  valence ";

    private static final Collector<CharSequence, ?, String> LINES = Collectors.joining("\n");
    private static final Pattern OURS = Pattern.compile("<artifactId>(emotion[^<]*)</artifactId>");

    private static final Pattern EXAMPLE =
            Pattern.compile("<pre>\\{@code\n(?<code>.*?)\n\\s*\\* \\}</pre>", Pattern.DOTALL);

    /** What examples in Javadoc take from around them; their own variables may hide these. */
    private static final String GIVEN =
            """
            class Given {
                EmotionRecognizer recognizer;
                EmotionRecognizer.Builder builder;
                EmotionStream stream;
                Recording recording;
                EmotionEstimate estimate;
                Evidence evidence;
                AffectState affect;
                PersonalBaseline baseline;
                Intervals intervals;
                java.awt.image.BufferedImage image;
                List<LabelledSequence> training;
                List<LabelledSequence> validation;
                FusionTrainer.Listener listener;
                Path path;
                Path folder;
                char[] passphrase;
                long startNanos;
                long seed;
                float[] samples;
                float[] interleaved;
                float[] samples16kHz;
                double[] wave;
                double[] millivolts;
                double[] microsiemens;
                double[] values;
                double[] truth;
                double[] predicted;
                List<double[]> outputs;
                List<Path> paths;
                String person;
                String[] people;
                Bootstrap bootstrap;
                ModalityProvider provider;
                FusionMethod method;

                void show(double endSeconds, HeartRateVariability variability) {}
            }
            """;

    @TempDir private Path classes;
    @TempDir private Path files;

    @Test
    void examplesInJavadocCompile() throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        sources.add(file("Given", libraryImports() + GIVEN));
        for (Path type : publicSources()) {
            String text = Files.readString(type);
            String own = text.lines().filter(l -> l.startsWith("import ")).collect(LINES);
            Matcher example = EXAMPLE.matcher(text);
            while (example.find()) {
                String name = "Example" + sources.size();
                String code = example.group("code").replaceAll("(?m)^ *\\* ?", "");
                sources.add(
                        file(
                                name,
                                "// "
                                        + type
                                        + "\n"
                                        + own
                                        + "\n"
                                        + libraryImports()
                                        + "class "
                                        + name
                                        + " extends Given { void run() throws Exception {\n"
                                        + code
                                        + "\n} }\n"));
            }
        }
        assertTrue(sources.size() >= 30, "the examples are found: " + sources.size());
        compile(sources);
    }

    /**
     * Snippets of pages run, with bundled files under the names that they use, simulated signals, a
     * clip in the camera's place and a {@link FakeMicrophone}.
     */
    @Test
    void snippetsRun() throws Exception {
        List<JavaFileObject> sources = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Map<String, Path> pageOf = new HashMap<>();
        Set<String> followingDevices = new TreeSet<>();
        for (Path page : pages()) {
            Matcher snippet = SNIPPET.matcher(Files.readString(page));
            while (snippet.find()) {
                String shown = snippet.group("code");
                String code = shown.replace(CAMERA, CLIP);
                Matcher file = FILE.matcher(code);
                while (file.find()) {
                    SnippetInputs.file(files.resolve(file.group(1)));
                }
                Matcher type = TYPE.matcher(code);
                String name = type.find() ? type.group(1) : "Snippet" + sources.size();
                names.add(name);
                pageOf.put(name, page);
                if (DEVICES.stream().anyMatch(shown::contains)) {
                    followingDevices.add(name);
                }
                String given = snippet.group("given");
                String here = Matcher.quoteReplacement(files.toString().replace('\\', '/'));
                code = file.replaceAll("Path.of(\"" + here + "/$1\")");
                sources.add(source(name, page, given == null ? "" : given, code));
            }
        }
        assertTrue(sources.size() >= 30, "the pages' snippets are found: " + sources.size());
        compile(sources);
        PrintStream out = System.out;
        StringBuilder text = new StringBuilder();
        System.setProperty(TargetDataLine.class.getName(), FakeMicrophone.class.getName());
        try (SnippetInputs inputs = new SnippetInputs(files);
                URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            for (String name : names) {
                ByteArrayOutputStream printed = new ByteArrayOutputStream();
                System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
                String of = name + " of " + pageOf.get(name);
                assertDoesNotThrow(() -> run(loader.loadClass(name), inputs), of);
                String said = printed.toString(StandardCharsets.UTF_8);
                if (followingDevices.contains(name)) {
                    assertTrue(said.contains(PERCEIVED), of + ": " + said);
                }
                text.append(said);
            }
        } finally {
            System.setOut(out);
            System.clearProperty(TargetDataLine.class.getName());
        }
        assertEquals(DEVICES.size(), followingDevices.size());
        for (String said : List.of("HAPPINESS", "F0semitoneFrom27.5Hz", " ms, limits: ")) {
            assertTrue(text.indexOf(said) >= 0, said);
        }
        assertTrue(Files.exists(files.resolve("models/mine/model.pt")), "a network was trained");
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
                method.invoke(
                        constructor.newInstance(),
                        Stream.of(method.getGenericParameterTypes()).map(inputs::given).toArray());
            }
        }
    }

    private void compile(List<JavaFileObject> sources) {
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

    private static JavaFileObject source(String name, Path page, String given, String code) {
        String imports =
                code.lines().filter(l -> l.startsWith("import ")).collect(Collectors.joining("\n"));
        String body =
                code.lines()
                        .filter(l -> !l.startsWith("import "))
                        .collect(Collectors.joining("\n"));
        String text =
                "// "
                        + page
                        + "\n"
                        + imports
                        + "\n"
                        + libraryImports()
                        + (TYPE.matcher(body).find()
                                ? body.replace("public class", "class")
                                : "class "
                                        + name
                                        + " { void run("
                                        + given
                                        + ") throws Exception {\n"
                                        + body
                                        + "\n} }\n");
        return file(name, text);
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
