package io.github.emotion4j.flink.job;

import com.google.gson.JsonObject;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.flink.BadRecord;
import io.github.emotion4j.flink.EmotionStreams;
import io.github.emotion4j.flink.Perceived;
import io.github.emotion4j.flink.PerceivedModality;
import io.github.emotion4j.flink.PersonEstimate;
import io.github.emotion4j.flink.PersonSignal;
import io.github.emotion4j.flink.SharedModels;
import io.github.emotion4j.flink.SignalWatermarks;
import io.github.emotion4j.flink.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Follows persons live from Kafka to Kafka, exactly once.
 *
 * <pre>
 * flink run emotion-flink.jar --brokers kafka:9092
 * </pre>
 *
 * <p>Values of the topic {@code signals} are the bytes of {@link PersonSignal}; the key, best the
 * person, decides their partition. The topic {@code estimates} receives {@link
 * PersonEstimate#toJson()}, with the person as its key; the topic {@code bad-records} what gave no
 * estimate. Readers of both use {@code isolation.level=read_committed} and see a checkpoint's
 * results when it is complete. {@code --help} lists the options: other names, how far signals may
 * be out of order, the models' version ({@link SharedModels}), and modalities that come as {@link
 * Perceived} from the person's device, whose models are not loaded.
 *
 * <p>There is a checkpoint each 10 s, and the job fails when two in a row do not end within two
 * minutes each. Flink's configuration may say otherwise: {@code execution.checkpointing.interval},
 * {@code execution.checkpointing.timeout} and {@code
 * execution.checkpointing.tolerable-failed-checkpoints} hold, each for itself, where they are set.
 * Two minutes are enough for 50,000 persons a slot after 4 s of signals; with much more state a
 * slot, raise the timeout.
 */
public final class LiveJob {
    private static final String USAGE =
            """
            --brokers HOST:PORT,...   Kafka's brokers; required
            --signals TOPIC           where signals come from (signals)
            --estimates TOPIC         where estimates go (estimates)
            --bad-records TOPIC       where what gave no estimate goes (bad-records)
            --group NAME              Kafka's consumer group (emotion4j)
            --disorder-millis N       how far signals may be out of order: the delay of all (1000)
            --models NAME             the version of the models (1)
            --perceived NAME,...      modalities that the persons' devices recognise, as face,voice
            """;

    private static final String DISORDER_MILLIS = "1000";

    /** A partition without signals for so long is not waited for. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private static final Duration CHECKPOINTS = Duration.ofSeconds(10);

    /**
     * A disk on which nothing can be written holds a checkpoint up without an error, and with it
     * all estimates. The longest that was measured, of 50,000 persons a slot after 4 s of signals,
     * took 99 s. With much more state a slot the operator raises Flink's own setting.
     */
    private static final Duration LONGEST_CHECKPOINT = Duration.ofMinutes(2);

    /** One slow checkpoint is no reason to start again. */
    private static final int TOLERATED_CHECKPOINTS = 1;

    /** Kafka ends transactions after 15 minutes at most, unless its brokers are set otherwise. */
    private static final String TRANSACTION_MILLIS = "900000";

    /** What is perceived of an utterance stands until the next one, of others for a moment. */
    private static final Duration VOICE_HOLD = Duration.ofSeconds(5);

    private static final Duration HOLD = Duration.ofSeconds(1);

    private LiveJob() {}

