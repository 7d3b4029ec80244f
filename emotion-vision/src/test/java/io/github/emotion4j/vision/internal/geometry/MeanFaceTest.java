package io.github.emotion4j.vision.internal.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeanFaceTest {
    private static ModelDescription description;
    private static MeanFace mean;

    @BeforeAll
    static void load() {
        OpenCvNatives.ensure();
        ModelLoader loader =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty());
        try (TensorModel model = TensorModel.load(loader, "face-landmarks")) {
            description = model.description();
        }
        mean = new MeanFace(description);
    }

    /** The mean face itself, turned by pitch, then yaw, then roll, scaled by 40 and moved. */
    private static Points turned(double yaw, double pitch, double roll) {
        // Positive yaw and pitch turn against the axes' sense: y runs down, z away.
        double[] about = {Math.toRadians(-pitch), Math.toRadians(-yaw), Math.toRadians(roll)};
        double[] numbers = description.numbers("canonical.points");
        double[] given = description.numbers("canonical.coordinates");
        double[] all = new double[3 * 478];
        for (int i = 0; i < numbers.length; i++) {
            double x = given[3 * i];
            double y = given[3 * i + 1];
            double z = given[3 * i + 2];
            double y1 = y * Math.cos(about[0]) - z * Math.sin(about[0]);
            double z1 = y * Math.sin(about[0]) + z * Math.cos(about[0]);
            double x2 = x * Math.cos(about[1]) + z1 * Math.sin(about[1]);
            double z2 = -x * Math.sin(about[1]) + z1 * Math.cos(about[1]);
            int at = 3 * (int) numbers[i];
            all[at] = 40 * (x2 * Math.cos(about[2]) - y1 * Math.sin(about[2])) + 300;
            all[at + 1] = 40 * (x2 * Math.sin(about[2]) + y1 * Math.cos(about[2])) + 200;
            all[at + 2] = 40 * z2 - 70;
        }
        return new Points(all);
    }

    @ParameterizedTest
    @CsvSource({"0,0,0", "30,0,0", "-45,20,10", "10,-25,-120", "0,5,179", "80,0,0"})
    void turnedMeanFace_tellsItsAngles(double yaw, double pitch, double roll) {
        MeanFace.Fit fit = mean.fit(turned(yaw, pitch, roll));

        assertEquals(yaw, fit.yawDegrees(), 1e-6);
        assertEquals(pitch, fit.pitchDegrees(), 1e-6);
        assertEquals(roll, fit.rollDegrees(), 1e-6);
        // The eyes' outer corners are one eye span apart again, in a row.
        assertEquals(1, fit.frontal().x(263) - fit.frontal().x(33), 1e-9);
        assertEquals(fit.frontal().y(33), fit.frontal().y(263), 1e-9);
    }

    @Test
    void pointsInOnePlace_giveNumbers() {
        MeanFace.Fit fit = mean.fit(new Points(new double[3 * 478]));

        assertEquals(1, Math.abs(Math.cos(Math.toRadians(fit.yawDegrees()))), 1);
        assertEquals(0, fit.frontal().x(0) - fit.frontal().x(1), 1e-9);
    }
}
