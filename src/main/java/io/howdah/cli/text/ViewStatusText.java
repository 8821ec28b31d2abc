package io.howdah.cli.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.query.AgeDistribution;
import io.howdah.query.Validity;
import io.howdah.query.ValidityCounts;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/** A view's status as people and programs read it. */
public final class ViewStatusText {
  private static final int BAR = 30;
  private static final String COUNT = "  %-24s %,15d%n";

  private ViewStatusText() {}

  public static void print(ViewStatus status, PrintStream out) {
    String view = status.view().name();
    if (status.published().isEmpty()) {
      out.println("view " + view + ": no version is published");
      return;
    }
    out.printf(
        Locale.ROOT,
        "view %s: version %d is %s, %s (valid for %s, expires after %s)%n",
        view,
        status.published().get().toEpochMilli(),
        old(status),
        name(status.version().orElseThrow()),
        status.view().validFor().map(AnswerText::age).orElse("ever"),
        status.view().expireAfter().map(AnswerText::age).orElse("never"));
    status.ages().ifPresent(ages -> print(ages, out));
    if (status.ages().isPresent()) {
      out.printf(
          Locale.ROOT,
          "  objective, at most %s stale or expired: %s%n",
          limit(status.maxStale()),
          status.isMet() ? "met" : "MISSED");
    }
  }

  /** A version may lie ahead by as much as clocks differ; that is no age. */
  private static String old(ViewStatus status) {
    Duration ahead = Duration.between(status.now(), status.published().orElseThrow());
    return ahead.toSeconds() > 0
        ? "as of " + status.published().get() + " (in " + AnswerText.age(ahead) + ")"
        : AnswerText.age(status.age().orElseThrow()) + " old";
  }

  private static void print(AgeDistribution ages, PrintStream out) {
    out.printf(Locale.ROOT, COUNT, "rows", ages.rows());
    out.printf(Locale.ROOT, COUNT, "  of the batch view", ages.batchRows());
    out.printf(Locale.ROOT, COUNT, "  of the speed view", ages.speedRows());
    ages.newest().ifPresent(time -> out.printf(Locale.ROOT, "  %-24s %s%n", "newest", time));
    ages.oldest().ifPresent(time -> out.printf(Locale.ROOT, "  %-24s %s%n", "oldest", time));
    out.println();
    for (AgeDistribution.Bucket bucket : ages.buckets()) {
      double share = ages.rows() == 0 ? 0 : (double) bucket.rows() / ages.rows();
      String line =
          String.format(
              Locale.ROOT,
              "  %-24s %,15d %9s  %s",
              label(bucket),
              bucket.rows(),
              percent(share),
              "#".repeat(signs(share)));
      out.println(line.stripTrailing());
    }
    out.println();
    out.printf(Locale.ROOT, "  %-24s %15s %9s %15s%n", "", "STALE", "", "EXPIRED");
    print("now", ages.now(), out);
    ages.before().ifPresent(counts -> print(counts.at().toString(), counts, out));
  }

  private static void print(String when, ValidityCounts counts, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "  %-24s %,15d %9s %,15d %9s%n",
        when,
        counts.stale(),
        percent(counts.staleShare()),
        counts.expired(),
        percent(counts.expiredShare()));
  }

  private static String label(AgeDistribution.Bucket bucket) {
    if (bucket.to().isEmpty()) {
      return edge(bucket.from()) + " or older";
    }
    String to = edge(bucket.to().get());
    return bucket.from().isZero() ? "younger than " + to : edge(bucket.from()) + " to " + to;
  }

  /** A duration in its largest unit, which is enough for the edges of buckets. */
  private static String edge(Duration age) {
    if (age.toDays() > 0) {
      return age.toDays() + "d";
    }
    return age.toHours() > 0 ? age.toHours() + "h" : age.toMinutes() + "m";
  }

  /** A row among millions shows, and one that is missing among them too. */
  private static int signs(double share) {
    return share < 1 ? Math.min(BAR - 1, (int) Math.ceil(share * BAR)) : BAR;
  }

  /** "0.00%" of nothing and "100.00%" of all, and of nothing else. */
  private static String percent(double share) {
    double percent = 100 * share;
    if (percent > 0 && percent < 0.005) {
      return "<0.01%";
    }
    return percent < 100 && percent >= 99.995
        ? ">99.99%"
        : String.format(Locale.ROOT, "%.2f%%", percent);
  }

  /** A limit, with every digit that it was given. */
  private static String limit(double share) {
    BigDecimal percent = BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros();
    return percent.setScale(Math.max(2, percent.scale())).toPlainString() + "%";
  }

  private static String name(Validity.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** One object. */
  public static String json(ViewStatus status) {
    ObjectNode node =
        ViewText.json(
                status.view(),
                status
                    .published()
                    .map(version -> OptionalLong.of(version.toEpochMilli()))
                    .orElse(OptionalLong.empty()))
            .put("ageMillis", status.age().map(Duration::toMillis).orElse(null))
            .put("stale", status.version().orElse(Validity.State.STALE) != Validity.State.FRESH);
    status.ages().ifPresent(ages -> put(node, ages, status.maxStale()));
    return node.put("met", status.isMet()).toString();
  }

  private static void put(ObjectNode node, AgeDistribution ages, double maxStale) {
    node.put("rows", ages.rows())
        .put("batchRows", ages.batchRows())
        .put("speedRows", ages.speedRows());
    ages.newest().ifPresent(time -> node.put("newest", time.toEpochMilli()));
    ages.oldest().ifPresent(time -> node.put("oldest", time.toEpochMilli()));
    var buckets = node.putArray("ages");
    for (AgeDistribution.Bucket bucket : ages.buckets()) {
      ObjectNode one = buckets.addObject().put("fromMillis", bucket.from().toMillis());
      bucket.to().ifPresent(to -> one.put("toMillis", to.toMillis()));
      one.put("rows", bucket.rows());
    }
    put(node.putObject("now"), ages.now());
    ages.before().ifPresent(counts -> put(node.putObject("before"), counts));
    node.put("maxStale", maxStale);
  }

  private static void put(ObjectNode node, ValidityCounts counts) {
    node.put("at", counts.at().toEpochMilli())
        .put("fresh", counts.fresh())
        .put("stale", counts.stale())
        .put("expired", counts.expired())
        .put("staleShare", counts.staleShare())
        .put("expiredShare", counts.expiredShare());
  }
}
