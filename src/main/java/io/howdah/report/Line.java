package io.howdah.report;

/**
 * A line of a table with a bar.
 *
 * @param lost true for records that no row came of
 */
record Line(String name, String value, String share, String before, Bar bar, boolean lost) {
  Line asLost() {
    return new Line(name, value, share, before, bar, true);
  }
}
