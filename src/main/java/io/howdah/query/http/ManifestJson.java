package io.howdah.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What of a run's manifest concerns readers. The request and the input files do not: they name
 * paths of the cluster, and there may be very many. It is read whole before a word of it is
 * written, so that one that is no JSON, or JSON of another form than openapi.json tells, spoils no
 * answer.
 */
final class ManifestJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SHOWN =
      List.of(
          "engine",
          "sha256",
          "counts",
          "gates",
          "comparedWith",
          "histogram",
          "millis",
          "hides",
          "failure");
  private static final Map<String, JsonShape> SHAPES = shapes();

  private ManifestJson() {}

  /** Copies those fields into the object that is being written, or says that there are none. */
  static void write(String manifest, JsonGenerator json) throws IOException {
    Optional<ObjectNode> shown = shown(manifest);
    if (shown.isEmpty()) {
      json.writeStringField(
          "problem", "Invalid manifest in the catalog: not a JSON object, so its run is not known");
      return;
    }
    List<String> odd = new ArrayList<>();
    for (String name : SHOWN) {
      JsonNode value = shown.get().get(name);
      if (value == null) {
        continue;
      }
      if (SHAPES.get(name).fits(value)) {
        json.writeFieldName(name);
        JSON.writeTree(json, value);
      } else {
        odd.add(name);
      }
    }
    if (!odd.isEmpty()) {
      json.writeStringField(
          "problem",
          "Invalid manifest in the catalog: "
              + String.join(", ", odd)
              + " left out, of another form than openapi.json tells");
    }
  }

  /**
   * Writes {@code rowsWritten}, the number of keys that the run wrote, where it is known. An
   * incremental view has more rows than those.
   */
  static void writeRowsWritten(String manifest, JsonGenerator json) throws IOException {
    JsonNode rows = shown(manifest).map(fields -> fields.at("/counts/keysWritten")).orElse(null);
    if (rows != null && rows.isIntegralNumber() && rows.canConvertToLong()) {
      json.writeNumberField("rowsWritten", rows.longValue());
    }
  }

  /** Empty if it is no JSON object. */
  private static Optional<ObjectNode> shown(String manifest) {
    ObjectNode shown = JSON.createObjectNode();
    try (JsonParser parser = JSON.createParser(manifest)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (SHAPES.containsKey(name)) {
          shown.set(name, JSON.<JsonNode>readTree(parser));
        } else {
          parser.skipChildren();
        }
      }
      return Optional.of(shown);
    } catch (IOException e) {
      // the text is in memory: it is what is no JSON
      return Optional.empty();
    }
  }

  /** Of each field that is shown. */
  private static Map<String, JsonShape> shapes() {
    try (InputStream text = ManifestJson.class.getResourceAsStream("openapi.json")) {
      JsonNode version = JSON.readTree(text).at("/components/schemas/Version/properties");
      return SHOWN.stream()
          .collect(Collectors.toMap(name -> name, name -> new JsonShape(version.required(name))));
    } catch (IOException e) {
      throw new IllegalStateException("Failed to read openapi.json", e);
    }
  }
}
