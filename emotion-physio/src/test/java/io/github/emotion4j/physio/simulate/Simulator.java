package io.github.emotion4j.physio.simulate;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Signals with known answers. The same arguments give the same signal. Stateless and thread-safe.
 */
public final class Simulator {
    private Simulator() {}

    /**
     * A signal and the times of its events.
     *
     * @param sampleRateHertz samples per second
     * @param values the samples
     * @param eventSeconds when its beats, breaths (end of inspiration) or responses (onset) are
     */
    @SuppressWarnings("ArrayRecordComponent") // A bundle of result arrays, compared nowhere.
    public record Simulated(double sampleRateHertz, double[] values, double[] eventSeconds) {}

    /**
     * Beat times whose intervals swing with the breath.
     *
     * @param seconds length
     * @param rateBpm mean rate, beats a minute
     * @param swingMillis amplitude of the swing of the intervals, ms
     * @param breathHertz its frequency
     * @return times of the beats, the first at one interval
     */
    public static double[] beatTimes(
            double seconds, double rateBpm, double swingMillis, double breathHertz) {
        double[] times = new double[(int) (seconds * rateBpm / 60 * 2) + 2];
        int n = 0;
        double t = 0;
        while (true) {
            t += 60 / rateBpm + swingMillis / 1000 * Math.sin(2 * Math.PI * breathHertz * t);
            if (t > seconds - 0.5) {
                return Arrays.copyOf(times, n);
            }
            times[n++] = t;
        }
    }

    /**
     * An ECG of 1 mV: P, Q, R, S and T waves of fixed shape around each beat.
     *
     * @param sampleRateHertz samples per second
     * @param seconds length
     * @param beatSeconds times of the R peaks
     * @param noiseMillivolts deviation of white noise, mV
     * @param seed seed of the noise
     * @return the signal in mV
     */
    public static Simulated ecg(
            double sampleRateHertz,
            double seconds,
            double[] beatSeconds,
            double noiseMillivolts,
            long seed) {
        double[][] waves = {
            {-0.17, 0.12, 0.022},
            {-0.028, -0.1, 0.009},
            {0, 1, 0.011},
            {0.03, -0.2, 0.010},
            {0.27, 0.28, 0.045}
        };
        double[] x = noise(sampleRateHertz, seconds, noiseMillivolts, seed);
        for (double beat : beatSeconds) {
            for (double[] w : waves) {
                add(x, sampleRateHertz, beat + w[0], w[1], w[2]);
            }
        }
        return new Simulated(sampleRateHertz, x, beatSeconds.clone());
    }

    /**
     * A pulse wave: a systolic wave at each beat and a smaller dicrotic one 0.3 s after it.
     *
     * @param sampleRateHertz samples per second
     * @param seconds length
     * @param beatSeconds times of the systolic peaks
     * @param noise deviation of white noise; the systolic wave is 1 high
     * @param seed seed of the noise
     * @return the signal in arbitrary units
     */
    public static Simulated ppg(
            double sampleRateHertz, double seconds, double[] beatSeconds, double noise, long seed) {
        double[] x = noise(sampleRateHertz, seconds, noise, seed);
        for (double beat : beatSeconds) {
            add(x, sampleRateHertz, beat, 1, 0.09);
            add(x, sampleRateHertz, beat + 0.3, 0.35, 0.08);
        }
        return new Simulated(sampleRateHertz, x, beatSeconds.clone());
    }

    /**
     * Skin conductance: a level that drifts and a Bateman-shaped response at each event.
     *
     * @param sampleRateHertz samples per second
     * @param seconds length
     * @param levelMicrosiemens level, µS
     * @param driftPerMinute drift of the level, µS a minute
     * @param onsetSeconds onsets of the responses
     * @param amplitudeMicrosiemens height of each response, µS
     * @param noiseMicrosiemens deviation of white noise, µS
     * @param seed seed of the noise
     * @return the signal in µS
     */
    public static Simulated eda(
            double sampleRateHertz,
            double seconds,
            double levelMicrosiemens,
            double driftPerMinute,
            double[] onsetSeconds,
            double amplitudeMicrosiemens,
            double noiseMicrosiemens,
            long seed) {
        double[] x = noise(sampleRateHertz, seconds, noiseMicrosiemens, seed);
        double top = bateman(Math.log(2 / 0.7) / (1 / 0.7 - 1 / 2.0));
        for (int i = 0; i < x.length; i++) {
            double t = i / sampleRateHertz;
            x[i] += levelMicrosiemens + driftPerMinute * t / 60;
            for (double onset : onsetSeconds) {
                if (t > onset) {
                    x[i] += amplitudeMicrosiemens * bateman(t - onset) / top;
                }
            }
        }
        return new Simulated(sampleRateHertz, x, onsetSeconds.clone());
    }

    private static double bateman(double t) {
        return Math.exp(-t / 2) - Math.exp(-t / 0.7);
    }

    /**
     * Breathing as a sine.
     *
     * @param sampleRateHertz samples per second
     * @param seconds length
     * @param breathsPerMinute its rate
     * @param noise deviation of white noise; a breath is 2 from trough to maximum
     * @param seed seed of the noise
     * @return the signal in arbitrary units
     */
    public static Simulated respiration(
            double sampleRateHertz,
            double seconds,
            double breathsPerMinute,
            double noise,
            long seed) {
        double[] x = noise(sampleRateHertz, seconds, noise, seed);
        double f = breathsPerMinute / 60;
        for (int i = 0; i < x.length; i++) {
            x[i] += Math.sin(2 * Math.PI * f * i / sampleRateHertz);
        }
        double[] tops =
                IntStream.range(0, (int) Math.floor(seconds * f + 0.75))
                        .mapToDouble(k -> (k + 0.25) / f)
                        .toArray();
        return new Simulated(sampleRateHertz, x, tops);
    }

    private static double[] noise(double rate, double seconds, double deviation, long seed) {
        Random random = new Random(seed);
        double[] x = new double[(int) Math.round(rate * seconds)];
        for (int i = 0; i < x.length && deviation > 0; i++) {
            x[i] = deviation * random.nextGaussian();
        }
        return x;
    }

    private static void add(double[] x, double rate, double centre, double height, double width) {
        int from = (int) Math.max(0, Math.floor((centre - 5 * width) * rate));
        int to = (int) Math.min(x.length - 1.0, Math.ceil((centre + 5 * width) * rate));
        for (int i = from; i <= to; i++) {
            double u = (i / rate - centre) / width;
            x[i] += height * Math.exp(-u * u / 2);
        }
    }
}
