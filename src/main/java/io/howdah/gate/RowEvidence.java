package io.howdah.gate;

/** Evidence that reducers collect of each row that they write. */
public interface RowEvidence extends Evidence {
  /**
   * Takes a row.
   *
   * @param keyHash the key's {@link KeySketch#hash}
   * @param label index of the winning label, or -1
   * @param score of that label, or the value; finite
   */
  void add(byte[] key, long keyHash, int label, float score);
}