    /**
     * Runs the program.
     *
     * @param args the options above
     * @throws IllegalArgumentException if an option is wrong
     * @throws Exception if the cluster cannot be reached or the job fails
     */
    public static void main(String[] args) throws Exception {
        Optional<ParameterTool> options = JobOptions.read(USAGE, args, "brokers");
        if (options.isEmpty()) {
            return;
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        setCheckpoints(env);
        build(env, options.get(), models(options.get()));
        env.execute("Emotion4J live");
    }

    /**
     * Sets what the configuration does not say about checkpoints.
     *
     * @param env the environment, with Flink's configuration
     */
    static void setCheckpoints(StreamExecutionEnvironment env) {
        if (!env.getCheckpointConfig().isCheckpointingEnabled()) {
            // Results are given out by checkpoints, so that there would be none without them.
            env.enableCheckpointing(CHECKPOINTS.toMillis());
        }
        setUnlessGiven(env, CheckpointingOptions.CHECKPOINTING_TIMEOUT, LONGEST_CHECKPOINT);
        setUnlessGiven(env, CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, TOLERATED_CHECKPOINTS);
    }

    private static <T> void setUnlessGiven(
            StreamExecutionEnvironment env, ConfigOption<T> option, T value) {
        if (env.getConfiguration().getOptional(option).isEmpty()) {
            env.configure(new Configuration().set(option, value));
        }
    }

    /**
     * The models that options name.
     *
     * @param options as {@link #main} takes them
     * @return the models
     * @throws IllegalArgumentException if a modality is named as perceived that there is not
     */
    static SharedModels models(ParameterTool options) {
        String version = options.get("models", "1");
        String perceived = options.get("perceived", "");
        if (perceived.isBlank()) {
            return new SharedModels(version, EmotionRecognizer::create);
        }
        // Looked at here: on a task manager, a wrong name would fail each new start of the job.
        TreeSet<String> known = new TreeSet<>();
        ServiceLoader.load(ModalityProvider.class).forEach(one -> known.add(one.id().name()));
        TreeSet<String> names = new TreeSet<>();
        for (String name : perceived.split(",", -1)) {
            names.add(name.strip());
        }
        if (!known.containsAll(names)) {
            throw new IllegalArgumentException(
                    "--perceived "
                            + perceived
                            + ": names of modalities with commas between them are expected, of "
                            + String.join(", ", known));
        }
        return new SharedModels(
                version + " without " + String.join(",", names), () -> recognizer(names));
    }

    private static EmotionRecognizer recognizer(Set<String> perceived) {
        EmotionRecognizer.Builder builder = EmotionRecognizer.builder();
        for (String name : perceived) {
            ModalityId id = new ModalityId(name);
            builder.modality(
                    new PerceivedModality(id, id.equals(ModalityId.VOICE) ? VOICE_HOLD : HOLD));
        }
        return builder.build();
    }

    /**
     * Puts the job together.
     *
     * @param env the environment
     * @param options as {@link #main} takes them
     * @param models the models
     */
    @SuppressWarnings("deprecation") // The connector takes no other type than Kafka's old one.
    static void build(StreamExecutionEnvironment env, ParameterTool options, SharedModels models) {
        StreamSettings settings = StreamSettings.defaults();
        KafkaSource<PersonSignal> source =
                KafkaSource.<PersonSignal>builder()
                        .setBootstrapServers(options.getRequired("brokers"))
                        .setTopics(options.get("signals", "signals"))
                        .setGroupId(options.get("group", "emotion4j"))
                        .setStartingOffsets(
                                OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
                        .setValueOnlyDeserializer(new Values())
                        .build();
        SingleOutputStreamOperator<PersonEstimate> estimates =
                EmotionStreams.recognize(
                        env.fromSource(
                                        source,
                                        SignalWatermarks.of(disorder(options), settings)
                                                .withIdleness(IDLE),
                                        "signals")
                                .uid("signals"),
                        models,
                        settings);
        estimates
                .sinkTo(
                        sink(
                                options,
                                options.get("estimates", "estimates"),
                                PersonEstimate::person,
                                PersonEstimate::toJson))
                .name("estimates")
                .uid("estimates");
        estimates
                .getSideOutput(EmotionStreams.BAD_RECORDS)
                .sinkTo(
                        sink(
                                options,
                                options.get("bad-records", "bad-records"),
                                BadRecord::person,
                                LiveJob::json))
                .name("bad records")
                .uid("bad-records");
    }

    private static Duration disorder(ParameterTool options) {
        String millis = options.get("disorder-millis", DISORDER_MILLIS);
        if (!millis.matches("\\d{1,9}")) {
            throw new IllegalArgumentException(
                    "--disorder-millis is a number of milliseconds, as 500, not \""
                            + millis
                            + "\"");
        }
        return Duration.ofMillis(Long.parseLong(millis));
    }

    private static <T> KafkaSink<T> sink(
            ParameterTool options, String topic, Text<T> key, Text<T> value) {
        return KafkaSink.<T>builder()
                .setBootstrapServers(options.getRequired("brokers"))
                .setRecordSerializer(
                        KafkaRecordSerializationSchema.<T>builder()
                                .setTopic(topic)
                                .setKeySerializationSchema(key)
                                .setValueSerializationSchema(value)
                                .build())
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                // The other strategy overlooks a transaction that a killed machine left open, and
                // readers of committed records then wait for its end.
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .setTransactionalIdPrefix(options.get("group", "emotion4j") + "-" + topic)
                .setProperty("transaction.timeout.ms", TRANSACTION_MILLIS)
                .build();
    }

    private static String json(BadRecord bad) {
        JsonObject json = new JsonObject();
        json.addProperty("person", bad.person());
        json.addProperty("timeMillis", bad.timeMillis());
        json.addProperty("reason", bad.reason().name());
        json.addProperty("message", bad.message());
        return json.toString();
    }

    /** A text of a value, which Flink sends to the machines. */
    private interface Text<T> extends SerializationSchema<T> {
        String text(T value);

        @Override
        default byte[] serialize(T value) {
            return text(value).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Whatever the value is: what is no signal goes to the bad records. */
    private static final class Values extends AbstractDeserializationSchema<PersonSignal> {
        private static final long serialVersionUID = 1;

        @Override
        public PersonSignal deserialize(byte @Nullable [] value) {
            return PersonSignal.ofBytes(value == null ? new byte[0] : value);
        }
    }
}
