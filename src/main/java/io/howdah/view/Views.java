package io.howdah.view;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.hbase.TableExistsException;

/**
 * Making and dropping views. Both change two stores, the catalog and HBase's tables: so the view's
 * row says beforehand what is meant to happen ({@code pending}), one at a time does it under the
 * row's lease, and whoever comes next finishes or undoes what was cut off. A view is there as long
 * as its row has a mode, which comes with the last step of its making and goes with the first of
 * its dropping.
 */
final class Views {
  /** Renewed while somebody makes or drops a view; waited for when that somebody died. */
  static final Duration LEASE = Duration.ofSeconds(20);

  private static final Duration PATIENCE = LEASE.multipliedBy(3);
  private static final String PENDING = "pending";
  private static final String CREATE = "create";
  private static final String DROP = "drop";
  private static final int ATTEMPTS = 3;

  private final Catalog catalog;
  private final Leases leases;
  private final ViewStore store;
  private final Duration lease;

  Views(Catalog catalog, Leases leases, ViewStore store, Duration lease) {
    this.catalog = catalog;
    this.leases = leases;
    this.store = store;
    this.lease = lease;
  }

  /**
   * Makes a view.
   *
   * @return false if it is there
   */
  boolean create(ViewDefinition view, byte[][] splits) throws IOException {
    Optional<KeptLease> taken = takeName(view.name());
    if (taken.isEmpty()) {
      return false;
    }
    try (KeptLease kept = taken.get()) {
      clear(view.name(), kept);
      kept.change(
          held ->
              catalog
                  .table()
                  .change(view.name(), Map.of(Catalog.LEASE, held), Map.of(PENDING, CREATE)));
      forget(view.name());
      makeTable(view, splits, kept);
      Map<String, String> row = new HashMap<>();
      // all that an earlier view of that name left in its row goes
      catalog
          .table()
          .row(view.name())
          .keySet()
          .forEach(column -> row.put(column, CatalogTable.NONE));
      row.putAll(DefinitionText.write(view));
      row.put(PENDING, CatalogTable.NONE);
      row.put(Catalog.LEASE, CatalogTable.NONE);
      kept.change(held -> catalog.table().change(view.name(), Map.of(Catalog.LEASE, held), row));
      return true;
    }
  }

  /** Takes the lease of a name that no view has; empty if one has it. */
  private Optional<KeptLease> takeName(String name) throws IOException {
    String owner = owner(CREATE);
    while (true) {
      Map<String, String> row = catalog.table().row(name);
      CatalogFormat.check(name, row);
      if (row.containsKey(Catalog.MODE)) {
        return Optional.empty();
      }
      if (isHeld(name, row)) {
        continue;
      }
      if (row.isEmpty()) {
        // only what is there can be changed
        catalog.table().put(name, Map.of(CatalogFormat.COLUMN, CatalogFormat.KNOWN));
      }
      if (leases.take(name, owner, lease, row, Map.of(Catalog.MODE, CatalogTable.NONE), Map.of())) {
        return Optional.of(new KeptLease(leases, name, owner, lease));
      }
    }
  }

  /**
   * Waits for whoever makes or drops the view.
   *
   * @return true if there was somebody: look again
   */
  private boolean isHeld(String name, Map<String, String> row) throws IOException {
    String held = row.getOrDefault(Catalog.LEASE, CatalogTable.NONE);
    if (held.equals(CatalogTable.NONE)
        || !Lease.parse(name, held).isLive(System.currentTimeMillis())) {
      return false;
    }
    leases.awaitFree(name, PATIENCE);
    return true;
  }

  private static String owner(String what) {
    return what + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
  }

  /**
   * Clears away what is left under a name whose view was not wholly made, or not wholly dropped.
   */
  private void clear(String name, KeptLease kept) throws IOException {
    String pending = catalog.table().row(name).getOrDefault(PENDING, CatalogTable.NONE);
    if (!pending.equals(DROP)) {
      if (!store.exists(name)) {
        return;
      }
      // there was none when the making that was cut off began
      if (!pending.equals(CREATE) || !store.isUnused(name)) {
        throw foreign(name);
      }
    }
    kept.check();
    store.drop(name);
  }

