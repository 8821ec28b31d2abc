package io.howdah.record;

import java.util.List;

/** One input column of the model and how its text becomes numbers. */
public sealed interface Feature {
  /** The column's name in the header, or the field's in a JSON object. */
  String name();

  /** How many of the model's inputs it fills. */
  int width();

  /**
   * A number.
   *
   * @param missing stands for an absent value; NaN: such a record is rejected
   */
  record Numeric(String name, float missing) implements Feature {
    @Override
    public int width() {
      return 1;
    }
  }

  /**
   * One input for each category: 1 for the record's own, 0 for the others.
   *
   * @param missing index of the category that stands for an absent value; -1: such a record is
   *     rejected
   * @param unknown index of the category that stands for any that is not listed; -1: such a record
   *     is rejected
   */
  record OneHot(String name, List<String> categories, int missing, int unknown) implements Feature {
    public OneHot {
      categories = List.copyOf(categories);
    }

    /** Rejects what is not listed. */
    public OneHot(String name, List<String> categories, int missing) {
      this(name, categories, missing, -1);
    }

    @Override
    public int width() {
      return categories.size();
    }
  }
}
