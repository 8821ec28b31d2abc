package io.howdah.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Measured mini-batch sizes, each for one model, engine, kind of CPU and place.
 *
 * @param entries at most {@link #MAX_ENTRIES}, one a {@link Entry#answers case}
 */
public record Tuning(List<Entry> entries) {
  /** More are refused, and the oldest are left out. */
  public static final int MAX_ENTRIES = 256;

  /** The largest mini-batch that there is. */
  public static final int MAX_BATCH_SIZE = 65_536;

  /** Nothing measured yet. */
  public static final Tuning NONE = new Tuning(List.of());

  public Tuning {
    entries = List.copyOf(entries);
  }

  /**
   * What is to be run where.
   *
   * @param sha256 of the model's file
   * @param engine as {@code --engine} names it
   * @param cpu as {@link Cpu#model} names it
   * @param cluster true for the tasks of a cluster, whose CPU the driver does not know; false for
   *     this machine
   */
  public record Case(String sha256, String engine, String cpu, boolean cluster) {}

  /**
   * The mini-batch size recommended for a case.
   *
   * @param measured what ran: model, engine, CPU, and whether in a cluster's task
   * @param threads that the engine computed on
   * @param batchSize rows
   * @param rowsPerSecond decoded and scored
   * @param p50Millis and {@code p99Millis}: how long a mini-batch took
   * @param at when, epoch milliseconds
   */
  public record Entry(
      Case measured,
      int threads,
      int batchSize,
      double rowsPerSecond,
      double p50Millis,
      double p99Millis,
      long at) {
    /** A task's CPU is not the driver's: on a cluster what was measured there counts. */
    private boolean answers(Case wanted) {
      return measured.sha256().equals(wanted.sha256())
          && measured.engine().equals(wanted.engine())
          && measured.cluster() == wanted.cluster()
          && (wanted.cluster() || measured.cpu().equals(wanted.cpu()));
    }
  }

  /** The newest of one thread, which is how {@code score} and {@code stream} compute. */
  public Optional<Entry> find(Case wanted) {
    return entries.stream()
        .filter(entry -> entry.threads() == 1 && entry.answers(wanted))
        .max(Comparator.comparingLong(Entry::at));
  }

  /** With these in the place of the older ones of the same case and threads. */
  public Tuning with(List<Entry> newer) {
    List<Entry> all = new ArrayList<>(newer);
    entries.stream()
        .filter(
            old ->
                newer.stream()
                    .noneMatch(
                        entry ->
                            entry.measured().equals(old.measured())
                                && entry.threads() == old.threads()))
        .sorted(Comparator.comparingLong(Entry::at).reversed())
        .forEach(all::add);
    return new Tuning(all.subList(0, Math.min(all.size(), MAX_ENTRIES)));
  }

  /** Why {@link #find} has nothing for a case, where there are entries. */
  String missing(Case wanted) {
    if (entries.stream().noneMatch(entry -> entry.measured().sha256().equals(wanted.sha256()))) {
      return "it is of another model (SHA-256 "
          + entries.get(0).measured().sha256().substring(0, 8)
          + "…)";
    }
    List<Entry> model =
        entries.stream()
            .filter(entry -> entry.measured().sha256().equals(wanted.sha256()))
            .filter(entry -> entry.measured().engine().equals(wanted.engine()))
            .toList();
    if (model.isEmpty()) {
      return "it has nothing of engine " + wanted.engine();
    }
    if (model.stream().noneMatch(entry -> entry.measured().cluster() == wanted.cluster())) {
      return wanted.cluster()
          ? "it was not measured on the cluster (howdah tune --on-cluster)"
          : "it was measured on a cluster, not on this machine";
    }
    return model.stream().noneMatch(entry -> entry.answers(wanted))
        ? "it was measured on another CPU (" + model.get(0).measured().cpu() + ")"
        : "it has nothing of one thread";
  }
}
