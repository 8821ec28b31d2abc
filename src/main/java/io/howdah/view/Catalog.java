package io.howdah.view;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.hbase.client.Connection;

/**
 * The table {@code howdah}: which views there are, which version of each is published, and where
 * every version stands. View rows are named like the view, version rows {@code view/version}. What
 * changes hands between runs (lease, published pointer) changes by one checkAndMutate of the view's
 * row.
 */
public final class Catalog {
  static final String TABLE = "howdah";

  private static final String LEASE = "lease";
  private static final String PUBLISHED = "published";
  private static final String STATE = "state";
  private static final String MODEL = "model";
  private static final String MANIFEST = "manifest";
  private static final String RETRACTED = "retracted";
  private static final Set<VersionState> RESUMABLE =
      Set.of(VersionState.RUNNING, VersionState.STAGED, VersionState.LOADED, VersionState.FAILED);
  private static final int ATTEMPTS = 10;

  private final CatalogTable table;
  private final ViewStore store;

  public Catalog(Connection connection) throws IOException {
    this.table = new CatalogTable(connection, TABLE);
    this.store = new ViewStore(connection);
  }

  /**
   * Makes a view: its table and its row here.
   *
   * @param splits row keys at which the table is split from the start; may be empty
   */
  public void create(ViewDefinition view, byte[][] splits) throws IOException {
    if (find(view.name()).isPresent()) {
      throw new CatalogException("Cannot create view " + view.name() + ": it exists");
    }
    store.create(view, splits);
    if (!table.putIfAbsent(view.name(), "mode", DefinitionText.write(view))) {
      throw new CatalogException("Cannot create view " + view.name() + ": it exists");
    }
  }

  public Optional<ViewDefinition> find(String name) throws IOException {
    Map<String, String> row = table.row(name);
    return row.containsKey("mode") ? Optional.of(DefinitionText.read(name, row)) : Optional.empty();
  }

  /**
   * @throws CatalogException if there is no such view
   */
  public ViewDefinition view(String name) throws IOException {
    Optional<ViewDefinition> found = find(name);
    if (found.isEmpty()) {
      List<String> names = views().stream().map(ViewDefinition::name).toList();
      throw new CatalogException(
          "Cannot find view "
              + name
              + (names.isEmpty() ? "" : " (there are: " + String.join(", ", names) + ")")
              + "; create it with: howdah view create "
              + name);
    }
    return found.get();
  }

  public List<ViewDefinition> views() throws IOException {
    List<ViewDefinition> views = new ArrayList<>();
    table
        .rows("")
        .forEach(
            (key, row) -> {
              if (row.containsKey("mode")) {
                views.add(DefinitionText.read(key, row));
              }
            });
    return views;
  }

  /** The version that readers see. */
  public OptionalLong published(String view) throws IOException {
    Optional<String> version = table.value(view, PUBLISHED);
    return version.isPresent()
        ? OptionalLong.of(Long.parseLong(version.get()))
        : OptionalLong.empty();
  }

  /** Every version that was ever begun, newest first. */
  public List<ViewVersion> versions(String view) throws IOException {
    List<ViewVersion> versions = new ArrayList<>();
    table
        .rows(view + "/")
        .forEach(
            (key, row) -> {
              if (row.containsKey(STATE)) {
                versions.add(version(view, key, row));
              }
            });
    versions.sort(Comparator.comparingLong(ViewVersion::version).reversed());
    return versions;
  }

  public Optional<ViewVersion> version(String view, long version) throws IOException {
    String key = key(view, version);
    Map<String, String> row = table.row(key);
    return row.containsKey(STATE) ? Optional.of(version(view, key, row)) : Optional.empty();
  }

  private static ViewVersion version(String view, String key, Map<String, String> row) {
    return new ViewVersion(
        view,
        Long.parseLong(key.substring(key.lastIndexOf('/') + 1)),
        VersionState.valueOf(row.get(STATE)),
        row.getOrDefault(MODEL, ""),
        row.getOrDefault(MANIFEST, ""));
  }

  private static String key(String view, long version) {
    return view + "/" + version;
  }

  /**
   * Begins a run: takes the view's lease and the first unused millisecond from {@code asOf} on.
   *
   * @return the version
   * @throws CatalogException if a run is in progress or the published version is newer
   */
  public long begin(
      String view, long asOf, String owner, Duration lease, String model, String manifest)
      throws IOException {
    refuseOlder(view, asOf);
    long version = asOf;
    while (version(view, version).isPresent()) {
      version++;
    }
    take(view, version, owner, lease);
    table.put(
        key(view, version),
        Map.of(STATE, VersionState.RUNNING.name(), MODEL, model, MANIFEST, manifest));
    return version;
  }

