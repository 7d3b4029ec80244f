package io.github.emotion4j.app.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class StressAnswerTest {
    @Test
    void filesOfStressAloneHaveNoBalancedAccuracy() {
        LabelledFiles.Item item =
                new LabelledFiles.Item(
                        Path.of("a.csv"), Optional.of("ann"), Optional.empty(), Optional.of(true));
        StringWriter out = new StringWriter();
        JsonObject json =
                StressAnswer.report(
                        List.of(new StressAnswer(item, OptionalDouble.of(0.9))),
                        new PrintWriter(out, true));
        assertEquals(
                "{\"items\":1,\"balanced accuracy\":null,\"nothing told\":0.0}", json.toString());
        assertTrue(out.toString().contains("stress 1.000, calm -"), out.toString());
    }
}
