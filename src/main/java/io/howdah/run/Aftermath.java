package io.howdah.run;

import io.howdah.view.Catalog;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of a run's version after all, once a step of its driver failed: a driver that slept
 * past its lease takes what others did meanwhile for faults of its own.
 *
 * @param published true if readers are pointed to it, or were
 * @param failure what to tell
 */
public record Aftermath(boolean published, Throwable failure) {
  static Aftermath of(
      Throwable failure,
      Catalog catalog,
      String view,
      long version,
      String owner,
      LeaseKeeper keeper) {
    if (failure instanceof UnansweredException) {
      return new Aftermath(false, failure); // there is nobody to ask
    }
    try {
      return keeper.patiently(() -> asked(failure, catalog, view, version, owner));
    } catch (IOException | RuntimeException e) { // a row of the catalog may be odd
      failure.addSuppressed(e);
      return new Aftermath(false, failure);
    }
  }

  private static Aftermath asked(
      Throwable failure, Catalog catalog, String view, long version, String owner)
      throws IOException {
    Optional<ViewVersion> found = catalog.version(view, version);
    OptionalLong served = catalog.published(view);
    if (served.equals(OptionalLong.of(version))
        || (found.isPresent() && found.get().wasPublished())) {
      return new Aftermath(true, failure);
    }
    if (found.isPresent() && catalog.runs().holds(view, version, owner)) {
      return new Aftermath(false, failure);
    }
    return new Aftermath(
        false,
        new OvertakenException(
            "Cannot go on with version "
                + version
                + " of view "
                + view
                + ": this driver did not answer for longer than its lease, and "
                + (served.isPresent() && served.getAsLong() > version
                    ? "version " + served.getAsLong() + " was published meanwhile"
                    : "another has taken its place"),
            failure));
  }
}
