package io.howdah.predict;

import io.howdah.model.ChannelAffine;
import io.howdah.model.LoadedModel;

/**
 * How far two answers of a model are apart, whatever its labels are counted in: in the units that
 * the network itself computes in, before its outputs are reverted to those of the labels. A
 * difference of 1 is nothing among prices of houses, and everything among shares of one.
 */
public final class OutputUnits {
  /** Two computations that round to float32 when they revert are that many units apart. */
  private static final int ROUNDINGS = 2;

  /** Null where the network's outputs are the answers. */
  private final ChannelAffine reverting;

  private OutputUnits(ChannelAffine reverting) {
    this.reverting = reverting;
  }

  public static OutputUnits of(LoadedModel model) {
    return new OutputUnits(
        model.normalizer().flatMap(normalizer -> normalizer.outputs(model.outputs())).orElse(null));
  }

  /**
   * The largest difference of two models' answers, relative to the size of the network's own output
   * or to 1, whichever is larger.
   *
   * @return infinite where one is not a number and the other is
   */
  public double difference(Scores expected, Scores actual) {
    double largest = 0;
    for (int i = 0; i < expected.values().length; i++) {
      int output = i % expected.outputs();
      float right = expected.values()[i];
      double distance = distance(output, right, actual.values()[i]);
      if (distance > 0) {
        double relative = distance / Math.max(1, Math.abs(own(output, right)));
        largest = Double.isNaN(relative) ? Double.POSITIVE_INFINITY : Math.max(largest, relative);
      }
    }
    return largest;
  }

  /** What the network itself gave for an answer. */
  public double own(int output, float answer) {
    return reverting == null
        ? answer
        : (answer - reverting.offset()[output]) / reverting.scale()[output]
            + reverting.center()[output];
  }

  /**
   * How far two answers are apart, less what float32 cannot tell: a large mean of the labels leaves
   * few digits for their spread, in DL4J as anywhere else.
   *
   * @return infinite where one is not a number and the other is
   */
  public double distance(int output, float expected, float actual) {
    double distance = Math.abs((double) expected - actual);
    if (Float.compare(expected, actual) == 0) {
      return 0;
    }
    if (Double.isNaN(distance)) {
      return Double.POSITIVE_INFINITY;
    }
    if (reverting == null) {
      return distance;
    }
    double large = Math.max(Math.abs(expected), Math.abs(reverting.offset()[output]));
    double blurred = ROUNDINGS * Math.ulp((float) large);
    return distance <= blurred ? 0 : (distance - blurred) / Math.abs(reverting.scale()[output]);
  }
}
