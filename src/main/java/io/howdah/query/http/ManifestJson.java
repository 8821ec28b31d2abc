package io.howdah.query.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.JsonPointerBasedFilter;
import com.fasterxml.jackson.core.filter.TokenFilter;
import java.io.IOException;
import java.util.Set;

/**
 * What of a run's manifest concerns readers. The request and the input files do not: they name
 * paths of the cluster, and there may be very many.
 */
final class ManifestJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> SHOWN =
      Set.of(
          "engine",
          "sha256",
          "counts",
          "gates",
          "comparedWith",
          "histogram",
          "millis",
          "hides",
          "failure");

  private ManifestJson() {}

  /** Copies those fields into the object that is being written. */
  static void write(String manifest, JsonGenerator json) throws IOException {
    try (JsonParser parser = JSON.createParser(manifest)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (SHOWN.contains(name)) {
          json.writeFieldName(name);
          json.copyCurrentStructure(parser);
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  /**
   * Writes {@code rowsWritten}, the number of keys that the run wrote, where it is known. An
   * incremental view has more rows than those.
   */
  static void writeRowsWritten(String manifest, JsonGenerator json) throws IOException {
    try (JsonParser rows =
        new FilteringParserDelegate(
            JSON.createParser(manifest),
            new JsonPointerBasedFilter("/counts/keysWritten"),
            TokenFilter.Inclusion.ONLY_INCLUDE_ALL,
            false)) {
      if (rows.nextToken() == JsonToken.VALUE_NUMBER_INT) {
        json.writeNumberField("rowsWritten", rows.getLongValue());
      }
    }
  }
}