  private static CatalogException foreign(String name) {
    return new CatalogException(
        "Cannot create view "
            + name
            + ": an HBase table of that name exists and is not in the catalog; give the view another"
            + " name, or drop the table if nobody needs it, in the HBase shell: disable '"
            + name
            + "' and drop '"
            + name
            + "'");
  }

  /** Looks before each step whether the lease still holds: a successor may have made the table. */
  private void makeTable(ViewDefinition view, byte[][] splits, KeptLease kept) throws IOException {
    for (int i = 1; ; i++) {
      kept.check();
      try {
        store.create(view, splits);
        return;
      } catch (TableExistsException e) {
        // HBase's master goes on with what it was asked for by a client that has died since
        if (i == ATTEMPTS || !store.isUnused(view.name())) {
          throw foreign(view.name());
        }
        kept.check();
        store.drop(view.name());
      }
    }
  }

  /** Forgets the versions and streams of an earlier view of that name. */
  private void forget(String name) throws IOException {
    for (String key : catalog.table().rows(name + "/").keySet()) {
      catalog.table().delete(key);
    }
  }

  /**
   * Drops a view, or what is left of one.
   *
   * @throws CatalogException if there is no such view, or a run is in progress
   */
  void drop(String name) throws IOException {
    Optional<KeptLease> taken = takeView(name);
    if (taken.isEmpty()) {
      return;
    }
    try (KeptLease kept = taken.get()) {
      String pending = catalog.table().row(name).getOrDefault(PENDING, CatalogTable.NONE);
      kept.check();
      if (pending.equals(DROP) || (store.exists(name) && store.isUnused(name))) {
        store.drop(name);
      }
      kept.check();
      forget(name);
      kept.change(held -> catalog.table().delete(name, Map.of(Catalog.LEASE, held)));
    }
  }

  /** Takes the lease of a view, which is gone for its readers then; empty if another dropped it. */
  private Optional<KeptLease> takeView(String name) throws IOException {
    String owner = owner(DROP);
    boolean seen = false;
    while (true) {
      Map<String, String> row = catalog.table().row(name);
      CatalogFormat.check(name, row);
      String mode = row.getOrDefault(Catalog.MODE, CatalogTable.NONE);
      String pending = row.getOrDefault(PENDING, CatalogTable.NONE);
      if (mode.equals(CatalogTable.NONE) && pending.equals(CatalogTable.NONE)) {
        if (seen) {
          return Optional.empty();
        }
        var unused = catalog.view(name); // tells which are there
      }
      seen = true;
      if (mode.equals(CatalogTable.NONE) && isHeld(name, row)) {
        continue;
      }
      Map<String, String> expected = Map.of(Catalog.MODE, mode, PENDING, pending);
      Map<String, String> values =
          mode.equals(CatalogTable.NONE)
              ? Map.of()
              : Map.of(
                  PENDING,
                  DROP,
                  Catalog.MODE,
                  CatalogTable.NONE,
                  Catalog.PUBLISHED,
                  CatalogTable.NONE,
                  Catalog.RETRACTING,
                  CatalogTable.NONE);
      if (leases.take(name, owner, lease, row, expected, values)) {
        return Optional.of(new KeptLease(leases, name, owner, lease));
      }
    }
  }

  /**
   * What became of a view that is not there as its making or dropping was cut off, and what to do.
   */
  static Optional<String> unfinished(String name, Map<String, String> row) {
    return Optional.ofNullable(row.get(PENDING))
        .map(
            pending ->
                pending.equals(DROP)
                    ? "it is being dropped; if that was cut off, finish it with: howdah view drop "
                        + name
                        + " --yes"
                    : "it is being made; if that was cut off, begin again with: howdah view create "
                        + name
                        + " --task TASK");
  }
}
