package io.github.emotion4j.flink.job;

import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.util.ParameterTool;

/** The options of a program: those that its usage names, each with a value. */
final class JobOptions {
    private static final Pattern NAME = Pattern.compile("(?<=--)[a-z]+(-[a-z]+)*");

    /** What Flink gives an option without a value. */
    private static final String NO_VALUE = "__NO_VALUE_KEY";

    private JobOptions() {}

    /**
     * Reads a command line. What is wrong is found here: an option that is spelt wrong would be
     * ignored.
     *
     * @param usage what the program prints when it is asked for help
     * @param required names of options that must be there
     * @return the options; empty if help was asked for, which is printed
     * @throws IllegalArgumentException if an option is unknown, has no value or is missing
     */
    static Optional<ParameterTool> read(String usage, String[] args, String... required) {
        ParameterTool options = ParameterTool.fromArgs(args);
        if (options.has("help") || options.has("h")) {
            System.out.print(usage);
            return Optional.empty();
        }
        TreeSet<String> known =
                NAME.matcher(usage)
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.toCollection(TreeSet::new));
        options.toMap()
                .forEach(
                        (name, value) -> {
                            if (!known.contains(name)) {
                                throw wrong("There is no option --" + name, usage);
                            }
                            if (value.equals(NO_VALUE)) {
                                throw wrong("--" + name + " needs a value", usage);
                            }
                        });
        for (String name : required) {
            if (!options.has(name)) {
                throw wrong("--" + name + " is missing", usage);
            }
        }
        return Optional.of(options);
    }

    private static IllegalArgumentException wrong(String what, String usage) {
        return new IllegalArgumentException(what + System.lineSeparator() + usage);
    }
}
