package io.howdah.query.http;

/** A client asked for a view that the catalog does not have. */
final class NoSuchViewException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoSuchViewException(String view) {
    super("Cannot find view " + view);
  }
}
