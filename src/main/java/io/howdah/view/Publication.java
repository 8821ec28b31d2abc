package io.howdah.view;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Publishing and rolling back: one checkAndMutate of the view's row each, and the tidying up that
 * follows from it. What is cut off after that change is finished by whoever comes next.
 *
 * <p>A version is marked before its cells are taken back: one whose cells may be hidden by delete
 * markers is never resumed, published, or its number used again.
 */
public final class Publication {
  /** Versions a cell keeps beyond the retained ones: one that waits, one that is being loaded. */
  static final int SPARE_VERSIONS = 2;

  private static final Duration MANUAL_LEASE = Duration.ofSeconds(60);
  private static final String BEGUN = "begun";
  private static final String DONE = "true";

  private final Catalog catalog;
  private final Leases leases;
  private final ViewStore store;
  private final Clock clock;

  Publication(Catalog catalog, Leases leases, ViewStore store, Clock clock) {
    this.catalog = catalog;
    this.leases = leases;
    this.store = store;
    this.clock = clock;
  }

  /**
   * Points readers to a loaded version, in one step; then puts the older versions in order. The
   * lease is gone afterwards.
   *
   * @throws CatalogException if the version is not loaded or lies in the future, a newer one is
   *     published, or the lease was lost
   */
  public void publish(String view, long version, String owner) throws IOException {
    catalog.refuseOlder(view, version);
    refuseAhead(view, version);
    leases.check(view, version, owner);
    settle(view);
    OptionalLong before = catalog.published(view);
    if (before.isPresent() && before.getAsLong() == version) {
      leases.release(view, owner);
      return;
    }
    refuseUnloaded(catalog.existing(view, version));
    for (ViewVersion old : catalog.versions(view)) {
      // a reader of an incremental view, and anyone in the shell, would see it from now on
      if (old.isUnpublished() && old.version() < version) {
        giveUp(old);
      }
    }
    leases.whileHeld(
        view,
        version,
        owner,
        held -> {
          // a rollback needs no lease: look again what it would replace
          catalog.refuseOlder(view, version);
          OptionalLong now = catalog.published(view);
          String old = now.isPresent() ? Long.toString(now.getAsLong()) : CatalogTable.NONE;
          return catalog
              .table()
              .change(
                  view,
                  Map.of(Catalog.LEASE, held, Catalog.PUBLISHED, old),
                  Map.of(
                      Catalog.PUBLISHED, Long.toString(version), Catalog.LEASE, CatalogTable.NONE));
        });
    settle(view);
  }

  /**
   * Publishes a version that a run has loaded and not published.
   *
   * @throws CatalogException if it is not loaded, a newer one is published, or a run is in progress
   */
  public void publishLoaded(String view, long version) throws IOException {
    publishLoaded(view, version, catalog.existing(view, version).manifest());
  }

  /** The same, and keeps a manifest that knows more. */
  public void publishLoaded(String view, long version, String manifest) throws IOException {
    ViewVersion found = catalog.existing(view, version);
    OptionalLong published = catalog.published(view);
    if (published.isEmpty() || published.getAsLong() != version) {
      refuseUnloaded(found);
    }
    String owner = "publish-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    leases.take(view, version, owner, MANUAL_LEASE);
    try {
      var unused = catalog.mark(view, version, Map.of(Catalog.MANIFEST, manifest));
      publish(view, version, owner);
    } finally {
      leases.release(view, owner);
    }
  }

  private void refuseAhead(String view, long version) throws CatalogException {
    if (PlausibleTime.isAhead(version, clock.millis())) {
      throw new CatalogException(
          "Cannot publish version "
              + version
              + " of view "
              + view
              + ": it would hide every event until "
              + Instant.ofEpochMilli(version)
              + " ("
              + PlausibleTime.boundAhead()
              + "); score again with an --as-of that has passed");
    }
  }

  private static void refuseUnloaded(ViewVersion version) throws CatalogException {
    if (version.state() != VersionState.LOADED || version.retracted()) {
      throw new CatalogException(
          "Cannot publish version "
              + version.version()
              + " of view "
              + version.view()
              + ": it is "
              + version.state()
              + (version.retracted() ? ", and its cells were taken back" : "")
              + " (must be LOADED)");
    }
  }

