package io.howdah.query.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What a client is answered.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param body whole
 */
record Reply(int status, String contentType, byte[] body) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int USUAL_BYTES = 512;

  /** Writes a JSON value. */
  interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** An object of these fields. */
  static Reply object(Content fields) {
    return object(200, fields);
  }

  static Reply object(int status, Content fields) {
    return json(
        status,
        json -> {
          json.writeStartObject();
          fields.writeTo(json);
          json.writeEndObject();
        });
  }

  static Reply json(int status, Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      content.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Reply(status, "application/json", bytes.toByteArray());
  }

  /** {@code {"error": message}}. */
  static Reply error(int status, String message) {
    return object(status, json -> json.writeStringField("error", message));
  }

  static Reply text(String contentType, String text) {
    return new Reply(200, contentType, text.getBytes(StandardCharsets.UTF_8));
  }
}
