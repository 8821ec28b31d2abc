package io.howdah.speed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.predict.Engine;
import io.howdah.view.Catalog;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/**
 * The model behind the version that readers see.
 *
 * @param version that it scored
 * @param place folder or zip, as the run was given it
 * @param sha256 of its file
 */
record PublishedModel(long version, String place, String sha256) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads it from the catalog.
   *
   * @throws StreamException if nothing is published, or the manifest does not name a model
   */
  static PublishedModel of(Catalog catalog, String view) throws IOException {
    long published =
        catalog
            .published(view)
            .orElseThrow(
                () ->
                    new StreamException(
                        "Cannot choose the model of view "
                            + view
                            + ": no version is published; run howdah score "
                            + view
                            + " first, or name one with --model"));
    ViewVersion version =
        catalog
            .version(view, published)
            .orElseThrow(
                () ->
                    new StreamException(
                        "Cannot find version "
                            + published
                            + " of view "
                            + view
                            + " in the catalog"));
    try {
      JsonNode manifest = JSON.readTree(version.manifest());
      String place = manifest.path("request").path("model").asText("");
      String sha256 = manifest.path("sha256").asText("");
      if (place.isEmpty() || sha256.isEmpty()) {
        throw unnamed(view, published, null);
      }
      return new PublishedModel(published, place, sha256);
    } catch (JsonProcessingException e) {
      throw unnamed(view, published, e);
    }
  }

  /**
   * Loads it.
   *
   * @throws IOException if it cannot be loaded, or another lies in its place by now
   */
  ServingModel load(Engine engine, ViewDefinition view, Configuration conf) throws IOException {
    ServingModel model = ServingModel.load(place, engine, view, conf);
    if (!model.card().sha256().equals(sha256)) {
      model.close();
      throw new StreamException(
          "Cannot stream into view "
              + view.name()
              + ": the model at "
              + place
              + " is no longer the one that scored version "
              + version
              + " (its SHA-256 was "
              + sha256
              + "); run howdah score "
              + view.name()
              + " again, or name one with --model");
    }
    return model;
  }

  private static StreamException unnamed(String view, long published, Throwable cause) {
    return new StreamException(
        "Cannot choose the model of view "
            + view
            + ": the manifest of version "
            + published
            + " names none; name one with --model",
        cause);
  }
}
