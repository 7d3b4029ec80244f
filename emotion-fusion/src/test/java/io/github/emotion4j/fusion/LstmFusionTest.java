package io.github.emotion4j.fusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.Fusion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks other than the shipped one. */
class LstmFusionTest {
    private static final ModalityId KNEE = new ModalityId("knee");

    @TempDir Path models;

    @Test
    void labelsInAnotherOrder_areRefusedNamingBoth() throws IOException {
        network(
                json -> {
                    JsonArray labels =
                            json.getAsJsonArray("outputs")
                                    .get(0)
                                    .getAsJsonObject()
                                    .getAsJsonArray("labels");
                    labels.add(labels.remove(0));
                });
        String message = refused();
        assertTrue(message.contains("gives [contempt, disgust"), message);
        assertTrue(message.contains("the classes [anger, contempt"), message);
    }

    @Test
    void rowsOfAnotherWidth_areRefusedNamingBoth() throws IOException {
        network(json -> input(json, 0).set(3, JsonParser.parseString("25")));
        String message = refused();
        assertTrue(message.contains("rows of 25"), message);
        assertTrue(message.contains("rows of 24"), message);
    }

    @Test
    void modelForOtherInputs_isRefusedNamingTheInput() throws IOException {
        network(json -> input(json, 0).remove(3));
        String message = refused();
        assertTrue(message.contains("input 0 has 3 axes, not 4"), message);
    }

    @Test
    void channelWithoutASlot_saysThatItDidNotCount() throws IOException {
        network(json -> json.getAsJsonArray("slots").set(3, JsonParser.parseString("\"gaze\"")));
        Evidence happy = LstmSessionTest.present(0, Emotion.HAPPINESS, 9);
        try (Fusion fusion = open();
                Fusion.Session session = fusion.openSession();
                Fusion.Session alone = fusion.openSession()) {
            TimeInterval step = happy.interval();
            Fusion.Opinion estimate =
                    session.step(step, Map.of(ModalityId.FACE, happy, KNEE, happy));
            Evidence.Present knee = (Evidence.Present) estimate.evidence().get(KNEE);
            assertEquals(List.of("no-slot"), knee.issues().stream().map(Reason::code).toList());
            assertEquals(happy, estimate.evidence().get(ModalityId.FACE));
            assertEquals(
                    alone.step(step, Map.of(ModalityId.FACE, happy)).probabilities(),
                    estimate.probabilities());
            Fusion.Opinion only = alone.step(step, Map.of(KNEE, happy));
            assertEquals(Optional.empty(), only.probabilities());
        }
    }

    private Fusion open() {
        return new LstmFusion("mine")
                .open(
                        new ModelLoader(
                                ComputeDevice.cpu(), 1, Optional.empty(), Optional.of(models)));
    }

    private String refused() {
        return assertThrows(ModelException.class, this::open).getMessage();
    }

    /** The shipped network with another description. */
    private void network(Consumer<JsonObject> change) throws IOException {
        Path folder = Files.createDirectories(models.resolve("mine"));
        JsonObject json =
                JsonParser.parseString(new String(resource("model.json"), StandardCharsets.UTF_8))
                        .getAsJsonObject();
        json.remove("onnx");
        change.accept(json);
        Files.writeString(folder.resolve("model.json"), json.toString());
        Files.write(folder.resolve("model.pt"), resource("model.pt"));
    }

    private static JsonArray input(JsonObject json, int index) {
        return json.getAsJsonArray("inputs").get(index).getAsJsonObject().getAsJsonArray("shape");
    }

    private static byte[] resource(String file) throws IOException {
        try (InputStream stream =
                LstmFusionTest.class.getResourceAsStream(
                        "/io/github/emotion4j/models/fusion/" + file)) {
            return stream.readAllBytes();
        }
    }
}
