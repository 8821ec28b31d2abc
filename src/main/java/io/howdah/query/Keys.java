package io.howdah.query;

import java.nio.charset.StandardCharsets;

/** Row keys of views as bytes. */
final class Keys {
  private static final int LIMIT = 32_767;
  private static final int SHOWN = 40;

  private Keys() {}

  /**
   * The key's UTF-8 bytes.
   *
   * @throws IllegalArgumentException if it is empty or longer than a row key can be
   */
  static byte[] bytes(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > LIMIT) {
      throw new IllegalArgumentException(
          "Invalid key: "
              + (key.length() > SHOWN ? key.substring(0, SHOWN) + "…" : key)
              + " ("
              + bytes.length
              + " bytes of UTF-8, must be 1 to "
              + LIMIT
              + ")");
    }
    return bytes;
  }
}
