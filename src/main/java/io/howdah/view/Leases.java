package io.howdah.view;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The lease of each view: who may change what stands there. It changes by checkAndMutate of the
 * view's row alone, so two runs never both hold it.
 */
final class Leases {
  private static final int ATTEMPTS = 10;
  private static final long POLL_MILLIS = 250;

  private final CatalogTable table;

  Leases(CatalogTable table) {
    this.table = table;
  }

  /**
   * Takes the lease if nobody else alive has it.
   *
   * @throws CatalogException if a run is in progress
   */
  void take(String view, long version, String owner, Duration duration) throws IOException {
    Lease wanted = new Lease(owner, version, System.currentTimeMillis() + duration.toMillis());
    Optional<String> held = table.value(view, Catalog.LEASE);
    if (held.isEmpty()) {
      if (!replace(view, CatalogTable.NONE, wanted)) {
        throw inProgress(view, held(view));
      }
      return;
    }
    Lease old = Lease.parse(view, held.get());
    boolean mayTake = old.owner().equals(owner) || !old.isLive(System.currentTimeMillis());
    if (!mayTake) {
      throw inProgress(view, old);
    }
    if (!replace(view, held.get(), wanted)) {
      throw inProgress(view, held(view));
    }
  }

  /**
   * Takes the lease together with other changes of the view's row, if nobody alive has it.
   *
   * @param row of the view as it was read
   * @param expected values that must still stand, besides the lease
   * @param values that change with it
   * @return false if the row has changed since it was read
   * @throws CatalogException if somebody alive has it
   */
  boolean take(
      String view,
      String owner,
      Duration duration,
      Map<String, String> row,
      Map<String, String> expected,
      Map<String, String> values)
      throws IOException {
    String held = row.getOrDefault(Catalog.LEASE, CatalogTable.NONE);
    if (!held.equals(CatalogTable.NONE)
        && Lease.parse(view, held).isLive(System.currentTimeMillis())) {
      throw inProgress(view, Lease.parse(view, held));
    }
    Map<String, String> before = new HashMap<>(expected);
    before.put(Catalog.LEASE, held);
    Map<String, String> after = new HashMap<>(values);
    after.put(
        Catalog.LEASE,
        new Lease(owner, Lease.NO_VERSION, System.currentTimeMillis() + duration.toMillis())
            .text());
    return table.change(view, before, after);
  }

  /**
   * Makes the lease last, for this version.
   *
   * @throws CatalogException if it was lost to another run
   */
  void renew(String view, long held, long version, String owner, Duration duration)
      throws IOException {
    whileHeld(
        view,
        held,
        owner,
        text ->
            replace(
                view,
                text,
                new Lease(owner, version, System.currentTimeMillis() + duration.toMillis())));
  }

  private boolean replace(String view, String text, Lease by) throws IOException {
    return table.change(view, Map.of(Catalog.LEASE, text), Map.of(Catalog.LEASE, by.text()));
  }

  /** A change that holds only as long as the lease has the text it was given. */
  interface Guarded {
    boolean attempt(String lease) throws IOException;
  }

  /**
   * Makes a change under the lease.
   *
   * @throws CatalogException if the lease was lost to another run
   */
  void whileHeld(String view, long version, String owner, Guarded change) throws IOException {
    // a renewal in another thread changes the lease's text: look again, as long as it is ours
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<String> held = table.value(view, Catalog.LEASE);
      if (held.isEmpty()
          || !Lease.parse(view, held.get()).owner().equals(owner)
          || Lease.parse(view, held.get()).version() != version) {
        break;
      }
      if (change.attempt(held.get())) {
        return;
      }
    }
    throw new CatalogException(
        version == Lease.NO_VERSION
            ? "Cannot go on with view "
                + view
                + ": its lease was lost to another; do it again if it is not done"
            : "Cannot go on with version "
                + version
                + " of view "
                + view
                + ": its lease was lost to another run");
  }

  /**
   * @throws CatalogException if the lease is not this owner's
   */
  void check(String view, long version, String owner) throws IOException {
    whileHeld(view, version, owner, lease -> true);
  }

  /** Lets the lease go, if it is still this owner's. */
  void release(String view, String owner) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<String> held = table.value(view, Catalog.LEASE);
      if (held.isEmpty()
          || !Lease.parse(view, held.get()).owner().equals(owner)
          || table.change(
              view, Map.of(Catalog.LEASE, held.get()), Map.of(Catalog.LEASE, CatalogTable.NONE))) {
        return;
      }
    }
  }

  /**
   * Waits until nobody alive has the lease.
   *
   * @throws CatalogException if a run is still in progress after that long
   */
  void awaitFree(String view, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    Optional<Lease> lease = held(view);
    while (lease.isPresent() && lease.get().isLive(System.currentTimeMillis())) {
      if (System.nanoTime() >= deadline) {
        throw inProgress(view, lease.get());
      }
      try {
        Thread.sleep(POLL_MILLIS); // nothing tells of a lease that runs out
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted while waiting for a run of view " + view, e);
      }
      lease = held(view);
    }
  }

  private Optional<Lease> held(String view) throws IOException {
    return table.value(view, Catalog.LEASE).map(text -> Lease.parse(view, text));
  }

  /** What to say to whoever was too slow: another may have come and gone, or dropped the view. */
  private static CatalogException inProgress(String view, Optional<Lease> by) {
    return by.isPresent()
        ? inProgress(view, by.get())
        : new CatalogException("Cannot start: view " + view + " was changed just now; try again");
  }

  private static CatalogException inProgress(String view, Lease lease) {
    if (lease.version() == Lease.NO_VERSION) {
      return new CatalogException(
          "Cannot start: somebody else's change of view "
              + view
              + " is in progress ("
              + lease.describe()
              + "); wait until it is done, or if it has died until its lease has run out, and try"
              + " again");
    }
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
}
