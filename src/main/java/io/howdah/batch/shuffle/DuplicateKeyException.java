package io.howdah.batch.shuffle;

import java.io.IOException;

/** Two records of one key where the merge is {@code fail}. */
public final class DuplicateKeyException extends IOException {
  private static final long serialVersionUID = 1L;

  DuplicateKeyException() {
    super("more than one record of a key, and the merge is fail");
  }
}
