package io.howdah.record;

/**
 * Follows the quotes of a CSV record (RFC 4180) over its lines: is a quoted field still open at the
 * end of one? A quote inside a bare field opens nothing.
 */
final class Quotes {
  private enum State {
    FIELD_BEGINS,
    BARE,
    QUOTED,
    QUOTE_IN_QUOTED,
    BROKEN
  }

  private final byte delimiter;
  private State state = State.FIELD_BEGINS;

  Quotes(byte delimiter) {
    this.delimiter = delimiter;
  }

  /** Begins a record. */
  void begin() {
    state = State.FIELD_BEGINS;
  }

  /** Goes on over more bytes of the record. */
  void take(byte[] bytes, int length) {
    for (int i = 0; i < length && state != State.BROKEN; i++) {
      state = after(bytes[i]);
    }
  }

  private State after(byte b) {
    return switch (state) {
      case FIELD_BEGINS ->
          b == '"' ? State.QUOTED : b == delimiter ? State.FIELD_BEGINS : State.BARE;
      case BARE -> b == delimiter ? State.FIELD_BEGINS : b == '"' ? State.BROKEN : State.BARE;
      case QUOTED -> b == '"' ? State.QUOTE_IN_QUOTED : State.QUOTED;
      case QUOTE_IN_QUOTED ->
          b == '"' ? State.QUOTED : b == delimiter ? State.FIELD_BEGINS : State.BROKEN;
      case BROKEN -> State.BROKEN;
    };
  }

  /** True if a quoted field goes on beyond what was taken. */
  boolean isOpen() {
    return state == State.QUOTED;
  }

  /** True if what was taken cannot be the beginning of any record. */
  boolean isBroken() {
    return state == State.BROKEN;
  }
}
