package io.howdah.record;

/**
 * Follows the quotes of a CSV record (RFC 4180, or with an escape) over its lines: is a quoted
 * field still open at the end of one? A quote inside a bare field opens nothing.
 */
final class Quotes {
  private enum State {
    FIELD_BEGINS,
    BARE,
    QUOTED,
    QUOTE_IN_QUOTED,
    ESCAPE_IN_QUOTED,
    BROKEN
  }

  private final byte delimiter;
  private final byte escape;
  private State state = State.FIELD_BEGINS;

  /**
   * @param escape of a quote within quotes; the quote itself where quotes are doubled
   */
  Quotes(byte delimiter, byte escape) {
    this.delimiter = delimiter;
    this.escape = escape;
  }

  /** Begins a record. */
  void begin() {
    state = State.FIELD_BEGINS;
  }

  /** Goes on over more bytes of the record. */
  void take(byte[] bytes, int length) {
    if (escape != '"') {
      takeWithEscapes(bytes, length);
      return;
    }
    for (int i = 0; i < length && state != State.BROKEN; i++) {
      state = after(bytes[i]);
    }
  }

  private void takeWithEscapes(byte[] bytes, int length) {
    if (state == State.ESCAPE_IN_QUOTED) {
      state = State.QUOTED; // the line break before these bytes is what stands behind it
    }
    for (int i = 0; i < length && state != State.BROKEN; i++) {
      if (state == State.ESCAPE_IN_QUOTED && (bytes[i] == '"' || bytes[i] == escape)) {
        state = State.QUOTED;
      } else if (bytes[i] == escape && (state == State.QUOTED || state == State.ESCAPE_IN_QUOTED)) {
        state = State.ESCAPE_IN_QUOTED;
      } else {
        state = after(bytes[i]);
      }
    }
  }

  private State after(byte b) {
    return switch (state) {
      case FIELD_BEGINS ->
          b == '"' ? State.QUOTED : b == delimiter ? State.FIELD_BEGINS : State.BARE;
      case BARE -> b == delimiter ? State.FIELD_BEGINS : b == '"' ? State.BROKEN : State.BARE;
      case QUOTED, ESCAPE_IN_QUOTED -> b == '"' ? State.QUOTE_IN_QUOTED : State.QUOTED;
      case QUOTE_IN_QUOTED ->
          b == '"' ? State.QUOTED : b == delimiter ? State.FIELD_BEGINS : State.BROKEN;
      case BROKEN -> State.BROKEN;
    };
  }

  /** True if a quoted field goes on beyond what was taken. */
  boolean isOpen() {
    return state == State.QUOTED || state == State.ESCAPE_IN_QUOTED;
  }

  /** True if what was taken cannot be the beginning of any record. */
  boolean isBroken() {
    return state == State.BROKEN;
  }
}
