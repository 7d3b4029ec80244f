package io.github.emotion4j.app;

import io.github.emotion4j.app.report.ModelNotes;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the models that ship, with their licences, or shows a model's card. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "Lists the models with versions and licences, or shows a model's card.")
final class ModelsCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "The model whose card is shown; none for the list")
    private @Nullable String name;

    @Override
    public Integer call() {
        List<ModelNotes> models = ModelNotes.all();
        PrintWriter out = spec.commandLine().getOut();
        if (name == null) {
            for (ModelNotes model : models) {
                out.printf(Locale.ROOT, "%s %s%n", model.id(), model.version());
                out.printf(Locale.ROOT, "  %s%n  terms: %s%n", model.purpose(), model.licence());
            }
            out.println("\nemotion4j models NAME shows a card: data, figures, limits.");
            out.flush();
            return 0;
        }
        Optional<ModelNotes> model = models.stream().filter(m -> m.id().equals(name)).findFirst();
        if (model.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "There is no model \""
                            + name
                            + "\"; there are "
                            + String.join(", ", models.stream().map(ModelNotes::id).toList()));
        }
        out.println(model.get().card());
        out.flush();
        return 0;
    }
}
