package io.github.emotion4j.fusion.response;

/** What the person, and nobody else, said of a response. */
public enum Outcome {
    /** It helped. */
    HELPED,
    /** It did not help. */
    DID_NOT_HELP
}
