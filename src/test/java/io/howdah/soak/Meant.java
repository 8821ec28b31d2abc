package io.howdah.soak;

import java.util.List;

/**
 * A record as its author means it.
 *
 * @param key as bytes, for it need not be text
 * @param time epoch milliseconds; null where the card names no time
 * @param fields a column's name and its text, in the order of the columns
 * @param features what the model takes in; null where the record cannot be scored
 */
record Meant(byte[] key, Long time, List<Field> fields, float[] features) {

  /**
   * One field.
   *
   * @param kind how it may be written
   */
  record Field(String name, byte[] text, Kind kind) {}

  /** How a field may be written. */
  enum Kind {
    /** Text that must come through byte for byte. */
    EXACT,
    /** Text that may have blanks around it. */
    LOOSE,
    /** A number: bare in JSON, else as {@link #LOOSE}. */
    NUMBER,
    /** Nothing: an empty field, JSON's null, or no field at all. */
    ABSENT
  }
}