  /**
   * Points readers to an earlier published version and takes the cells of the later ones back. A
   * rollback that was cut off is finished, and not followed by another; one to the version that is
   * published does nothing. From a version in the future it leads to one that is not, be it that
   * none is published then: the view would stay locked.
   *
   * <p>Of several at once one goes back; the others finish that one, unless they name another
   * version.
   *
   * @param to the version; empty: the one before the published
   * @return the version now published; empty if none is
   * @throws CatalogException if no such version is retained, or a newer one was published just now
   */
  public OptionalLong rollback(String view, OptionalLong to) throws IOException {
    catalog.view(view);
    OptionalLong seen = catalog.published(view);
    while (true) {
      boolean finished = settle(view);
      OptionalLong served = catalog.published(view);
      if (isAfter(served, seen)) {
        throw new CatalogException(
            "Cannot roll back view "
                + view
                + ": version "
                + served.getAsLong()
                + " was published just now; if it is the one to go back from, do it again");
      }
      if (to.isEmpty() ? finished || !served.equals(seen) : served.equals(to)) {
        return served;
      }
      long current =
          served.orElseThrow(
              () -> new CatalogException("Cannot roll back view " + view + ": none published"));
      OptionalLong target = target(view, current, to);
      if (point(view, current, target)) {
        settle(view);
        return target;
      }
    }
  }

  private static boolean isAfter(OptionalLong served, OptionalLong seen) {
    return served.isPresent() && (seen.isEmpty() || served.getAsLong() > seen.getAsLong());
  }

  /** Where a rollback leads; empty: to no version. */
  private OptionalLong target(String view, long current, OptionalLong to) throws IOException {
    long now = clock.millis();
    OptionalLong target =
        catalog.versions(view).stream()
            .filter(ViewVersion::canBeServed)
            .mapToLong(ViewVersion::version)
            .filter(v -> v < current)
            .filter(v -> to.isEmpty() ? !PlausibleTime.isAhead(v, now) : v == to.getAsLong())
            .findFirst();
    if (target.isEmpty() && (to.isPresent() || !PlausibleTime.isAhead(current, now))) {
      throw new CatalogException(
          "Cannot roll back view "
              + view
              + (to.isPresent() ? " to " + to.getAsLong() : "")
              + ": no such earlier published version is retained");
    }
    return target;
  }

  /**
   * Points readers to the target, in one step that says what is to be taken back.
   *
   * @return false if the published version changed, or another rollback has not finished
   */
  private boolean point(String view, long current, OptionalLong target) throws IOException {
    String later =
        catalog.versions(view).stream()
            .filter(ViewVersion::canBeServed)
            .map(ViewVersion::version)
            .filter(v -> (target.isEmpty() || v > target.getAsLong()) && v <= current)
            .map(v -> Long.toString(v))
            .collect(Collectors.joining(" "));
    return catalog
        .table()
        .change(
            view,
            Map.of(
                Catalog.PUBLISHED, Long.toString(current), Catalog.RETRACTING, CatalogTable.NONE),
            Map.of(
                Catalog.PUBLISHED,
                target.isPresent() ? Long.toString(target.getAsLong()) : CatalogTable.NONE,
                Catalog.RETRACTING,
                later));
  }

  /**
   * Does what the driver of the published version left to do when it died. That needs no lease:
   * another run may have it by now.
   */
  public void finish(String view) throws IOException {
    var unused = settle(view);
  }

  /**
   * Finishes what follows from the last change of the view's row, whoever made it.
   *
   * @return true if there was a rollback to finish
   */
  private boolean settle(String view) throws IOException {
    Map<String, String> row = catalog.table().row(view);
    CatalogRow values = new CatalogRow(view, row);
    List<Long> leaving =
        values
            .read(Catalog.RETRACTING, "versions with one blank between each", Publication::versions)
            .orElse(List.of());
    OptionalLong published = values.time(Catalog.PUBLISHED);
    if (published.isPresent()) {
      long current = published.getAsLong();
      if (catalog.existing(view, current).state() == VersionState.LOADED) {
        move(view, current, VersionState.LOADED, VersionState.PUBLISHED);
      }
      retire(view, current);
    }
    for (Map.Entry<String, Map<String, String>> version :
        catalog.table().rows(view + "/").entrySet()) {
      if (BEGUN.equals(version.getValue().get(Catalog.RETRACTED))) {
        takeBack(view, Catalog.versionOf(version.getKey()));
      }
    }
    String retracting = row.get(Catalog.RETRACTING);
    if (retracting == null) {
      return false;
    }
    for (long version : leaving) {
      retract(view, version, VersionState.ROLLED_BACK);
    }
    // last: as long as it stands, a rollback that is repeated finishes this one
    catalog
        .table()
        .change(
            view,
            Map.of(Catalog.RETRACTING, retracting),
            Map.of(Catalog.RETRACTING, CatalogTable.NONE));
    return true;
  }

