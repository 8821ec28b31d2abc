package io.howdah.speed;

import io.howdah.predict.Engine;
import io.howdah.run.Manifest;
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
    return Manifest.find(version.manifest())
        .flatMap(Manifest::model)
        .map(model -> new PublishedModel(published, model.path(), model.sha256()))
        .orElseThrow(
            () ->
                new StreamException(
                    "Cannot choose the model of view "
                        + view
                        + ": the manifest of version "
                        + published
                        + " names none; name one with --model"));
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
}
