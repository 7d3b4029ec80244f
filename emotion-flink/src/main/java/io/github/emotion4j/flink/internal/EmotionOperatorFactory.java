package io.github.emotion4j.flink.internal;

import io.github.emotion4j.flink.PersonEstimate;
import io.github.emotion4j.flink.PersonSignal;
import io.github.emotion4j.flink.SharedModels;
import io.github.emotion4j.flink.StreamSettings;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the operator, which needs the task's mailbox. */
public final class EmotionOperatorFactory extends AbstractStreamOperatorFactory<PersonEstimate>
        implements OneInputStreamOperatorFactory<PersonSignal, PersonEstimate> {
    private final SharedModels models;
    private final StreamSettings settings;

    /** Makes a factory. */
    public EmotionOperatorFactory(SharedModels models, StreamSettings settings) {
        this.models = models;
        this.settings = settings;
    }

    @Override
    // It is this one's operator, whatever it is called.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T extends StreamOperator<PersonEstimate>> T createStreamOperator(
            StreamOperatorParameters<PersonEstimate> parameters) {
        return (T)
                new EmotionOperator(parameters, parameters.getMailboxExecutor(), models, settings);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
        return EmotionOperator.class;
    }
}
