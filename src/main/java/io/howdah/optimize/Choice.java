package io.howdah.optimize;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which of the variants that may be taken is taken. */
public final class Choice {
  private static final String FASTEST = "fastest";
  private static final String SMALLEST = "smallest";

  /** Differences of the rates within this share are noise. */
  private static final double AS_FAST = 0.98;

  private final String text;

  private Choice(String text) {
    this.text = text;
  }

  /**
   * {@code fastest}: the most exact of those as fast as the fastest; {@code smallest}: the fewest
   * bytes; or a variant's name.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Choice of(String text) {
    Choice choice = new Choice(text);
    if (choice.isOne()) {
      try {
        Variant.of(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Invalid choice: "
                + text
                + " (must be fastest, smallest or one of "
                + Variant.names()
                + ")",
            e);
      }
    }
    return choice;
  }

  public String text() {
    return text;
  }

  /** True if it names one variant. */
  public boolean isOne() {
    return !text.equals(FASTEST) && !text.equals(SMALLEST);
  }

  /**
   * Chooses.
   *
   * @param acceptable from the most exact to the least
   */
  Optional<Contender> among(List<Contender> acceptable) {
    return switch (text) {
      case FASTEST -> {
        double most = acceptable.stream().mapToDouble(Contender::rowsPerSecond).max().orElse(0);
        yield acceptable.stream()
            .filter(each -> each.rowsPerSecond() >= most * AS_FAST)
            .findFirst();
      }
      case SMALLEST -> acceptable.stream().min(Comparator.comparingLong(Contender::bytes));
      default -> acceptable.stream().filter(each -> each.name().equals(text)).findFirst();
    };
  }
}
