package io.howdah.attack;

import io.howdah.model.SmallModel;
import java.util.HashMap;
import java.util.Map;

/** What the network itself says of every record that the attack makes. */
final class Outcomes {
  private static final int NUMBERS = 9;
  private static final float TOLERANCE = 2e-5f;

  /** A label and its score. */
  private record Outcome(String label, float score) {}

  private final Map<String, Outcome> ofFeatures = new HashMap<>();

  Outcomes(SmallModel model) {
    for (int i = 0; i < 2 * NUMBERS * NUMBERS; i++) {
      String features = features(i);
      float[] outputs = model.outputs("any," + features);
      boolean no = outputs[0] > outputs[1];
      ofFeatures.put(features, new Outcome(no ? "no" : "yes", no ? outputs[0] : outputs[1]));
    }
  }

  /** Some features for some number: {@code x,y,colour}. */
  static String features(long any) {
    int number = Math.floorMod(any, 2 * NUMBERS * NUMBERS);
    return number % NUMBERS
        + ","
        + (number / NUMBERS % NUMBERS - NUMBERS / 2)
        + (number < NUMBERS * NUMBERS ? ",red" : ",green");
  }

  boolean isOf(Seen seen, String features) {
    Outcome outcome = ofFeatures.get(features);
    return outcome.label().equals(seen.label())
        && Math.abs(outcome.score() - seen.score()) <= TOLERANCE;
  }
}
