package io.howdah.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Decoding alone against the faster of two well-known readers with {@code Float.parseFloat}. */
final class DecodeRates {
  private DecodeRates() {}

  static List<Comparison> compare(Path folder, int rounds) {
    Micro micro = new Micro(folder.resolve("jmh-decode.log"));
    return List.of(
        row(micro, rounds, "decimals", "of 4 decimals"),
        row(micro, rounds, "floats", "as Java prints floats"));
  }

  private static Comparison row(Micro micro, int rounds, String numbers, String description) {
    double[][] rates =
        micro.rates(
            rounds,
            Stream.of("howdah", "fastCsv", "univocity")
                .map(method -> new Micro.Task(CsvRow.class, method, Map.of("numbers", numbers)))
                .toArray(Micro.Task[]::new));
    return new Comparison(
        "decode a row, " + numbers,
        "decode CSV rows of 32 numbers "
            + description
            + ", rows/CPU s, against the faster of FastCSV and Univocity + Float.parseFloat",
        rates[0],
        Micro.best(rates[1], rates[2]),
        3,
        true);
  }
}
