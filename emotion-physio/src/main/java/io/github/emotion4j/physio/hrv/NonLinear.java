package io.github.emotion4j.physio.hrv;

import io.github.emotion4j.physio.internal.dsp.Statistics;

/**
 * The pattern of intervals.
 *
 * <p>Conventions: Poincaré's axes are deviations (n - 1) of (x[i+1] - x[i])/√2 and (x[i+1] +
 * x[i])/√2 over adjoining intervals. Entropies take templates of two intervals and a tolerance of
 * 0.2 times SDNN, inclusive, in the Chebyshev distance; sample entropy counts no template with
 * itself and uses the same n - 2 templates for both lengths (Richman and Moorman 2000,
 * doi:10.1152/ajpheart.2000.278.6.H2039), approximate entropy counts itself (Pincus 1991,
 * doi:10.1073/pnas.88.6.2297). DFA integrates the series less its mean and takes every whole scale
 * of 4 to 16 (alpha 1) and 16 to 64 beats (alpha 2), windows side by side from the start, a line
 * removed from each (Peng et al. 1995, doi:10.1063/1.166141). Entropies and DFA run over breaks as
 * if they were none; {@link HeartRateVariability#issues} says so.
 *
 * <p>Shortest ground: 3 intervals for Poincaré, 50 for entropies (they lean on chance below 200),
 * 50 for alpha 1, 200 for alpha 2; else NaN. Sample entropy of a series with no match is NaN. A
 * steady series, as of a pacemaker, has entropies of 0 and no scaling: alpha is NaN.
 *
 * @param sd1Millis width of the Poincaré cloud, ms
 * @param sd2Millis length of the Poincaré cloud, ms
 * @param sampleEntropy sample entropy, nats
 * @param approximateEntropy approximate entropy, nats
 * @param dfaAlpha1 short-term scaling exponent
 * @param dfaAlpha2 long-term scaling exponent
 */
public record NonLinear(
        double sd1Millis,
        double sd2Millis,
        double sampleEntropy,
        double approximateEntropy,
        double dfaAlpha1,
        double dfaAlpha2) {
    /** Fewer have too few pairs of like patterns. Chosen by hand. */
    private static final int MIN_FOR_ENTROPY = 50;

    /**
     * Describes intervals.
     *
     * @param intervals any number, best corrected for artefacts
     * @return the description; NaN where there are too few
     */
    public static NonLinear of(Intervals intervals) {
        double[] x = intervals.toArray();
        int n = x.length;
        double[] across = new double[n];
        double[] along = new double[n];
        int m = 0;
        for (int i = 1; i < n; i++) {
            if (intervals.adjoins(i)) {
                across[m] = (x[i] - x[i - 1]) / Math.sqrt(2);
                along[m++] = (x[i] + x[i - 1]) / Math.sqrt(2);
            }
        }
        double sampleEntropy = Double.NaN;
        double approximateEntropy = Double.NaN;
        if (n >= MIN_FOR_ENTROPY) {
            double tolerance = 0.2 * Statistics.deviation(x, n);
            TemplateMatches matches =
                    new TemplateMatches(x, Math.max(tolerance, Intervals.STEADY_MILLIS));
            sampleEntropy = sampleEntropy(matches);
            approximateEntropy = approximateEntropy(matches);
        }
        double[] profile = profile(x);
        return new NonLinear(
                Statistics.deviation(across, m),
                Statistics.deviation(along, m),
                sampleEntropy,
                approximateEntropy,
                n < 50 ? Double.NaN : alpha(profile, 4, 16),
                n < 200 ? Double.NaN : alpha(profile, 16, 64));
    }

    private static double sampleEntropy(TemplateMatches matches) {
        long pairs = 0;
        long triples = 0;
        int last = matches.two.length - 1;
        for (int i = 0; i < last; i++) {
            pairs += matches.two[i] - 1;
            triples += matches.three[i] - 1;
        }
        // The last template of two has no third value: it may match, but is not to be matched.
        pairs -= matches.two[last] - 1;
        return pairs == 0 || triples == 0 ? Double.NaN : Math.log(pairs / (double) triples);
    }

    private static double approximateEntropy(TemplateMatches matches) {
        return meanLog(matches.two) - meanLog(matches.three);
    }

    private static double meanLog(int[] counts) {
        double sum = 0;
        for (int c : counts) {
            sum += Math.log(c / (double) counts.length);
        }
        return sum / counts.length;
    }

    private static double[] profile(double[] x) {
        double mean = Statistics.mean(x, x.length);
        double[] profile = new double[x.length];
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] - mean;
            profile[i] = sum;
        }
        return profile;
    }

    private static double alpha(double[] profile, int shortest, int longest) {
        double[] scale = new double[longest - shortest + 1];
        double[] size = new double[scale.length];
        for (int i = 0; i < scale.length; i++) {
            scale[i] = Math.log(shortest + i);
            size[i] = Math.log(fluctuation(profile, shortest + i));
        }
        return Statistics.slope(scale, size, scale.length);
    }

    private static double fluctuation(double[] profile, int width) {
        int windows = profile.length / width;
        double tm = (width - 1) / 2.0;
        double tt = width * ((double) width * width - 1) / 12;
        double total = 0;
        for (int w = 0; w < windows; w++) {
            int from = w * width;
            double sum = 0;
            double cross = 0;
            for (int i = 0; i < width; i++) {
                sum += profile[from + i];
                cross += (i - tm) * profile[from + i];
            }
            double mean = sum / width;
            double slope = cross / tt;
            for (int i = 0; i < width; i++) {
                double e = profile[from + i] - mean - slope * (i - tm);
                total += e * e;
            }
        }
        double size = Math.sqrt(total / ((double) windows * width));
        return size < Intervals.STEADY_MILLIS ? Double.NaN : size;
    }
}
