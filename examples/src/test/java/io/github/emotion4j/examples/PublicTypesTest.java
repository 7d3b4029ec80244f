package io.github.emotion4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the public types against docs/public-types.md, so that each has a reason. */
class PublicTypesTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern EXPORT = Pattern.compile("exports ([\\w.]+);");
    private static final Pattern TYPE =
            Pattern.compile(
                    "^public (?:abstract |final |sealed |non-sealed )*"
                            + "(?:class|record|interface|enum|@interface) (\\w+)",
                    Pattern.MULTILINE);
    private static final Pattern ROW = Pattern.compile("^\\| (`[A-Z].*`) \\| (.+) \\|$");

    /** About a hundred were aimed at; who adds one asks first what it could be a part of. */
    private static final int MOST = 110;

    @Test
    void everyPublicTypeHasAReason() throws IOException {
        TreeSet<String> listed = new TreeSet<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/public-types.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                for (String name : row.group(1).replace("`", "").split(", ")) {
                    assertTrue(listed.add(name), name + " is listed twice");
                }
            }
        }
        TreeSet<String> exported = new TreeSet<>();
        List<Path> modules;
        try (Stream<Path> files = Files.list(ROOT)) {
            modules =
                    files.map(m -> m.resolve("src/main/module/module-info.java"))
                            .filter(Files::exists)
                            .toList();
        }
        assertTrue(modules.size() >= 6, "the modules are found: " + modules);
        for (Path module : modules) {
            for (String name : publicTypes(module)) {
                assertTrue(exported.add(name), name + " is the name of two types");
            }
        }
        assertEquals(String.join("\n", listed), String.join("\n", exported));
        assertTrue(exported.size() <= MOST, exported.size() + " public types");
    }

    private static List<String> publicTypes(Path moduleInfo) throws IOException {
        List<String> names = new ArrayList<>();
        Path sources = moduleInfo.resolve("../../java").normalize();
        Matcher exports = EXPORT.matcher(Files.readString(moduleInfo));
        while (exports.find()) {
            try (Stream<Path> files =
                    Files.list(sources.resolve(exports.group(1).replace('.', '/')))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    Matcher type = TYPE.matcher(Files.readString(file));
                    if (type.find()) {
                        names.add(type.group(1));
                    }
                }
            }
        }
        return names;
    }
}
