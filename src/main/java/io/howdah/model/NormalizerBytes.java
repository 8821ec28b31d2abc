package io.howdah.model;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/**
 * The bytes of {@code normalizer.bin}: a header that names the strategy, its numbers, and the
 * arrays of its statistics.
 */
final class NormalizerBytes {
  /** {@code CUSTOM}, which would load any class, is none of them. */
  private static final Set<String> TYPES =
      Set.of("STANDARDIZE", "MIN_MAX", "IMAGE_MIN_MAX", "IMAGE_VGG16");

  private static final int DOUBLE = Double.BYTES;

  private NormalizerBytes() {}

  /**
   * Checks every byte.
   *
   * @throws IOException whose message completes "normalizer.bin …" in one line
   */
  static void check(byte[] bytes) throws IOException {
    try (ByteArrayInputStream rest = new ByteArrayInputStream(bytes);
        DataInputStream in = new DataInputStream(rest)) {
      if (!in.readUTF().equals("NORMALIZER") || in.readInt() != 1) {
        throw new IOException("is not a normalizer (save it with the model again)");
      }
      String type = in.readUTF();
      if (!TYPES.contains(type)) {
        throw new IOException(
            "has the type " + type + " (must be one of " + new TreeSet<>(TYPES) + ")");
      }
      int at = bytes.length - rest.available();
      switch (type) {
        case "STANDARDIZE" -> arrays(bytes, at + 1, isOfLabelsToo(bytes, at));
        case "MIN_MAX" -> arrays(bytes, at + 1 + 2 * DOUBLE, isOfLabelsToo(bytes, at));
        case "IMAGE_MIN_MAX" -> requireEnd(bytes, at + 3 * DOUBLE);
        default -> requireEnd(bytes, at);
      }
    } catch (java.io.EOFException e) {
      throw new IOException("is cut off", e);
    }
  }

  private static boolean isOfLabelsToo(byte[] bytes, int at) throws IOException {
    if (at >= bytes.length) {
      throw new IOException("is cut off");
    }
    return bytes[at] != 0;
  }

  /** Two arrays for the features, two for the labels, nothing after them. */
  private static void arrays(byte[] bytes, int from, boolean labelsToo) throws IOException {
    long at = from;
    for (int i = 0; i < (labelsToo ? 4 : 2); i++) {
      long size = at < bytes.length ? ArrayHeader.size(bytes, (int) at) : -1;
      if (size < 0 || size > bytes.length - at) {
        throw new IOException("has an array that is not of the length that it says");
      }
      at += size;
    }
    requireEnd(bytes, at);
  }

  private static void requireEnd(byte[] bytes, long at) throws IOException {
    if (at != bytes.length) {
      throw new IOException("has " + bytes.length + " bytes (must be " + at + ")");
    }
  }
}
