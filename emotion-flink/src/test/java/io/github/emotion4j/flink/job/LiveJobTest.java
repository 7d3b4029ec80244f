package io.github.emotion4j.flink.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.flink.Cluster;
import io.github.emotion4j.flink.Crowd;
import io.github.emotion4j.flink.Estimates;
import io.github.emotion4j.flink.Perceived;
import io.github.emotion4j.flink.PersonEstimate;
import io.github.emotion4j.flink.PersonSignal;
import io.github.emotion4j.flink.SharedModels;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From Kafka to Kafka, by a broker that the test starts. */
class LiveJobTest {
    private static final Crowd CROWD = new Crowd(6, 20, true);
    private static final int PARTITIONS = 2;

    /** A stream's state keeps the body's filters up to rounding. */
    private static final double ROUNDING = 1e-6;

    private static final long MINUTE = 60 * Crowd.NANOS;

    @TempDir Path folder;

    @Test
    void signalsOfATopic_giveEachEstimateOnce_thoughATaskManagerIsKilled() throws Exception {
        try (Broker broker = new Broker(folder.resolve("kafka"));
                Cluster cluster = Cluster.ofOneSlotEach(folder)) {
            broker.topics("signals", "estimates", "bad-records");
            StreamExecutionEnvironment env = cluster.environment(2);
            ParameterTool options =
                    ParameterTool.fromMap(
                            Map.of(
                                    "brokers",
                                    broker.address(),
                                    "disorder-millis",
                                    "0",
                                    "perceived",
                                    "face,voice"));
            LiveJob.build(env, options, LiveJob.models(options));
            JobID job = cluster.submit(env);
            cluster.awaitRunning(job);
            send(broker, 0, CROWD.records() / 2);
            broker.send(0, null);
            broker.send(0, "poison".getBytes(StandardCharsets.UTF_8));
            // A checkpoint is complete, and the job goes on after the kill from there.
            assertFalse(broker.read("estimates", 1).isEmpty());
            cluster.kill(0);
            send(broker, CROWD.records() / 2, CROWD.records());
            // The next day's first signal of each partition ends the sessions.
            for (int partition = 0; partition < PARTITIONS; partition++) {
                broker.send(partition, later("later-" + partition).toBytes());
            }
            Map<String, PersonEstimate> expected = CROWD.unbroken();
            List<String> estimates = broker.read("estimates", expected.size());
            Estimates.assertSame(expected, Estimates.of(estimates), ROUNDING);
            List<String> bad = broker.read("bad-records", 2);
            assertEquals(2, bad.size());
            assertTrue(bad.get(0).contains("\"reason\":\"UNREADABLE\""), bad.get(0));
            cluster.cancel(job);
        }
    }

    @Test
    void checkpoints_areSetWhereTheConfigurationSaysNothing_eachForItself() {
        CheckpointConfig own = checkpoints(Map.of());
        assertEquals(10_000, own.getCheckpointInterval());
        assertEquals(120_000, own.getCheckpointTimeout());
        assertEquals(1, own.getTolerableCheckpointFailureNumber());
        CheckpointConfig interval =
                checkpoints(Map.of("execution.checkpointing.interval", "1 min"));
        assertEquals(60_000, interval.getCheckpointInterval());
        assertEquals(120_000, interval.getCheckpointTimeout());
        CheckpointConfig others =
                checkpoints(
                        Map.of(
                                "execution.checkpointing.timeout",
                                "10 min",
                                "execution.checkpointing.tolerable-failed-checkpoints",
                                "0"));
        assertEquals(10_000, others.getCheckpointInterval());
        assertEquals(600_000, others.getCheckpointTimeout());
        assertEquals(0, others.getTolerableCheckpointFailureNumber());
    }

