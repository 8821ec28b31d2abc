package io.howdah.optimize;

/**
 * The values that 8 bits are to hold.
 *
 * @param min at most 0, for zero must be held exactly: padding and ReLU give it
 * @param max at least 0
 */
record ValueRange(float min, float max) {
  static final int LEVELS = 255;

  /** Narrower, and a scale would be no normal number. */
  private static final float NARROWEST = 1e-30f;

  ValueRange {
    min = Math.min(0, min);
    max = Math.max(0, max);
  }

  /** What one step of the 8 bits is worth; 1 where there is nothing but zero. */
  float scale() {
    float width = max - min;
    return width < NARROWEST ? 1 : width / LEVELS;
  }

  /** The level, 0 to 255, that stands for zero. */
  int zeroPoint() {
    return Math.round(-min / scale());
  }
}
