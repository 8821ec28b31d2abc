package io.howdah.record;

/** Why a record could not be decoded or scored. The names are part of the rejects' format. */
public enum RejectCause {
  /** The key column is empty or absent. */
  EMPTY_KEY,
  /** The key has more bytes than an HBase row key may have (32,767). */
  OVERSIZED_KEY,
  /** The record has fewer columns than the header or the card asks for. */
  MISSING_COLUMN,
  /** The record has more columns than the header or the card knows. */
  EXTRA_COLUMN,
  /** A value is absent and its feature names none to stand for it. */
  MISSING_VALUE,
  /** A value is not a number. */
  UNPARSABLE_NUMBER,
  /** A value is NaN or infinite. */
  NON_FINITE_NUMBER,
  /** A category that the card does not list. */
  UNKNOWN_CATEGORY,
  /** The record's time is neither epoch milliseconds nor an ISO-8601 instant, or out of range. */
  INVALID_TIME,
  /** A quoted field goes on over a line break, and the file was not read whole. */
  QUOTED_LINE_BREAK,
  /** A quote is opened and never closed, or stands inside a bare field. */
  MALFORMED_QUOTES,
  /** A backslash begins none of the escapes of the format. */
  MALFORMED_ESCAPE,
  /** An event holds more than one record. */
  SEVERAL_RECORDS,
  /** Not a JSON object. */
  MALFORMED_JSON,
  /** Not valid UTF-8 where text is needed: in a key, or anywhere in a JSON record. */
  MALFORMED_TEXT,
  /** The record is longer than the limit. */
  OVERSIZED_RECORD,
  /** The model threw an exception on this record alone. */
  PREDICT_FAILED,
  /** The model gave a score that is NaN or infinite. */
  NON_FINITE_SCORE
}
