package io.howdah.report;

import io.howdah.run.RunManifest;
import io.howdah.run.Staging;
import io.howdah.view.Catalog;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;

/** What the catalog knows of a version that is reported on. */
public final class ReportedVersions {
  private ReportedVersions() {}

  /**
   * @param version empty: the published one or, where there is none, the newest
   * @throws IOException if there is no such view or version
   */
  public static ReportedVersion find(
      Catalog catalog, Configuration conf, String view, OptionalLong version) throws IOException {
    catalog.view(view);
    OptionalLong served = catalog.published(view);
    List<ViewVersion> versions = catalog.versions(view);
    if (versions.isEmpty()) {
      throw new IOException(
          "Cannot report on view " + view + ": it has no versions; begin one with: howdah score");
    }
    OptionalLong wanted = version.isPresent() ? version : served;
    ViewVersion found =
        wanted.isEmpty()
            ? versions.get(0)
            : versions.stream()
                .filter(each -> each.version() == wanted.getAsLong())
                .findFirst()
                .orElseThrow(
                    () ->
                        new IOException(
                            "Cannot find version "
                                + wanted.getAsLong()
                                + " of view "
                                + view
                                + " (see: howdah view describe "
                                + view
                                + ")"));
    RunManifest manifest = manifest(found);
    return new ReportedVersion(
        view,
        found.version(),
        found.state(),
        manifest,
        served,
        manifest.comparedWith() == null
            ? Optional.empty()
            : earlier(catalog, view, manifest.comparedWith()),
        new Staging(conf, view, found.version()).folder().toString());
  }

  /** What a version's predictions are compared with; empty if it tells nothing of them. */
  static Optional<ReportedVersion.Earlier> earlier(Catalog catalog, String view, long version)
      throws IOException {
    return catalog
        .version(view, version)
        .flatMap(earlier -> RunManifest.read(earlier.manifest()))
        .map(RunManifest::histogram)
        .map(histogram -> new ReportedVersion.Earlier(version, histogram));
  }

  private static RunManifest manifest(ViewVersion version) throws IOException {
    try {
      return RunManifest.parse(version.manifest());
    } catch (IOException e) {
      throw new IOException(
          "Cannot read the manifest of version "
              + version.version()
              + " of view "
              + version.view()
              + ": "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + " (was it written by a newer Howdah?)");
    }
  }
}
