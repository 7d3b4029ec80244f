package io.github.emotion4j.physio.internal.io.channel;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.internal.io.Resources;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Blocks of several sources in the order of their starts, at most one of each in memory. */
public final class MergingReader implements SignalReader {
    private record Ahead(BioBlock block, Source source, int rank) {}

    private final String name;
    private final List<Source> sources;
    private final List<Reason> issues;
    private final PriorityQueue<Ahead> ahead =
            new PriorityQueue<>(
                    Comparator.comparingLong((Ahead a) -> a.block.interval().startNanos())
                            .thenComparingInt(Ahead::rank));
    private boolean opened;

    public MergingReader(String name, List<? extends Source> sources, List<Reason> issues) {
        this.name = name;
        this.sources = new ArrayList<>(sources);
        this.issues = List.copyOf(issues);
    }

    @Override
    public Optional<Signal> next() {
        try {
            if (!opened) {
                opened = true;
                for (int i = 0; i < sources.size(); i++) {
                    refill(sources.get(i), i);
                }
            }
            Ahead first = ahead.poll();
            if (first == null) {
                return Optional.empty();
            }
            refill(first.source, first.rank);
            return Optional.of(first.block);
        } catch (IOException e) {
            throw new InputException(name, "cannot be read on: " + e.getMessage(), e);
        }
    }

    private void refill(Source source, int rank) throws IOException {
        @Nullable BioBlock block = source.next();
        if (block != null) {
            ahead.add(new Ahead(block, source, rank));
        }
    }

    @Override
    public List<Reason> issues() {
        return issues;
    }

    @Override
    public void close() {
        try (Resources all = new Resources()) {
            sources.forEach(
                    source -> all.<AutoCloseable>add(() -> Guard.close(name, source::close)));
        }
    }
}
