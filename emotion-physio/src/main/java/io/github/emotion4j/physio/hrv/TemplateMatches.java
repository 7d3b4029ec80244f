package io.github.emotion4j.physio.hrv;

import java.util.Arrays;

/**
 * Counts, for each pair of neighbouring values of a series, how many other pairs lie within a
 * tolerance, and how many of those still do when a third value is added. Sample and approximate
 * entropy are both made of these counts.
 *
 * <p>Pairs are sorted into square cells of the tolerance's width, so that only the nine cells
 * around a pair are searched: a day of beats takes a fraction of a second.
 */
final class TemplateMatches {
    /** For template i of two values, matches among templates of two, itself included. */
    final int[] two;

    /** For template i of three values, matches among templates of three, itself included. */
    final int[] three;

    private double[] first = {};
    private double[] second = {};
    private double[] third = {};

    /** Counts matches within {@code tolerance}, inclusive, in the Chebyshev distance. */
    TemplateMatches(double[] x, double tolerance) {
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
        first = new double[n];
        second = new double[n];
        third = new double[n];
        for (int k = 0; k < n; k++) {
            first[k] = x[order[k]];
            second[k] = x[order[k] + 1];
            third[k] = order[k] + 2 < x.length ? x[order[k] + 2] : Double.NaN;
        }
        int[] pairs = new int[n];
        int[] triples = new int[n];
        for (int k = 0; k < n; k++) {
            int row = cell[order[k]] / cells;
            int column = cell[order[k]] % cells;
            // Each pair is met once: later in the own row, and in the row after it.
            int right = Math.min(cells - 1, column + 1);
            match(k, k + 1, start[row * cells + right + 1], tolerance, pairs, triples);
            if (row + 1 < cells) {
                int left = Math.max(0, column - 1);
                int below = (row + 1) * cells;
                match(k, start[below + left], start[below + right + 1], tolerance, pairs, triples);
            }
        }
        for (int k = 0; k < n; k++) {
            two[order[k]] = pairs[k] + 1;
            if (order[k] < three.length) {
                three[order[k]] = triples[k] + 1;
            }
        }
    }

    private void match(int k, int from, int to, double tolerance, int[] pairs, int[] triples) {
        double f = first[k];
        double s = second[k];
        double t = third[k];
        int ownPairs = 0;
        int ownTriples = 0;
        for (int m = from; m < to; m++) {
            if (Math.abs(first[m] - f) <= tolerance && Math.abs(second[m] - s) <= tolerance) {
                ownPairs++;
                pairs[m]++;
                if (Math.abs(third[m] - t) <= tolerance) {
                    ownTriples++;
                    triples[m]++;
                }
            }
        }
        pairs[k] += ownPairs;
        triples[k] += ownTriples;
    }
}
