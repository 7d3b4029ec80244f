package io.github.emotion4j.physio.internal;

import java.util.Arrays;

/**
 * Counts, for each pair of neighbouring values of a series, how many other pairs lie within a
 * tolerance, and how many of those still do when a third value is added. Sample and approximate
 * entropy are both made of these counts.
 *
 * <p>Pairs are sorted into square cells of the tolerance's width, so that only the nine cells
 * around a pair are searched: a day of beats takes a fraction of a second.
 */
public final class TemplateMatches {
    /** For template i of two values, matches among templates of two, itself included. */
    public final int[] two;

    /** For template i of three values, matches among templates of three, itself included. */
    public final int[] three;

    /** Counts matches within {@code tolerance}, inclusive, in the Chebyshev distance. */
    public TemplateMatches(double[] x, double tolerance) {
        int n = x.length - 1;
        two = new int[Math.max(0, n)];
        three = new int[Math.max(0, n - 1)];
        if (n < 2) {
            return;
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double v : x) {
            low = Math.min(low, v);
            high = Math.max(high, v);
        }
        double width = Math.max(tolerance, (high - low) / 2000);
        int cells = width == 0 ? 1 : (int) ((high - low) / width) + 1;
        int[] cell = new int[n];
        int[] start = new int[cells * cells + 1];
        for (int i = 0; i < n; i++) {
            int a = width == 0 ? 0 : (int) ((x[i] - low) / width);
            int b = width == 0 ? 0 : (int) ((x[i + 1] - low) / width);
            cell[i] = a * cells + b;
            start[cell[i] + 1]++;
        }
        for (int c = 0; c < cells * cells; c++) {
            start[c + 1] += start[c];
        }
        int[] fill = Arrays.copyOf(start, start.length);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[fill[cell[i]]++] = i;
        }
        double[] first = new double[n];
        double[] second = new double[n];
        double[] third = new double[n];
        for (int k = 0; k < n; k++) {
            first[k] = x[order[k]];
            second[k] = x[order[k] + 1];
            third[k] = order[k] + 2 < x.length ? x[order[k] + 2] : Double.NaN;
        }
        for (int k = 0; k < n; k++) {
            count(k, order, cell, start, cells, tolerance, first, second, third);
        }
    }

    private void count(
            int k,
            int[] order,
            int[] cell,
            int[] start,
            int cells,
            double tolerance,
            double[] first,
            double[] second,
            double[] third) {
        int i = order[k];
        int a = cell[i] / cells;
        int b = cell[i] % cells;
        int pairs = 0;
        int triples = 0;
        double f = first[k];
        double s = second[k];
        double t = third[k];
        for (int ca = Math.max(0, a - 1); ca <= Math.min(cells - 1, a + 1); ca++) {
            int from = start[ca * cells + Math.max(0, b - 1)];
            int to = start[ca * cells + Math.min(cells - 1, b + 1) + 1];
            for (int m = from; m < to; m++) {
                if (Math.abs(first[m] - f) <= tolerance && Math.abs(second[m] - s) <= tolerance) {
                    pairs++;
                    if (Math.abs(third[m] - t) <= tolerance) {
                        triples++;
                    }
                }
            }
        }
        two[i] = pairs;
        if (i < three.length) {
            three[i] = triples;
        }
    }
}
