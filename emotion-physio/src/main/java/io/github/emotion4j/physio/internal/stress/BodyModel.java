package io.github.emotion4j.physio.internal.stress;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.internal.io.Opener;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The body's models and readers. */
public final class BodyModel implements ModalityModel {
    private static final Pattern NAMED_SIGNALS =
            Pattern.compile("(?is).*\\.(csv|tsv|txt|json|edf|bdf)");

    private final StressNetwork network;
    private final Supplier<RunningReference> references;

    /** A channel that closes the model with itself; each session starts from fresh references. */
    public BodyModel(TensorModel model, double prior, Supplier<RunningReference> references) {
        this.network = new StressNetwork(model, prior);
        this.references = references;
    }

    @Override
    public Optional<SignalReader> reader(OpenPart open) {
        Optional<SignalReader> reader = Opener.open(open.part(), open.limits());
        if (reader.isEmpty() && NAMED_SIGNALS.matcher(open.name()).matches()) {
            throw new InputException(
                    open.name(),
                    "is named like a recording of the body, but is in no form that is read; write a"
                            + " table of plain numbers in UTF-8 whose first line has names and"
                            + " units, such as \"time (s),HR (bpm)\"");
        }
        return reader;
    }

    @Override
    public boolean accepts(Signal signal) {
        return signal instanceof BioBlock;
    }

    @Override
    public ModalitySession openSession() {
        return new BodySession(network, references.get());
    }

    @Override
    public Duration holdFor() {
        return Duration.ofSeconds(30);
    }

    @Override
    public void close() {
        network.close();
    }
}
