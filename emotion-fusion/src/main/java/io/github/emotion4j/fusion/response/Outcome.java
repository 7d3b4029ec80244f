package io.github.emotion4j.fusion.response;

/** What the person said about a response. Only the person's own word counts. */
public enum Outcome {
    /** It helped. */
    HELPED,
    /** It did not help. */
    DID_NOT_HELP
}
