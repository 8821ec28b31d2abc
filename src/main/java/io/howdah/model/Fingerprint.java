package io.howdah.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The SHA-256 of a model's file: 64 lower-case hexadecimal digits. */
public final class Fingerprint {
  private Fingerprint() {}

  /** The fingerprint of a local file. */
  public static String of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return copy(in, OutputStream.nullOutputStream());
    }
  }

  /** Copies all bytes and returns their fingerprint; closes neither stream. */
  public static String copy(InputStream in, OutputStream out) throws IOException {
    MessageDigest digest = sha256();
    // not try-with-resources: the caller's stream stays the caller's
    new DigestInputStream(in, digest).transferTo(out);
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Makes sure that a local file is the one that the card belongs to.
   *
   * @throws ModelException if it is not
   */
  public static void require(Path file, ModelCard card) throws IOException {
    String actual = of(file);
    if (!actual.equals(card.sha256())) {
      throw differs(file.getFileName().toString(), card.sha256(), actual);
    }
  }

  static ModelException differs(String file, String card, String actual) {
    return new ModelException(
        String.format(
            Locale.ROOT,
            "Invalid model: %s has the SHA-256 %s (the card says %s: take the model that belongs"
                + " to the card, or write the card again)",
            file,
            actual,
            card));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot find SHA-256 in this Java", e);
    }
  }
}
