package io.howdah.query;

import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.view.ViewRow;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/**
 * Answers as JSON objects, the same on the command line and over HTTP: {@code key} and {@code
 * found} always; {@code source}, {@code version}, {@code model}, {@code asOf}, {@code ageMillis},
 * {@code stale} and {@code fields} where there is a prediction; {@code deletedAt} or {@code
 * expiredAt} where there was one. Times are epoch milliseconds.
 */
public final class AnswerJson {
  private AnswerJson() {}

  /** Writes one object. */
  public static void write(Answer answer, JsonGenerator json) throws IOException {
    json.writeStartObject();
    writeFields(answer, json);
    json.writeEndObject();
  }

  /** Writes one object that also tells, as {@code layers}, what each layer holds of the key. */
  public static void write(ViewReader.Layered layered, JsonGenerator json) throws IOException {
    json.writeStartObject();
    writeFields(layered.answer(), json);
    json.writeObjectFieldStart("layers");
    if (layered.layers().batch().isPresent()) {
      write("batch", layered.layers().batch().get(), json);
    }
    if (layered.layers().speed().isPresent()) {
      write("speed", layered.layers().speed().get(), json);
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeFields(Answer answer, JsonGenerator json) throws IOException {
    json.writeStringField("key", answer.key());
    json.writeBooleanField("found", answer.found());
    if (answer.found()) {
      json.writeStringField("source", answer.source().name().toLowerCase(Locale.ROOT));
      json.writeNumberField("version", answer.version());
      json.writeStringField("model", answer.model());
      json.writeNumberField("asOf", answer.asOf());
      json.writeNumberField("ageMillis", answer.age().toMillis());
      json.writeBooleanField("stale", answer.stale());
      write("fields", answer.fields(), json);
    }
    if (answer.deleted()) {
      json.writeNumberField("deletedAt", answer.asOf());
    }
    if (answer.expiredAt().isPresent()) {
      json.writeNumberField("expiredAt", answer.expiredAt().get().toEpochMilli());
    }
  }

  private static void write(String name, ViewRow.Layer layer, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("timestamp", layer.timestamp());
    write("fields", layer.fields(), json);
    json.writeEndObject();
  }

  private static void write(String name, Map<String, String> fields, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> field : fields.entrySet()) {
      json.writeStringField(field.getKey(), field.getValue());
    }
    json.writeEndObject();
  }
}
