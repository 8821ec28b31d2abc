package io.howdah.view;

/**
 * A row of the catalog holds what it must not. It takes nothing away but what it tells of; the
 * message says where it stands and how to mend it.
 */
public final class CatalogRowException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  CatalogRowException(String message, Throwable cause) {
    super(message, cause);
  }
}