  /**
   * Goes on with a version whose driver died or failed.
   *
   * @throws CatalogException if it cannot be resumed or its run is still alive
   */
  public ViewVersion resume(String view, long version, String owner, Duration lease)
      throws IOException {
    view(view);
    ViewVersion found =
        version(view, version)
            .orElseThrow(
                () -> new CatalogException("Cannot find version " + version + " of view " + view));
    if (!RESUMABLE.contains(found.state())
        || table.value(key(view, version), RETRACTED).isPresent()) {
      throw new CatalogException(
          "Cannot resume version " + version + " of view " + view + ": it is " + found.state());
    }
    refuseOlder(view, version);
    take(view, version, owner, lease);
    return found;
  }

  private void refuseOlder(String view, long version) throws IOException {
    OptionalLong published = published(view);
    if (published.isPresent() && version < published.getAsLong()) {
      throw new CatalogException(
          "Cannot run version "
              + version
              + " of view "
              + view
              + ": the published version is newer ("
              + published.getAsLong()
              + ")");
    }
  }

  private void take(String view, long version, String owner, Duration duration) throws IOException {
    long now = System.currentTimeMillis();
    Lease wanted = new Lease(owner, version, now + duration.toMillis());
    Optional<String> held = table.value(view, LEASE);
    if (held.isEmpty()) {
      if (!table.putIfAbsent(view, LEASE, Map.of(LEASE, wanted.text()))) {
        throw inProgress(view, Lease.parse(table.value(view, LEASE).orElse(wanted.text())));
      }
      return;
    }
    Lease old = Lease.parse(held.get());
    if (old.isLive(now) && !old.owner().equals(owner)) {
      throw inProgress(view, old);
    }
    if (!table.change(view, Map.of(LEASE, held.get()), Map.of(LEASE, wanted.text()), List.of())) {
      throw inProgress(view, old);
    }
    if (old.version() != version) {
      giveUp(view, old.version());
    }
  }

  private static CatalogException inProgress(String view, Lease lease) {
    return new CatalogException(
        "Cannot start: run "
            + lease.version()
            + " of view "
            + view
            + " is in progress ("
            + lease.describe()
            + "); wait, or resume it with --resume "
            + lease.version()
            + " once it has died");
  }

  /** A dead run's version, taken over by another run, counts as failed. */
  private void giveUp(String view, long version) throws IOException {
    Optional<ViewVersion> dead = version(view, version);
    if (dead.isPresent() && RESUMABLE.contains(dead.get().state())) {
      table.put(key(view, version), Map.of(STATE, VersionState.FAILED.name()));
    }
  }

  /**
   * Renews the lease.
   *
   * @throws CatalogException if it was lost to another run
   */
  public void renew(String view, long version, String owner, Duration lease) throws IOException {
    whileOwner(
        view,
        version,
        owner,
        held ->
            table.change(
                view,
                Map.of(LEASE, held),
                Map.of(
                    LEASE,
                    new Lease(owner, version, System.currentTimeMillis() + lease.toMillis())
                        .text()),
                List.of()));
  }

  /** A change that holds only as long as the lease has the text it was given. */
  private interface Guarded {
    boolean attempt(String lease) throws IOException;
  }