  private static List<Long> versions(String text) {
    return Arrays.stream(text.split(" ", -1)).map(Long::valueOf).toList();
  }

  private void retire(String view, long current) throws IOException {
    int retain = catalog.view(view).retain();
    List<ViewVersion> served =
        catalog.versions(view).stream()
            .filter(v -> v.canBeServed() && v.version() <= current)
            .toList();
    for (ViewVersion old : served.subList(Math.min(retain, served.size()), served.size())) {
      move(view, old.version(), VersionState.PUBLISHED, VersionState.RETIRED);
    }
  }

  /** Changes a state, unless somebody else did. */
  private void move(String view, long version, VersionState from, VersionState to)
      throws IOException {
    var unused =
        catalog
            .table()
            .change(
                Catalog.key(view, version),
                Map.of(Catalog.STATE, from.name()),
                Map.of(Catalog.STATE, to.name()));
  }

  /**
   * Sees to it that one more version can be loaded: HBase keeps only so many of a cell, and would
   * drop the published one. What failed, or can never be published, is taken back, the oldest
   * first.
   *
   * @throws CatalogException if too many versions that are loaded wait to be published
   */
  void makeRoom(String view) throws IOException {
    List<ViewVersion> versions = catalog.versions(view);
    long kept = versions.stream().filter(ViewVersion::canBeServed).count();
    long room = catalog.view(view).retain() + SPARE_VERSIONS - kept - 1;
    OptionalLong published = catalog.published(view);
    List<ViewVersion> waiting =
        new ArrayList<>(
            versions.stream()
                .filter(ViewVersion::isUnpublished)
                .filter(v -> published.isEmpty() || v.version() > published.getAsLong())
                .toList());
    for (int i = waiting.size() - 1; i >= 0 && waiting.size() > room; i--) {
      if (waiting.get(i).state() != VersionState.LOADED
          || PlausibleTime.isAhead(waiting.get(i).version(), clock.millis())) {
        giveUp(waiting.remove(i));
      }
    }
    if (waiting.size() > room) {
      throw new CatalogException(
          "Cannot begin a version of view "
              + view
              + ": "
              + waiting.size()
              + " are loaded and wait; publish the newest first: howdah view publish "
              + view
              + " "
              + waiting.get(0).version());
    }
  }

  private void giveUp(ViewVersion version) throws IOException {
    retract(
        version.view(),
        version.version(),
        version.state() == VersionState.REJECTED ? VersionState.REJECTED : VersionState.FAILED);
  }

  /** Marks a version and takes its cells back, once. */
  private void retract(String view, long version, VersionState as) throws IOException {
    Optional<String> retracted =
        catalog.table().value(Catalog.key(view, version), Catalog.RETRACTED);
    if (retracted.isEmpty() || !retracted.get().equals(DONE)) {
      if (catalog.mark(view, version, Map.of(Catalog.STATE, as.name(), Catalog.RETRACTED, BEGUN))) {
        takeBack(view, version);
      }
    }
  }

  /**
   * Takes the cells of a version back that was given up, for whoever has written more of them
   * since.
   *
   * @return false if the version was not given up
   */
  public boolean takeBackAgain(String view, long version) throws IOException {
    Optional<ViewVersion> found = catalog.version(view, version);
    if (found.isEmpty() || !found.get().retracted()) {
      return false;
    }
    // first: whoever comes next goes on with it if this is cut off
    if (catalog.mark(view, version, Map.of(Catalog.RETRACTED, BEGUN))) {
      takeBack(view, version);
    }
    return true;
  }

  private void takeBack(String view, long version) throws IOException {
    store.retract(view, version);
    var unused = catalog.mark(view, version, Map.of(Catalog.RETRACTED, DONE));
  }
}
