package io.github.emotion4j.app.scene;

import java.util.List;
import java.util.Optional;

/**
 * The faces of one step.
 *
 * @param persons one entry a person, by number; empty if no person was seen
 * @param moment the frame that shows the faces best, if there was a face
 */
public record SceneStep(List<PersonStep> persons, Optional<Moment> moment) {
    /** A step in which no person was seen. */
    static final SceneStep EMPTY = new SceneStep(List.of(), Optional.empty());

    /** Copies the list. */
    public SceneStep {
        persons = List.copyOf(persons);
    }
}
