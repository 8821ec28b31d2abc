package io.howdah.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.run.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What of a run's manifest concerns readers. The request and the input files do not: they name
 * paths of the cluster, and there may be very many. A field of another form than openapi.json tells
 * is left out, so that it spoils no answer.
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
  static void write(String text, JsonGenerator json) throws IOException {
    Optional<Manifest> manifest = Manifest.find(text);
    if (manifest.isEmpty()) {
      json.writeStringField(
          "problem", "Invalid manifest in the catalog: not a JSON object, so its run is not known");
      return;
    }
    List<String> odd = new ArrayList<>();
    for (String name : SHOWN) {
      JsonNode value = manifest.get().fields().get(name);
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
  static void writeRowsWritten(String text, JsonGenerator json) throws IOException {
    OptionalLong rows = Manifest.find(text).map(Manifest::rowsWritten).orElse(OptionalLong.empty());
    if (rows.isPresent()) {
      json.writeNumberField("rowsWritten", rows.getAsLong());
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
