package io.howdah.gate;

/** The labels that some keys are known to have. */
public interface KeyLabels {
  /** The {@link #label} of any other key. */
  int UNKNOWN = -1;

  /** Index of the label that the key of that {@link KeySketch#hash} has, or {@link #UNKNOWN}. */
  int label(long keyHash);

  /** Number of keys. */
  int size();

  /** Of no key. */
  KeyLabels NONE =
      new KeyLabels() {
        @Override
        public int label(long keyHash) {
          return UNKNOWN;
        }

        @Override
        public int size() {
          return 0;
        }
      };
}
