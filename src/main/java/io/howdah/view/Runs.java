package io.howdah.view;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The runs of views: one at a time, each with a version and a state that only its owner changes.
 */
public final class Runs {
  private final Catalog catalog;
  private final Leases leases;
  private final Clock clock;

  Runs(Catalog catalog, Leases leases, Clock clock) {
    this.catalog = catalog;
    this.leases = leases;
    this.clock = clock;
  }

  /**
   * Begins a run: takes the view's lease and the first unused millisecond from {@code asOf} on.
   *
   * @return the version
   * @throws CatalogException if there is no such view, a run is in progress, the version would lie
   *     in the future, the published one is newer, or too many versions wait to be published
   */
  public long begin(
      String view, long asOf, String owner, Duration lease, String model, String manifest)
      throws IOException {
    catalog.view(view);
    var unused = next(view, asOf);
    take(view, Lease.NO_VERSION, owner, lease);
    try {
      // only now does nobody else begin a version: another run may have come in between
      long version = next(view, asOf);
      catalog.publication().makeRoom(view);
      boolean begun =
          catalog
              .table()
              .putIfAbsent(
                  Catalog.key(view, version),
                  Catalog.STATE,
                  Map.of(
                      Catalog.STATE,
                      VersionState.RUNNING.name(),
                      Catalog.MODEL,
                      model,
                      Catalog.MANIFEST,
                      manifest));
      // last: a lease names a version that is there to be resumed
      leases.renew(view, Lease.NO_VERSION, version, owner, lease);
      if (!begun) {
        throw new CatalogException(
            "Cannot start: version " + version + " of view " + view + " was begun just now");
      }
      return version;
    } catch (IOException | RuntimeException e) {
      leases.release(view, owner);
      throw e;
    }
  }

  /**
   * The version that a run would get now: the first millisecond from {@code asOf} on that no
   * earlier attempt for the same time has taken.
   *
   * @throws CatalogException if it would lie in the future, or the published version is newer
   */
  public long next(String view, long asOf) throws IOException {
    long version = asOf;
    while (catalog.version(view, version).isPresent()) {
      version++;
    }
    if (PlausibleTime.isAhead(version, clock.millis())) {
      throw new CatalogException(
          "Cannot score view "
              + view
              + " as of "
              + Instant.ofEpochMilli(asOf)
              + ": the version would hide every event until then ("
              + PlausibleTime.boundAhead()
              + "); name a time with --as-of that has passed");
    }
    OptionalLong published = catalog.published(view);
    if (published.isPresent() && version < published.getAsLong()) {
      throw new CatalogException(
          "Cannot score as of "
              + Instant.ofEpochMilli(asOf)
              + ": the published version of view "
              + view
              + " is newer ("
              + published.getAsLong()
              + ", "
              + Instant.ofEpochMilli(published.getAsLong())
              + "); "
              + wayOut(view, version, published.getAsLong()));
    }
    return version;
  }

  private String wayOut(String view, long version, long published) throws IOException {
    String goBack = "howdah view rollback " + view;
    if (PlausibleTime.isAhead(published, clock.millis())) {
      return "that lies in the future and hides every event until then; go back first: " + goBack;
    }
    Optional<ViewVersion> earlier =
        catalog.versions(view).stream()
            .filter(ViewVersion::canBeServed)
            .filter(served -> served.version() <= version)
            .findFirst();
    return "leave the older input out, or, if it is complete up to a later time, say so with --as-of"
        + earlier.map(to -> ", or go back first: " + goBack + " --to " + to.version()).orElse("");
  }

  /**
   * Goes on with a version whose driver died or failed.
   *
   * @throws CatalogException if it cannot be resumed or its run is still alive
   */
  public ViewVersion resume(String view, long version, String owner, Duration lease)
      throws IOException {
    refuseUnresumable(catalog.existing(view, version));
    catalog.refuseOlder(view, version);
    take(view, version, owner, lease);
    try {
      ViewVersion found = catalog.existing(view, version);
      refuseUnresumable(found);
      return found;
    } catch (IOException | RuntimeException e) {
      leases.release(view, owner);
      throw e;
    }
  }

  private static void refuseUnresumable(ViewVersion version) throws CatalogException {
    if (!version.isResumable()) {
      throw new CatalogException(
          "Cannot resume version "
              + version.version()
              + " of view "
              + version.view()
              + ": it is "
              + version.state()
              + (version.retracted() ? ", and its cells were taken back" : "")
              + (version.state() == VersionState.REJECTED
                  ? " (to publish all the same, run again with --override-gate NAME --reason TEXT)"
                  : " (begin a new run, with the command that began this)"));
    }
  }

  /** Takes the lease; what others left running counts as failed, for they are dead. */
  private void take(String view, long version, String owner, Duration duration) throws IOException {
    leases.take(view, version, owner, duration);
    try {
      for (ViewVersion dead : catalog.versions(view)) {
        if (dead.version() != version
            && List.of(VersionState.RUNNING, VersionState.STAGED).contains(dead.state())) {
          var unused =
              catalog.mark(view, dead.version(), Map.of(Catalog.STATE, VersionState.FAILED.name()));
        }
      }
    } catch (IOException | RuntimeException e) {
      leases.release(view, owner);
      throw e;
    }
  }

  /**
   * Waits until no run of the view is alive: a driver that died holds its lease to the end.
   *
   * @throws CatalogException if one is still in progress after that long
   */
  public void awaitFree(String view, Duration patience) throws IOException {
    leases.awaitFree(view, patience);
  }

  /**
   * Renews the lease.
   *
   * @throws CatalogException if it was lost to another run
   */
  public void renew(String view, long version, String owner, Duration lease) throws IOException {
    leases.renew(view, version, version, owner, lease);
  }

  /**
   * Writes a run's new state.
   *
   * @throws CatalogException if its lease was lost to another run
   */
  public void advance(String view, long version, String owner, VersionState to, String manifest)
      throws IOException {
    leases.check(view, version, owner);
    if (!catalog.mark(
        view, version, Map.of(Catalog.STATE, to.name(), Catalog.MANIFEST, manifest))) {
      throw new CatalogException(
          "Cannot go on with version " + version + " of view " + view + ": it was dropped");
    }
  }

  /**
   * @throws CatalogException if the run's lease was lost to another
   */
  public void check(String view, long version, String owner) throws IOException {
    leases.check(view, version, owner);
  }

  /** True if nobody else has taken the run's lease. */
  public boolean holds(String view, long version, String owner) throws IOException {
    try {
      leases.check(view, version, owner);
      return true;
    } catch (CatalogException e) {
      return false;
    }
  }

  /** Lets the lease go, if it is still this owner's. */
  public void release(String view, String owner) throws IOException {
    leases.release(view, owner);
  }
}
