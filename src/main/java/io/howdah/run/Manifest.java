package io.howdah.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The manifest of a run as JSON, which is what the catalog and the run's folder keep. Anyone who
 * may write the catalog can write one by hand: a reader that needs a few fields takes them from
 * here, and a field of another form counts as missing. A run itself needs all of them, see {@link
 * #whole}.
 *
 * @param fields by name
 */
public record Manifest(ObjectNode fields) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectReader LENIENT =
      JSON.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /**
   * The artifact that scored a run.
   *
   * @param path as the run was given it
   * @param sha256 of its file
   */
  public record Model(String path, String sha256) {}

  /** Reads a manifest; empty if the text is no JSON object. */
  public static Optional<Manifest> find(String json) {
    try {
      return JSON.readTree(json) instanceof ObjectNode fields
          ? Optional.of(new Manifest(fields))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads a manifest with all of its fields.
   *
   * @throws IOException if one is missing, unknown or of another form
   */
  public static <T> T whole(String json, Class<T> type) throws IOException {
    try {
      T whole = JSON.readValue(json, type);
      if (whole != null) { // as the text null is
        return whole;
      }
      throw invalid(null);
    } catch (JsonProcessingException e) {
      throw invalid(e);
    }
  }

  /** As {@link #whole}, for who only looks: leaves unknown fields out; empty where that fails. */
  public static <T> Optional<T> look(String json, Class<T> type) {
    try {
      return Optional.ofNullable(LENIENT.forType(type).readValue(json));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static IOException invalid(Throwable cause) {
    return new IOException(
        "Invalid manifest in the catalog: not one of this Howdah, so its run is not known; begin a"
            + " new run",
        cause);
  }

  /** Writes what {@link #whole} reads. */
  public static String json(Object whole) throws JsonProcessingException {
    return JSON.writeValueAsString(whole);
  }

  /** The model of the run; empty unless its path and its SHA-256 are there. */
  public Optional<Model> model() {
    Model model =
        new Model(fields.at("/request/model").asText(""), fields.path("sha256").asText(""));
    return model.path.isEmpty() || model.sha256.isEmpty() ? Optional.empty() : Optional.of(model);
  }

  /** How many keys the run wrote; empty unless that is there. */
  public OptionalLong rowsWritten() {
    JsonNode rows = fields.at("/counts/keysWritten");
    return rows.isIntegralNumber() && rows.canConvertToLong()
        ? OptionalLong.of(rows.longValue())
        : OptionalLong.empty();
  }
}
