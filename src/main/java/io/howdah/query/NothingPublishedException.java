package io.howdah.query;

/** A view was read that has no published version. */
public final class NothingPublishedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NothingPublishedException(String view) {
    super("Cannot look up in view " + view + ": no version is published; run howdah score " + view);
  }
}
