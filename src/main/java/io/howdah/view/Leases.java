package io.howdah.view;

import java.io.IOException;
import java.time.Duration;
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
   * @return the dead run's lease that stood there, or this owner's own
   * @throws CatalogException if a run is in progress
   */
  Optional<Lease> take(String view, long version, String owner, Duration duration)
      throws IOException {
    Lease wanted = new Lease(owner, version, System.currentTimeMillis() + duration.toMillis());
    Optional<String> held = table.value(view, Catalog.LEASE);
    if (held.isEmpty()) {
      if (!replace(view, CatalogTable.NONE, wanted)) {
        throw inProgress(view, held(view).orElse(wanted));
      }
      return Optional.empty();
    }
    Lease old = Lease.parse(held.get());
    boolean mayTake = old.owner().equals(owner) || !old.isLive(System.currentTimeMillis());
    if (!mayTake || !replace(view, held.get(), wanted)) {
      throw inProgress(view, old);
    }
    return Optional.of(old);
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
          || !Lease.parse(held.get()).owner().equals(owner)
          || table.change(
              view, Map.of(Catalog.LEASE, held.get()), Map.of(Catalog.LEASE, CatalogTable.NONE))) {
        return;
      }
    }
  }

  /**
   * @throws CatalogException if a run is in progress
   */
  void refuseLive(String view) throws IOException {
    Optional<Lease> lease = held(view);
    if (lease.isPresent() && lease.get().isLive(System.currentTimeMillis())) {
      throw inProgress(view, lease.get());
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
    return table.value(view, Catalog.LEASE).map(Lease::parse);
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
}
