package io.howdah.view;

import java.io.IOException;

/** Something that the catalog refuses; the message says what to do. */
public final class CatalogException extends IOException {
  private static final long serialVersionUID = 1L;

  CatalogException(String message) {
    super(message);
  }
}
