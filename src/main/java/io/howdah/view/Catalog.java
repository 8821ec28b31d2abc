package io.howdah.view;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.hadoop.hbase.client.Connection;

/**
 * The table {@code howdah}: which views there are, which version of each is published, and where
 * every version stands. View rows are named like the view, version rows {@code view/version}; what
 * their columns mean is specified in view-format.md. {@link Runs} and {@link Publication} change
 * what stands here.
 */
public final class Catalog {
  static final String TABLE = "howdah";

  static final String LEASE = "lease";
  static final String PUBLISHED = "published";
  static final String RETRACTING = "retracting";
  static final String STATE = "state";
  static final String MODEL = "model";
  static final String MANIFEST = "manifest";
  static final String RETRACTED = "retracted";
  static final String MODE = "mode";
  private static final int NEAR = 2;

  private final CatalogTable table;
  private final ViewStore store;
  private final Leases leases;
  private final Views views;
  private final Clock clock;

  public Catalog(Connection connection) throws IOException {
    this(connection, Clock.systemUTC());
  }

  /**
   * @param clock that tells which versions lie in the future
   */
  public Catalog(Connection connection, Clock clock) throws IOException {
    this(connection, clock, Views.LEASE);
  }

  /**
   * @param lease of whoever makes or drops a view, renewed as long as that lives
   */
  Catalog(Connection connection, Clock clock, Duration lease) throws IOException {
    this.table = new CatalogTable(connection, TABLE);
    this.store = new ViewStore(connection);
    this.leases = new Leases(table);
    this.views = new Views(this, leases, store, lease);
    this.clock = clock;
  }

  /** The life of a run, from its lease to its last state. */
  public Runs runs() {
    return new Runs(this, leases, clock);
  }

  /** What readers see: publishing and rolling back. */
  public Publication publication() {
    return new Publication(this, leases, store, clock);
  }

  /** Where the streams into a view stand. */
  public Streams streams() {
    return new Streams(table);
  }

  CatalogTable table() {
    return table;
  }

  /**
   * Makes a view: its table and its row here. What an earlier attempt left that was cut off is
   * cleared away first.
   *
   * @param splits row keys at which the table is split from the start; may be empty
   * @throws CatalogException if it exists, or an HBase table that is no view has its name
   */
  public void create(ViewDefinition view, byte[][] splits) throws IOException {
    if (!createIfMissing(view, splits)) {
      throw new CatalogException("Cannot create view " + view.name() + ": it exists");
    }
  }

  /**
   * The same, unless the view is there, be it that somebody else makes it just now; that is waited
   * for.
   *
   * @return false if somebody else made it
   */
  public boolean createIfMissing(ViewDefinition view, byte[][] splits) throws IOException {
    return views.create(view, splits);
  }

  /**
   * @throws CatalogException if a newer Howdah wrote the view's row
   */
  public Optional<ViewDefinition> find(String name) throws IOException {
    Map<String, String> row = table.row(name);
    CatalogFormat.check(name, row);
    return row.containsKey(MODE) ? Optional.of(DefinitionText.read(name, row)) : Optional.empty();
  }

  /**
   * @throws CatalogException if there is no such view
   */
  public ViewDefinition view(String name) throws IOException {
    Optional<ViewDefinition> found = find(name);
    if (found.isPresent()) {
      return found.get();
    }
    Optional<String> unfinished = views.unfinished(name);
    if (unfinished.isPresent()) {
      throw new CatalogException("Cannot find view " + name + ": " + unfinished.get());
    }
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    Optional<String> near =
        table.rows("").entrySet().stream()
            .filter(row -> row.getValue().containsKey(MODE))
            .map(Map.Entry::getKey)
            .min(Comparator.comparingInt(other -> distance.apply(name, other)))
            .filter(other -> distance.apply(name, other) <= NEAR);
    throw new CatalogException(
        "Cannot find view "
            + name
            + near.map(other -> "; did you mean " + other + "?")
                .orElse("; create it with: howdah view create " + name + " --task TASK"));
  }

  /**
   * @throws CatalogException if a newer Howdah wrote a view's row
   */
  public List<ViewDefinition> views() throws IOException {
    List<ViewDefinition> views = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> row : table.rows("").entrySet()) {
      CatalogFormat.check(row.getKey(), row.getValue());
      if (row.getValue().containsKey(MODE)) {
        views.add(DefinitionText.read(row.getKey(), row.getValue()));
      }
    }
    return views;
  }

  /**
   * The version that readers see.
   *
   * @throws CatalogException if a newer Howdah wrote the view's row
   */
  public OptionalLong published(String view) throws IOException {
    Map<String, String> row = table.row(view);
    CatalogFormat.check(view, row);
    String version = row.get(PUBLISHED);
    return version == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(version));
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

  /**
   * @throws CatalogException if there is no such view or it has no such version
   */
  ViewVersion existing(String view, long version) throws IOException {
    view(view);
    return version(view, version)
        .orElseThrow(
            () -> new CatalogException("Cannot find version " + version + " of view " + view));
  }

  static ViewVersion version(String view, String key, Map<String, String> row) {
    return new ViewVersion(
        view,
        versionOf(key),
        VersionState.valueOf(row.get(STATE)),
        row.getOrDefault(MODEL, ""),
        row.getOrDefault(MANIFEST, ""),
        row.containsKey(RETRACTED));
  }

  /**
   * Changes the row of a version; makes none anew where the view was dropped.
   *
   * @return false if there is no such version
   */
  boolean mark(String view, long version, Map<String, String> values) throws IOException {
    return table.changeWithin(key(view, version), STATE, values);
  }

  static long versionOf(String key) {
    return Long.parseLong(key.substring(key.lastIndexOf('/') + 1));
  }

  static String key(String view, long version) {
    return view + "/" + version;
  }

  /**
   * @throws CatalogException if the published version is newer than that one
   */
  void refuseOlder(String view, long version) throws IOException {
    OptionalLong published = published(view);
    if (published.isPresent() && version < published.getAsLong()) {
      throw new CatalogException(
          "Cannot run version "
              + version
              + " of view "
              + view
              + ": the published version is newer ("
              + published.getAsLong()
              + "); begin a new run, if its input is complete up to a later time");
    }
  }

  /**
   * Deletes the view, its table and its history. What an earlier attempt left that was cut off goes
   * with it, and so does a view whose making was.
   *
   * @throws CatalogException if there is no such view, or a run is in progress
   */
  public void drop(String view) throws IOException {
    views.drop(view);
  }
}
