package io.github.emotion4j.fusion.train;

/**
 * Adam with decoupled weight decay towards where training began, not towards zero (Kingma and Ba
 * 2015, arXiv:1412.6980; Loshchilov and Hutter 2019, arXiv:1711.05101), in plain arrays, so that
 * its whole state can be saved.
 */
final class Adam {
    /** The value of Kingma and Ba 2015, as are the next two. */
    private static final double BETA1 = 0.9;

    /** The value of Kingma and Ba 2015. */
    private static final double BETA2 = 0.999;

    /** The value of Kingma and Ba 2015. */
    private static final double EPSILON = 1e-8;

    private final float[][] start;
    private final float[][] first;
    private final float[][] second;
    private long steps;

    Adam(float[][] weights) {
        this.start = new float[weights.length][];
        for (int i = 0; i < weights.length; i++) {
            start[i] = weights[i].clone();
        }
        this.first = zerosLike(weights);
        this.second = zerosLike(weights);
    }

    /** Changes the weights by one step; the gradients are cut to a length before. */
    double step(
            float[][] weights, float[][] gradients, double rate, double decay, double greatest) {
        double squares = 0;
        for (float[] gradient : gradients) {
            for (float g : gradient) {
                squares += (double) g * g;
            }
        }
        double norm = Math.sqrt(squares);
        double scale = norm > greatest ? greatest / norm : 1;
        steps++;
        double correction1 = 1 - Math.pow(BETA1, (double) steps);
        double correction2 = 1 - Math.pow(BETA2, (double) steps);
        for (int i = 0; i < weights.length; i++) {
            float[] w = weights[i];
            float[] m = first[i];
            float[] v = second[i];
            for (int j = 0; j < w.length; j++) {
                double g = gradients[i][j] * scale;
                m[j] = (float) (BETA1 * m[j] + (1 - BETA1) * g);
                v[j] = (float) (BETA2 * v[j] + (1 - BETA2) * g * g);
                double direction = m[j] / correction1 / (Math.sqrt(v[j] / correction2) + EPSILON);
                w[j] -= (float) (rate * (direction + decay * (w[j] - start[i][j])));
            }
        }
        return norm;
    }

    float[][] first() {
        return first;
    }

    float[][] second() {
        return second;
    }

    long steps() {
        return steps;
    }

    void setSteps(long steps) {
        this.steps = steps;
    }

    static float[][] zerosLike(float[][] arrays) {
        float[][] zeros = new float[arrays.length][];
        for (int i = 0; i < arrays.length; i++) {
            zeros[i] = new float[arrays[i].length];
        }
        return zeros;
    }
}
