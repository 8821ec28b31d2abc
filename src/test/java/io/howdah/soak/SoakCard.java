package io.howdah.soak;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The names of the columns and what stands for an absent value.
 *
 * @param time null where the records carry none
 * @param missing of each number; null: such a record is rejected
 * @param colour name of the one-hot feature; null where all features are numbers
 * @param missingColour its category for an absent value; -1: such a record is rejected
 */
record SoakCard(
    String key,
    String time,
    List<String> numbers,
    List<Float> missing,
    String colour,
    int missingColour) {
  static final List<String> COLOURS = List.of("red", "grün, dark");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NAMES =
      List.of("x", "US Gross", "größe", "x y", "%", "#n", "Länge (cm)", "null", "X");

  static SoakCard random(Random random) {
    boolean hasColour = random.nextBoolean();
    int count = SoakModel.WIDTH - (hasColour ? COLOURS.size() : 0);
    List<String> numbers = new ArrayList<>();
    List<Float> missing = new ArrayList<>();
    while (numbers.size() < count) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      if (!numbers.contains(name)) {
        numbers.add(name);
        missing.add(random.nextBoolean() ? null : 0.5f);
      }
    }
    return new SoakCard(
        random.nextBoolean() ? "id" : "schlüssel",
        random.nextBoolean() ? "at" : null,
        numbers,
        missing,
        hasColour ? "colour" : null,
        random.nextInt(3) - 1);
  }

  boolean timed() {
    return time != null;
  }

  boolean hasColour() {
    return colour != null;
  }

  /** Every column, in an order of its own for each input. */
  List<String> columns(Random random) {
    List<String> columns = new ArrayList<>(numbers);
    columns.add(key);
    columns.add("note");
    if (timed()) {
      columns.add(time);
    }
    if (hasColour()) {
      columns.add(colour);
    }
    java.util.Collections.shuffle(columns, random);
    return columns;
  }

  /** Writes the artifact into a folder. */
  void write(SoakModel model, Path folder) throws IOException {
    ObjectNode card = JSON.createObjectNode();
    card.put("name", "soak").put("version", "1").put("key", key);
    if (timed()) {
      card.put("time", time);
    }
    ArrayNode features = card.putArray("features");
    for (int i = 0; i < numbers.size(); i++) {
      ObjectNode feature = features.addObject().put("name", numbers.get(i)).put("type", "numeric");
      if (missing.get(i) != null) {
        feature.put("missing", missing.get(i));
      }
    }
    if (hasColour()) {
      ObjectNode feature = features.addObject().put("name", colour).put("type", "one-hot");
      COLOURS.forEach(feature.putArray("categories")::add);
      if (missingColour >= 0) {
        feature.put("missing", COLOURS.get(missingColour));
      }
    }
    card.putArray("inputShape").add(SoakModel.WIDTH);
    card.put("task", model.task());
    model.labels().forEach(card.putArray("labels")::add);
    card.put("sha256", model.sha256());
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("card.json"), card.toPrettyString());
    Files.copy(model.zip(), folder.resolve("soak.zip"));
  }
}
