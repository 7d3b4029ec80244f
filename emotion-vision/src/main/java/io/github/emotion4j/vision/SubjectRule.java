package io.github.emotion4j.vision;

/**
 * Which of several faces is the person of interest. Immutable.
 *
 * <p>By size and by place, a person who was chosen stays chosen until they are lost, so that two
 * faces of about one size do not take turns.
 */
public sealed interface SubjectRule {
    /** The face with the largest box. The default. */
    record Largest() implements SubjectRule {}

    /** The face nearest to the middle of the picture. */
    record Centre() implements SubjectRule {}

    /**
     * The face with a number, as observations report it.
     *
     * @param personId the number
     */
    record Person(int personId) implements SubjectRule {}
}
