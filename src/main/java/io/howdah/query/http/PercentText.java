package io.howdah.query.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Percent-encoded UTF-8 of URLs (RFC 3986, section 2.1). Unlike the JDK's decoder it refuses what
 * is not UTF-8: a replacement character would ask for another key.
 */
final class PercentText {
  private PercentText() {}

  /**
   * The text.
   *
   * @param plusIsSpace as in a query that a form made
   * @throws IllegalArgumentException if it is malformed
   */
  static String decode(String encoded, boolean plusIsSpace) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        bytes.write(16 * digit(encoded, i + 1) + digit(encoded, i + 2));
        i += 2;
      } else if (c == '+' && plusIsSpace) {
        bytes.write(' ');
      } else if (c < 0x80) {
        bytes.write(c);
      } else {
        throw malformed(encoded);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("Invalid URL: " + encoded + " is not UTF-8", e);
    }
  }

  private static int digit(String encoded, int at) {
    int value = at < encoded.length() ? Character.digit(encoded.charAt(at), 16) : -1;
    if (value < 0 || encoded.charAt(at) >= 0x80) {
      throw malformed(encoded);
    }
    return value;
  }

  private static IllegalArgumentException malformed(String encoded) {
    return new IllegalArgumentException(
        "Invalid URL: " + encoded + " (must be percent-encoded UTF-8)");
  }
}
