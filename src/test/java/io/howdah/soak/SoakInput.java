package io.howdah.soak;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;

/**
 * One random input on disk with what {@code score} is told about it, and what must come out.
 *
 * @param arguments of {@code score} behind the view's name
 * @param expected of this input alone
 * @param merge as {@code --merge} names it
 */
record SoakInput(
    SoakModel model,
    Framing framing,
    List<String> arguments,
    Recomputation expected,
    String merge) {
  private static final List<String> NAMES =
      List.of(
          "data[1]", "data1", "größe é", "a,b", "100%41", "c d", "{x,y}", "q?", "s*", "p#q", "t:u");

  /** The same seed gives the same input. */
  static SoakInput random(long seed, List<SoakModel> models, Path folder) throws IOException {
    Random random = new Random(seed);
    SoakInput input;
    do {
      input = attempt(random, models, folder);
    } while (input == null);
    return input;
  }

  /** Null where the last digits would decide. */
  private static SoakInput attempt(Random random, List<SoakModel> models, Path folder)
      throws IOException {
    SoakModel model = models.get(random.nextInt(models.size()));
    SoakCard card = SoakCard.random(random);
    Framing framing = Framing.random(random, card.columns(random));
    String merge = merge(random, model);
    boolean keepScores = random.nextInt(3) == 0;
    boolean parted = random.nextInt(4) == 0;
    RandomRecords records =
        new RandomRecords(
            random,
            card,
            framing.isJson(),
            key -> framing.canWrite(key) && !(parted && hasLineBreak(key)));
    List<List<Meant>> files = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      List<Meant> file = new ArrayList<>();
      for (int j = random.nextInt(parted ? 40 : 15); j > 0; j--) {
        file.add(records.any());
      }
      files.add(file);
    }
    files.get(0).add(0, records.complete());
    boolean oneByOne = random.nextBoolean();
    if (oneByOne) {
      // the files are read in the order in which they are given, whatever their names are
      Collections.shuffle(files, random);
    }
    List<Meant> all = files.stream().flatMap(List::stream).toList();
    Recomputation expected = Recomputation.of(model, all, merge, keepScores);
    if (expected.ambiguous()) {
      return null;
    }
    Path data = Files.createDirectories(folder.resolve("data"));
    List<String> paths = write(random, framing, files, oneByOne, data);
    card.write(model, folder.resolve("model"));
    List<String> arguments = new ArrayList<>();
    Collections.addAll(
        arguments, "--model", folder.resolve("model").toUri().toString(), "--merge", merge);
    arguments.add("--input");
    if (oneByOne) {
      arguments.addAll(paths);
    } else {
      arguments.add(data.toString());
    }
    Collections.addAll(arguments, "--format", framing.format());
    if (framing.format().equals("csv") && framing.delimiter() != ',') {
      Collections.addAll(arguments, "--delimiter", String.valueOf(framing.delimiter()));
    }
    if (!framing.isJson() && !framing.header()) {
      Collections.addAll(arguments, "--columns", String.join(",", framing.columns()));
    }
    if (keepScores) {
      arguments.add("--scores");
    }
    Collections.addAll(arguments, "--writer", random.nextInt(3) == 0 ? "puts" : "hfiles");
    Collections.addAll(arguments, "--batch-size", String.valueOf(1 + random.nextInt(20)));
    Collections.addAll(arguments, "--engine", random.nextInt(4) == 0 ? "dl4j" : "nd4j");
    if (parted) {
      Collections.addAll(
          arguments,
          "-D",
          "mapreduce.input.fileinputformat.split.maxsize=" + (20 + random.nextInt(300)));
    }
    return new SoakInput(model, framing, arguments, expected, merge);
  }

  private static boolean hasLineBreak(String key) {
    return key.indexOf('\n') >= 0 || key.indexOf('\r') >= 0;
  }

  private static String merge(Random random, SoakModel model) {
    int fitting =
        switch (model.task()) {
          case "embedding" -> 3; // it has no score to compare
          case "multi-label" -> 4; // nor has a record one label to rank
          default -> 5;
        };
    return switch (random.nextInt(fitting)) {
      case 0 -> "mean";
      case 1 -> "fail";
      case 2 -> "latest";
      case 3 -> "max";
      default -> "top:" + (1 + random.nextInt(3));
    };
  }

  private static List<String> write(
      Random random, Framing framing, List<List<Meant>> files, boolean anyName, Path data)
      throws IOException {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      String ending = List.of("", ".csv", ".gz", ".bz2").get(random.nextInt(4));
      // of a folder, the files are read in the order of their names
      String name = (anyName ? 9 - i : i) + NAMES.get(random.nextInt(NAMES.size())) + ending;
      boolean empty = files.get(i).isEmpty();
      byte[] bytes = empty ? new byte[0] : framing.file(files.get(i));
      Path file = data.resolve(name);
      Files.write(file, empty ? bytes : packed(bytes, ending));
      if (!empty) {
        paths.add(file.toString());
      }
    }
    return paths;
  }

  private static BZip2Codec bzip2() {
    BZip2Codec codec = new BZip2Codec();
    codec.setConf(new Configuration(false));
    return codec;
  }

  private static byte[] packed(byte[] bytes, String ending) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (ending) {
          case ".gz" -> new GZIPOutputStream(packed);
          case ".bz2" -> bzip2().createOutputStream(packed);
          default -> packed;
        }) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
