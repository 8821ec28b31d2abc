package io.howdah.model;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;

/**
 * The bytes of {@code normalizer.bin}: a header that names the strategy, its numbers, and the
 * arrays of its statistics.
 */
final class NormalizerBytes {
  /**
   * {@code CUSTOM}, which would load any class, is none of them, nor is {@code IMAGE_VGG16}, which
   * DL4J itself cannot restore.
   */
  private static final Set<String> TYPES =
      Set.of(
          "STANDARDIZE",
          "MIN_MAX",
          "IMAGE_MIN_MAX",
          "MULTI_STANDARDIZE",
          "MULTI_MIN_MAX",
          "MULTI_HYBRID");

  /** How a part of {@code MULTI_HYBRID} is normalised: not at all, or by one of two strategies. */
  private static final int NOT_AT_ALL = 0;

  private static final int STANDARDIZE = 1;
  private static final int MIN_MAX = 2;

  private final byte[] all;
  private final ByteBuffer bytes;

  private NormalizerBytes(byte[] all, int from) {
    this.all = all;
    this.bytes = ByteBuffer.wrap(all);
    bytes.position(from);
  }

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
            "has the type "
                + type
                + " (must be one of "
                + new TreeSet<>(TYPES)
                + "; or save the model without it, and give it records that are normalised"
                + " already)");
      }
      new NormalizerBytes(bytes, bytes.length - rest.available()).check(type);
    } catch (EOFException | BufferUnderflowException e) {
      throw new IOException("is cut off", e);
    }
  }

  private void check(String type) throws IOException {
    switch (type) {
      case "STANDARDIZE" -> arrays(isOfLabelsToo() ? 4 : 2);
      case "MIN_MAX" -> {
        boolean labelsToo = isOfLabelsToo();
        doubles(2);
        arrays(labelsToo ? 4 : 2);
      }
      case "IMAGE_MIN_MAX" -> doubles(3);
      case "MULTI_STANDARDIZE" -> arrays(ofOneInput() ? 4 : 2);
      case "MULTI_MIN_MAX" -> {
        boolean labelsToo = ofOneInput();
        doubles(2);
        arrays(labelsToo ? 4 : 2);
      }
      default -> hybrid();
    }
    if (bytes.hasRemaining()) {
      throw new IOException("has " + bytes.limit() + " bytes (must be " + bytes.position() + ")");
    }
  }

  private boolean isOfLabelsToo() {
    return bytes.get() != 0;
  }

  /** True if it is of one output, too. */
  private boolean ofOneInput() throws IOException {
    boolean labelsToo = isOfLabelsToo();
    int inputs = bytes.getInt();
    int outputs = bytes.getInt();
    if (inputs != 1 || (labelsToo && outputs != 1)) {
      throw new IOException(
          "was fitted to "
              + inputs
              + " inputs and "
              + (labelsToo ? outputs : 1)
              + " outputs (must be one of each)");
    }
    return labelsToo;
  }

  private void hybrid() throws IOException {
    for (int side = 0; side < 2; side++) {
      for (int count = count(); count > 0; count--) {
        bytes.getInt();
        if (strategy() == NOT_AT_ALL) {
          throw new IOException("has statistics of no strategy");
        }
        arrays(2);
      }
    }
    strategyWithRange();
    strategyWithRange();
    for (int side = 0; side < 2; side++) {
      for (int count = count(); count > 0; count--) {
        bytes.getInt();
        strategyWithRange();
      }
    }
  }

  private int count() throws IOException {
    int count = bytes.getInt();
    if (count < 0 || count > bytes.remaining()) {
      throw new IOException("has a part that is not of the length that it says");
    }
    return count;
  }

  private int strategy() throws IOException {
    int strategy = bytes.getInt();
    if (strategy != NOT_AT_ALL && strategy != STANDARDIZE && strategy != MIN_MAX) {
      throw new IOException("has the strategy " + strategy + " (must be 0, 1 or 2)");
    }
    return strategy;
  }

  private void strategyWithRange() throws IOException {
    if (strategy() == MIN_MAX) {
      doubles(2);
    }
  }

  private void doubles(int count) {
    for (int i = 0; i < count; i++) {
      bytes.getDouble();
    }
  }

  private void arrays(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      long size = bytes.hasRemaining() ? ArrayHeader.size(all, bytes.position()) : -1;
      if (size < 0 || size > bytes.remaining()) {
        throw new IOException("has an array that is not of the length that it says");
      }
      bytes.position(bytes.position() + (int) size);
    }
  }
}
