package io.github.emotion4j.flink;

import com.google.gson.JsonObject;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.internal.io.JsonText;
import io.github.emotion4j.flink.internal.PersonEstimateType;
import java.time.Instant;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * One person's estimate of one step.
 *
 * @param person the person
 * @param originNanos when the person's session began, in nanoseconds since 1970: the origin of all
 *     times within the estimate
 * @param estimate the estimate
 */
@TypeInfo(PersonEstimateType.Factory.class)
public record PersonEstimate(String person, long originNanos, EmotionEstimate estimate) {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** {@return when the step ended, by the person's clock} */
    public Instant end() {
        long nanos = originNanos + estimate.interval().endNanos();
        return Instant.ofEpochSecond(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND);
    }

    /**
     * {@return this estimate as JSON on one line: an object with {@code person}, {@code
     * originNanos} and {@code estimate}, which is as {@link EmotionEstimate#toJson()} writes it}
     */
    public String toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("person", person);
        json.addProperty("originNanos", originNanos);
        String head = json.toString();
        return head.substring(0, head.length() - 1) + ",\"estimate\":" + estimate.toJson() + "}";
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @param json the text of one object
     * @return an equal estimate without embeddings
     * @throws InputException if the text is no such object
     */
    public static PersonEstimate ofJson(String json) {
        return JsonText.read(
                "The estimate of a person",
                json,
                object ->
                        new PersonEstimate(
                                object.get("person").getAsString(),
                                object.get("originNanos").getAsLong(),
                                EmotionEstimate.ofJson(object.get("estimate").toString())));
    }
}
