package io.howdah.source;

import java.io.IOException;

/** A file is no text that can be read. The message goes on where its name was told. */
final class UnreadableException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what part of a sentence: what the file is, and what to do
   */
  UnreadableException(String what) {
    super(what);
  }
}
