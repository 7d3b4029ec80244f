package io.github.emotion4j.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.emotion4j.fusion.response.Responder;
import io.github.emotion4j.fusion.response.ResponsePolicy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Policies, and the sessions of one. */
class PolicyFuzzTest {
    private static final ResponsePolicy GOOD = ResponsePolicy.considerate();
    private static final byte[] SESSION = new Responder(GOOD, 1).toBytes();

    @FuzzTest
    void read(byte[] bytes) throws Exception {
        if (bytes.length > 0 && bytes[0] == 0) {
            byte[] content = Arrays.copyOfRange(bytes, 1, bytes.length);
            Attack.read(() -> Responder.ofBytes(Attack.like(SESSION, content), GOOD));
        } else {
            String text = new String(bytes, StandardCharsets.UTF_8);
            Attack.read(() -> new Responder(ResponsePolicy.parse("policy.json", text)).toBytes());
        }
    }

    /** A session's content behind a byte 0, which no policy begins with. */
    static byte[] seed() {
        return Attack.seed(0, Attack.content(SESSION));
    }
}