    private static CheckpointConfig checkpoints(Map<String, String> configuration) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(
                        Configuration.fromMap(configuration));
        LiveJob.setCheckpoints(env);
        return env.getCheckpointConfig();
    }

    @Test
    void namesOfPerceivedModalities_areSortedAndStripped() {
        assertEquals("1", models("").name());
        assertEquals("1 without face,voice", models("voice, face").name());
        try (EmotionRecognizer recognizer = models(" voice ,face").factory().open()) {
            assertEquals(
                    Set.of(ModalityId.BODY, ModalityId.FACE, ModalityId.VOICE),
                    recognizer.modalities());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vioce", "face,", "face voice", "Face"})
    void aNameThatNothingPerceives_isRefusedBeforeTheJobStarts(String perceived) {
        String message =
                assertThrows(IllegalArgumentException.class, () -> models(perceived)).getMessage();
        assertTrue(message.contains(perceived), message);
        assertTrue(message.endsWith("of body, face, voice"), message);
    }

    private static SharedModels models(String perceived) {
        return LiveJob.models(ParameterTool.fromMap(Map.of("perceived", perceived)));
    }

    private static void send(Broker broker, long from, long to) {
        List<PersonSignal> records = new ArrayList<>();
        for (long i = 0; i < CROWD.records(); i++) {
            records.add(CROWD.record(i));
        }
        records.sort(Comparator.comparingLong(PersonSignal::endNanos));
        for (PersonSignal record : records.subList((int) from, (int) to)) {
            broker.send(record.person().hashCode() & (PARTITIONS - 1), record.toBytes());
        }
    }

    private static PersonSignal later(String person) {
        long start = Crowd.BEGIN + 30 * MINUTE;
        return PersonSignal.of(
                person,
                new Perceived(
                        ModalityId.FACE,
                        new Evidence.Missing(
                                new TimeInterval(start, start + Crowd.NANOS / 10),
                                new Reason("nobody", "nobody is there"))));
    }

    /** Kafka's own server, which is its own controller. */
    private static final class Broker implements AutoCloseable {
        private static final int TRIES = 10;
        private static final int LIMIT_SECONDS = 300;

        private final KafkaRaftServer server;
        private final KafkaProducer<byte[], byte[]> producer;
        private String address = "";

        Broker(Path folder) throws Exception {
            server = started(folder);
            producer =
                    new KafkaProducer<>(
                            Map.of("bootstrap.servers", address),
                            new ByteArraySerializer(),
                            new ByteArraySerializer());
        }

        /** Another program may take a port that was free; then others are tried. */
        private KafkaRaftServer started(Path folder) throws Exception {
            for (int i = 1; ; i++) {
                KafkaRaftServer one = server(folder.resolve("try-" + i));
                try {
                    one.startup();
                    return one;
                } catch (RuntimeException e) {
                    one.shutdown();
                    if (i == TRIES) {
                        throw e;
                    }
                }
            }
        }

        private KafkaRaftServer server(Path folder) throws Exception {
            Files.createDirectories(folder);
            int port = freePort();
            int controller = freePort();
            address = "localhost:" + port;
            Properties settings = new Properties();
            settings.put("process.roles", "broker,controller");
            settings.put("node.id", "1");
            settings.put("controller.quorum.voters", "1@localhost:" + controller);
            settings.put("controller.listener.names", "CONTROLLER");
            settings.put(
                    "listeners",
                    "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controller);
            settings.put("log.dirs", folder.resolve("log").toString());
            settings.put("offsets.topic.replication.factor", "1");
            settings.put("offsets.topic.num.partitions", "1");
            settings.put("transaction.state.log.replication.factor", "1");
            settings.put("transaction.state.log.min.isr", "1");
            settings.put("transaction.state.log.num.partitions", "1");
            settings.put("group.initial.rebalance.delay.ms", "0");
            Path file = folder.resolve("server.properties");
            try (var out = Files.newOutputStream(file)) {
                settings.store(out, null);
            }
            String[] format = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
            StorageTool.execute(
                    format,
                    new PrintStream(
                            OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
            return new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
        }

        private static int freePort() throws Exception {
            try (ServerSocket socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            }
        }

        String address() {
            return address;
        }

        void topics(String... names) throws Exception {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
                List<NewTopic> topics = new ArrayList<>();
                for (String name : names) {
                    topics.add(new NewTopic(name, PARTITIONS, (short) 1));
                }
                admin.createTopics(topics).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        }

        @SuppressWarnings("FutureReturnValueIgnored") // What is not sent is missed below.
        void send(int partition, byte[] value) {
            producer.send(new ProducerRecord<>("signals", partition, null, value));
        }

        /** So many committed values of a topic, and those that follow within a second. */
        List<String> read(String topic, int count) {
            producer.flush();
            List<String> values = new ArrayList<>();
            Map<String, Object> settings =
                    Map.of(
                            "bootstrap.servers",
                            address,
                            "group.id",
                            "test-" + Uuid.randomUuid(),
                            "auto.offset.reset",
                            "earliest",
                            "isolation.level",
                            "read_committed");
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(
                            settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of(topic));
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
                boolean more = true;
                while (more && System.nanoTime() < end) {
                    int before = values.size();
                    for (ConsumerRecord<byte[], byte[]> record :
                            consumer.poll(Duration.ofSeconds(1))) {
                        values.add(new String(record.value(), StandardCharsets.UTF_8));
                    }
                    more = values.size() < count || values.size() > before;
                }
            }
            return values;
        }

        @Override
        public void close() {
            producer.close(Duration.ZERO);
            server.shutdown();
            server.awaitShutdown();
        }
    }
}
