package io.howdah.query;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Row keys of views as bytes. */
final class Keys {
  private static final int LIMIT = 32_767;
  private static final int SHOWN = 40;

  private Keys() {}

  /**
   * The key's UTF-8 bytes.
   *
   * @throws IllegalArgumentException if it is empty, longer than a row key can be, or no text: half
   *     a surrogate pair would become another key
   */
  static byte[] bytes(String key) {
    byte[] bytes;
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key));
      bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("Invalid key: it is not Unicode text", e);
    }
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
