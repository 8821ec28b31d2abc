package io.howdah.predict;

/** Says how many rows the next mini-batch takes. Not thread-safe. */
public interface BatchSizing {
  /** Of the next mini-batch, at least 1. */
  int rows();

  /** The engine begins with a mini-batch. */
  void begins();

  /** It has scored all of it, or a part where it failed before. */
  void scored(int rows);

  /**
   * Memory ran out while so many rows were scored, or room for them was made.
   *
   * @return true if fewer are to be tried, and will be from now on
   */
  boolean outOfMemory(int rows);

  /** Always the same: what makes the scores of two attempts of a task the same to the last bit. */
  static BatchSizing fixed(int rows) {
    return new BatchSizing() {
      @Override
      public int rows() {
        return rows;
      }

      @Override
      public void begins() {}

      @Override
      public void scored(int size) {}

      @Override
      public boolean outOfMemory(int size) {
        return false;
      }
    };
  }
}
