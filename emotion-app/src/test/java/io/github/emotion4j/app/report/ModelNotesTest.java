package io.github.emotion4j.app.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ModelNotesTest {
    @Test
    void purpose_isASentenceThatNeedsNoMoreOfTheCard() {
        for (ModelNotes model : ModelNotes.all()) {
            String purpose = model.purpose();
            assertTrue(purpose.length() > 40 && purpose.endsWith("."), purpose);
            assertTrue(!purpose.matches(".*below.*|.*[.] \\p{Lu}.*"), purpose);
        }
        assertEquals(
                "Finds faces (Lin et al. 2020, arXiv:1): 468 points.",
                ModelNotes.firstSentence(
                        "# a 1.0\n\nFinds **faces** (Lin et al. 2020,\n[arXiv:1](x)): 468 points. Form:"
                                + " `net.py`; see below.\n\nMore."));
    }
}
