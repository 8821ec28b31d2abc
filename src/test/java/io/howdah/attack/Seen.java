package io.howdah.attack;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.query.Answer;
import java.util.Locale;

/**
 * What a reader was told of a key.
 *
 * @param kind {@code batch}, {@code speed}, {@code deleted} or {@code none}
 * @param asOf of the prediction, or of the deletion; 0 of none
 * @param label of the prediction, else empty
 * @param score of the prediction, else 0
 */
record Seen(String kind, long asOf, String label, float score) {
  private static final Seen NONE = new Seen("none", 0, "", 0);

  static Seen of(Answer answer) {
    if (answer.found()) {
      return new Seen(
          answer.source().name().toLowerCase(Locale.ROOT),
          answer.asOf(),
          answer.fields().get("label"),
          Float.parseFloat(answer.fields().get("score")));
    }
    return answer.deleted() ? new Seen("deleted", answer.asOf(), "", 0) : NONE;
  }

  /** Of an HTTP answer's body. */
  static Seen of(JsonNode answer) {
    if (answer.get("found").booleanValue()) {
      return new Seen(
          answer.get("source").textValue(),
          answer.get("asOf").longValue(),
          answer.get("fields").get("label").textValue(),
          Float.parseFloat(answer.get("fields").get("score").textValue()));
    }
    return answer.has("deletedAt")
        ? new Seen("deleted", answer.get("deletedAt").longValue(), "", 0)
        : NONE;
  }
}
