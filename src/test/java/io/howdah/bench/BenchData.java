package io.howdah.bench;

import io.howdah.model.CardJson;
import io.howdah.model.ModelCard;
import io.howdah.model.NativeBackend;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A CSV file with a key and 32 numbers a row, and a network of the shape 32-64-64-2 with weights
 * that were never trained: the time to score does not depend on them.
 *
 * @param csv with a header line
 * @param model folder of the artifact
 * @param rows of the file
 */
record BenchData(Path folder, Path csv, Path model, ModelCard card, int rows) {
  static final int FEATURES = 32;
  private static final long SEED = 20261124;

  static BenchData make(Path folder, int rows) throws IOException {
    NativeBackend.prepare();
    Path model = Files.createDirectories(folder.resolve("model"));
    ModelCard card = BenchNetwork.SMALL_MLP.write(model.resolve("model.zip"));
    Files.writeString(model.resolve("card.json"), CardJson.write(card));
    return new BenchData(folder, csv(folder, rows), model, card, rows);
  }

  /** The first rows of the same, in a file of their own. */
  BenchData first(int few) throws IOException {
    return new BenchData(folder, csv(folder, few), model, card, few);
  }

  private static Path csv(Path folder, int rows) throws IOException {
    Path csv = folder.resolve("rows-" + rows + ".csv");
    if (!Files.exists(csv)) {
      Path unfinished = folder.resolve("rows.tmp");
      write(unfinished, rows);
      Files.move(unfinished, csv);
    }
    return csv;
  }

  /** Keys in no order; numbers between -5 and 5 with four decimals, as sensors give them. */
  private static void write(Path csv, int rows) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(csv), 1 << 20)) {
      StringBuilder line = new StringBuilder(String.join(",", columns()));
      out.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
      for (int row = 0; row < rows; row++) {
        line.setLength(0);
        line.append(key(row));
        for (int i = 0; i < FEATURES; i++) {
          number(random, line.append(','));
        }
        out.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  static void number(SplittableRandom random, StringBuilder text) {
    int number = random.nextInt(-50_000, 50_000);
    String decimals = Integer.toString(10_000 + Math.abs(number) % 10_000);
    text.append(number < 0 ? "-" : "").append(Math.abs(number) / 10_000).append('.');
    text.append(decimals, 1, decimals.length());
  }

  /** Names of the columns in order. */
  static List<String> columns() {
    List<String> columns = new ArrayList<>(List.of("id"));
    for (int i = 0; i < FEATURES; i++) {
      columns.add("f" + i);
    }
    return columns;
  }

  /** An event as JSON: the key and as many numbers as a row has. */
  static byte[] event(String key, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder json = new StringBuilder("{\"id\":\"").append(key).append('"');
    for (int i = 0; i < FEATURES; i++) {
      number(random, json.append(",\"f").append(i).append("\":"));
    }
    return json.append('}').toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** The key of a row: 16 hexadecimal digits, spread evenly, no two alike. */
  static String key(int row) {
    long mixed = row * 0x9E3779B97F4A7C15L; // odd, so that no two rows share a key
    String hex = Long.toHexString(mixed);
    return "0".repeat(16 - hex.length()) + hex;
  }

  /** Keys at which four regions part. */
  static byte[][] splits() {
    return new byte[][] {{'4'}, {'8'}, {'c'}};
  }
}
