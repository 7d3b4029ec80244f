package io.github.emotion4j.examples;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lists the examples, or runs the one that is named first. */
public final class Programs {
    static final List<Program> ALL =
            List.of(
                    new AnalyzeMedia(),
                    new LiveCamera(),
                    new Listen(),
                    new WristbandDay(),
                    new CustomerService(),
                    new CheckIn(),
                    new LearningCompanion(),
                    new SmartHome(),
                    new Companion(),
                    new TrainFusion(),
                    new Evaluate(),
                    new OwnModality());

    private Programs() {}

    /**
     * Runs an example.
     *
     * @param args the example's name and its arguments; none for the list
     */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int exitCode = run(List.of(args), out, System.err);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        if (args.isEmpty() || List.of("--help", "-h").contains(args.get(0))) {
            ALL.forEach(
                    p -> out.println(String.format(Locale.ROOT, "%-18s %s", p.name(), p.story())));
            return 0;
        }
        Optional<Program> named =
                ALL.stream().filter(p -> p.name().equalsIgnoreCase(args.get(0))).findFirst();
        if (named.isEmpty()) {
            err.println(
                    "There is no example " + args.get(0) + "; without arguments they are listed");
            return 2;
        }
        return named.get().execute(args.subList(1, args.size()), out, err);
    }
}
