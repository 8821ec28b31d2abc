package io.howdah.optimize;

import java.util.Locale;

/** How the range of a tensor is taken from the values that a sample gave it. */
enum Calibration {
  /** All values fit; a single outlier costs precision everywhere else. */
  MIN_MAX {
    @Override
    ValueRange range(ObservedValues values) {
      return values.all();
    }
  },
  /** One value in ten thousand is clipped. */
  PERCENTILE {
    @Override
    ValueRange range(ObservedValues values) {
      return values.without(1e-4);
    }
  },
  /** As many are clipped as makes the mean square error least. */
  LEAST_SQUARES {
    @Override
    ValueRange range(ObservedValues values) {
      return values.leastSquares();
    }
  };

  abstract ValueRange range(ObservedValues values);

  /** The name for people. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