  private void whileOwner(String view, long version, String owner, Guarded change)
      throws IOException {
    // a renewal in another thread changes the lease's text: look again, as long as it is ours
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<String> held = table.value(view, LEASE);
      if (held.isEmpty()
          || !Lease.parse(held.get()).owner().equals(owner)
          || Lease.parse(held.get()).version() != version) {
        break;
      }
      if (change.attempt(held.get())) {
        return;
      }
    }
    throw new CatalogException(
        "Cannot go on with version "
            + version
            + " of view "
            + view
            + ": its lease was lost to another run");
  }

  /** Writes a run's new state, if it still has the lease. */
  public void advance(String view, long version, String owner, VersionState to, String manifest)
      throws IOException {
    whileOwner(view, version, owner, held -> true);
    table.put(key(view, version), Map.of(STATE, to.name(), MANIFEST, manifest));
  }

  /** Points readers to the version, in one step; then puts the older versions in order. */
  public void publish(String view, long version, String owner, String manifest) throws IOException {
    refuseOlder(view, version);
    whileOwner(view, version, owner, held -> true);
    settle(view);
    takeBackUnpublished(view, version);
    OptionalLong before = published(view);
    whileOwner(
        view,
        version,
        owner,
        held -> {
          Map<String, String> expected = new TreeMap<>(Map.of(LEASE, held));
          before.ifPresent(old -> expected.put(PUBLISHED, Long.toString(old)));
          return table.change(
              view, expected, Map.of(PUBLISHED, Long.toString(version)), List.of(LEASE));
        });
    table.put(key(view, version), Map.of(STATE, VersionState.PUBLISHED.name(), MANIFEST, manifest));
    retire(view);
  }

  /**
   * Finishes what a publication or a rollback that was cut off after the pointer moved left open.
   */
  private void settle(String view) throws IOException {
    OptionalLong current = published(view);
    if (current.isPresent()) {
      table.put(key(view, current.getAsLong()), Map.of(STATE, VersionState.PUBLISHED.name()));
    }
    finishRetractions(view);
  }

  /**
   * Takes back what older runs loaded and never published: a reader of an incremental view, and
   * anyone in the HBase shell, would see it once a newer version is published.
   */
  private void takeBackUnpublished(String view, long before) throws IOException {
    for (ViewVersion old : versions(view)) {
      boolean unpublished =
          old.state() == VersionState.LOADED || old.state() == VersionState.FAILED;
      if (unpublished && old.version() < before) {
        retractOnce(view, old.version());
        table.put(key(view, old.version()), Map.of(STATE, VersionState.FAILED.name()));
      }
    }
  }

  private void retractOnce(String view, long version) throws IOException {
    if (table.value(key(view, version), RETRACTED).isEmpty()) {
      retract(view, version);
      table.put(key(view, version), Map.of(RETRACTED, "true"));
    }
  }

  /** Publishes a version that a run has loaded and not published. */
  public void publishExisting(String view, long version) throws IOException {
    view(view);
    ViewVersion found =
        version(view, version)
            .orElseThrow(
                () -> new CatalogException("Cannot find version " + version + " of view " + view));
    if (found.state() != VersionState.LOADED) {
      throw new CatalogException(
          "Cannot publish version "
              + version
              + " of view "
              + view
              + ": it is "
              + found.state()
              + " (must be LOADED)");
    }
    String owner = "publish-" + System.nanoTime();
    take(view, version, owner, Duration.ofSeconds(60));
    publish(view, version, owner, found.manifest());
  }

  private void retire(String view) throws IOException {
    int retain = view(view).retain();
    List<ViewVersion> published =
        versions(view).stream().filter(v -> v.state() == VersionState.PUBLISHED).toList();
    for (ViewVersion old :
        published.subList(Math.min(retain, published.size()), published.size())) {
      table.put(key(view, old.version()), Map.of(STATE, VersionState.RETIRED.name()));
    }
  }

  /** Lets the lease go, if it is still this owner's. */
  public void release(String view, String owner) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<String> held = table.value(view, LEASE);
      if (held.isEmpty()
          || !Lease.parse(held.get()).owner().equals(owner)
          || table.change(view, Map.of(LEASE, held.get()), Map.of(), List.of(LEASE))) {
        return;
      }
    }
  }

  /**
   * Points readers to an earlier published version and takes the cells of the later ones back. Can
   * be repeated where it was cut off.
   *
   * @param to the version; empty: the one before the published
   * @return the version now published
   */
  public long rollback(String view, OptionalLong to) throws IOException {
    view(view);
    finishRetractions(view);
    long current =
        published(view)
            .orElseThrow(
                () -> new CatalogException("Cannot roll back view " + view + ": none published"));
    long target =
        versions(view).stream()
            .filter(v -> v.state() == VersionState.PUBLISHED && v.version() < current)
            .mapToLong(ViewVersion::version)
            .filter(v -> to.isEmpty() || v == to.getAsLong())
            .findFirst()
            .orElseThrow(
                () ->
                    new CatalogException(
                        "Cannot roll back view "
                            + view
                            + (to.isPresent() ? " to " + to.getAsLong() : "")
                            + ": no such earlier published version is retained"));
    if (!table.change(
        view,
        Map.of(PUBLISHED, Long.toString(current)),
        Map.of(PUBLISHED, Long.toString(target)),
        List.of())) {
      throw new CatalogException(
          "Cannot roll back view " + view + ": another version was published just now; look again");
    }
    finishRetractions(view);
    return target;
  }

  /** Marks what is newer than the pointer as rolled back and takes its cells back. */
  private void finishRetractions(String view) throws IOException {
    OptionalLong current = published(view);
    if (current.isEmpty()) {
      return;
    }
    for (ViewVersion version : versions(view)) {
      if (version.version() > current.getAsLong() && version.state() == VersionState.PUBLISHED) {
        table.put(key(view, version.version()), Map.of(STATE, VersionState.ROLLED_BACK.name()));
      }
    }
    for (ViewVersion version : versions(view)) {
      if (version.state() == VersionState.ROLLED_BACK) {
        retractOnce(view, version.version());
      }
    }
  }

  /** Takes a version's cells back by delete markers at its timestamp. */
  public void retract(String view, long version) throws IOException {
    store.retract(view, version);
  }

  /** Deletes the view, its table and its history. */
  public void drop(String view) throws IOException {
    view(view);
    Optional<String> held = table.value(view, LEASE);
    if (held.isPresent() && Lease.parse(held.get()).isLive(System.currentTimeMillis())) {
      throw inProgress(view, Lease.parse(held.get()));
    }
    store.drop(view);
    for (String key : table.rows(view + "/").keySet()) {
      table.delete(key);
    }
    table.delete(view);
  }
}
