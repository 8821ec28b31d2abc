package io.howdah.view;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
    throw notFound(name, table.rows(""));
  }

  /**
   * Says of a view that is not there what to do.
   *
   * @param rows all of the catalog
   */
  static CatalogException notFound(String name, Map<String, Map<String, String>> rows) {
    Optional<String> unfinished = Views.unfinished(name, rows.getOrDefault(name, Map.of()));
    if (unfinished.isPresent()) {
      return new CatalogException("Cannot find view " + name + ": " + unfinished.get());
    }
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    Optional<String> near =
        rows.entrySet().stream()
            .filter(row -> row.getValue().containsKey(MODE))
            .map(Map.Entry::getKey)
            .min(Comparator.comparingInt(other -> distance.apply(name, other)))
            .filter(other -> distance.apply(name, other) <= NEAR);
    return new CatalogException(
        "Cannot find view "
            + name
            + near.map(other -> "; did you mean " + other + "?")
                .orElse("; create it with: howdah view create " + name + " --task TASK"));
  }

  /** A view and what is published of it. */
  public record Entry(ViewDefinition view, OptionalLong published) {
    /**
     * @throws CatalogRowException if a value is not what it must be
     */
    static Entry of(String name, Map<String, String> row) {
      return new Entry(DefinitionText.read(name, row), new CatalogRow(name, row).time(PUBLISHED));
    }
  }

  /** Every view, by name, those too whose rows cannot be read. */
  public List<Listed<Entry>> views() throws IOException {
    return listed(table.rows(""));
  }

  static List<Listed<Entry>> listed(Map<String, Map<String, String>> rows) {
    return rows.entrySet().stream()
        .filter(row -> row.getValue().containsKey(MODE) || !CatalogFormat.isKnown(row.getValue()))
        .map(row -> Listed.of(row.getKey(), () -> known(row.getKey(), row.getValue())))
        .toList();
  }

  private static Entry known(String name, Map<String, String> row) throws CatalogException {
    CatalogFormat.check(name, row);
    return Entry.of(name, row);
  }

  /**
   * The version that readers see.
   *
   * @throws CatalogException if a newer Howdah wrote the view's row
   */
  public OptionalLong published(String view) throws IOException {
    Map<String, String> row = table.row(view);
    CatalogFormat.check(view, row);
    return new CatalogRow(view, row).time(PUBLISHED);
  }

  /**
   * Every version that was ever begun, newest first.
   *
   * @throws CatalogRowException if the row of one cannot be read: whoever changes something must
   *     know them all
   */
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

  /** The same for those who only look, with the rows that cannot be read, these first. */
  public List<Listed<ViewVersion>> history(String view) throws IOException {
    return history(view, table.rows(view + "/"));
  }

  static List<Listed<ViewVersion>> history(String view, Map<String, Map<String, String>> rows) {
    return rows.entrySet().stream()
        .filter(row -> row.getValue().containsKey(STATE))
        .map(row -> Listed.of(row.getKey(), () -> version(view, row.getKey(), row.getValue())))
        .sorted(
            Comparator.comparing(
                (Listed<ViewVersion> row) -> row.value().map(ViewVersion::version),
                Comparator.comparingLong(version -> -version.orElse(Long.MAX_VALUE))))
        .toList();
  }

  public Optional<ViewVersion> version(String view, long version) throws IOException {
    String key = key(view, version);
    Map<String, String> row = table.row(key);
    return row.containsKey(STATE) ? Optional.of(version(view, key, row)) : Optional.empty();
  }

  /** A version for those who only look, even if its row cannot be read; empty if there is none. */
  static Optional<Listed<ViewVersion>> listed(String view, long version, Map<String, String> row) {
    String key = key(view, version);
    return row.containsKey(STATE)
        ? Optional.of(Listed.of(key, () -> version(view, key, row)))
        : Optional.empty();
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

  static ViewVersion version(String view, String key, Map<String, String> values) {
    CatalogRow row = new CatalogRow(key, values);
    return new ViewVersion(
        view,
        row.version(),
        row.required(
            STATE, "one of " + Arrays.toString(VersionState.values()), VersionState::valueOf),
        row.text(MODEL),
        row.text(MANIFEST),
        values.containsKey(RETRACTED));
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
    return new CatalogRow(key, Map.of()).version();
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
