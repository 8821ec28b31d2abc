package io.howdah.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.hadoop.io.Text;

/**
 * The names of the fields that records have, to tell the user which one a schema may mean. For
 * messages alone: a decoder looks for the names that it knows, and for no others.
 */
public final class FieldNames {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST = 10_000; // an array has one name an element
  private static final int MAX_DEPTH = 64;
  private static final int SHOWN = 3;
  private static final int MOST_LETTERS = 100;

  private final Set<String> names = new LinkedHashSet<>();

  /** Those of columns; blank ones are no help. */
  public static FieldNames of(List<String> columns) {
    FieldNames fields = new FieldNames();
    columns.stream().filter(column -> !column.isBlank()).forEach(fields.names::add);
    return fields;
  }

  /**
   * Those of JSON objects that have a value, as {@link JsonDecoder} names them. What is no JSON is
   * passed over: its decoder tells.
   */
  public static FieldNames ofJson(Iterable<Text> records) {
    FieldNames fields = new FieldNames();
    for (Text record : records) {
      try (JsonParser parser = JSON.createParser(record.getBytes(), 0, record.getLength())) {
        if (parser.nextToken() == JsonToken.START_OBJECT) {
          fields.object(parser, "", 1);
        }
      } catch (IOException e) {
        // its decoder tells what is wrong; the names before that are names all the same
      }
    }
    return fields;
  }

  private void object(JsonParser parser, String prefix, int depth) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix.isEmpty() ? parser.currentName() : prefix + "." + parser.currentName();
      parser.nextToken();
      value(parser, name, depth);
    }
  }

  private void value(JsonParser parser, String name, int depth) throws IOException {
    if (depth > MAX_DEPTH || names.size() >= MOST) {
      parser.skipChildren();
      return;
    }
    switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, name, depth + 1);
      case START_ARRAY -> {
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
          value(parser, name + i, depth + 1);
        }
      }
      case VALUE_NULL -> {} // as if absent
      default -> {
        if (!parser.getText().isBlank()) {
          names.add(name);
        }
      }
    }
  }

  public boolean has(String name) {
    return names.contains(name);
  }

  /** The same without those that are taken. */
  public FieldNames without(Set<String> taken) {
    FieldNames others = new FieldNames();
    names.stream().filter(name -> !taken.contains(name)).forEach(others.names::add);
    return others;
  }

  /**
   * What the user may have meant by a name that the records do not have: those that are near, else
   * what there is.
   *
   * @return a part of a sentence
   */
  public String insteadOf(String name) {
    List<String> near =
        names.stream()
            .filter(known -> apart(name, known) <= (plain(name).length() + 1) / 3)
            .sorted(Comparator.comparingInt(known -> apart(name, known)))
            .limit(SHOWN)
            .map(FieldNames::quoted)
            .toList();
    if (!near.isEmpty()) {
      return "did you mean " + String.join(" or ", near) + "?";
    }
    return names.isEmpty()
        ? "there is no other field"
        : "there " + (names.size() == 1 ? "is " : "are ") + shown();
  }

  private String shown() {
    String first =
        names.stream().limit(SHOWN).map(FieldNames::quoted).collect(Collectors.joining(", "));
    return names.size() > SHOWN ? first + ", … (" + names.size() + ")" : first;
  }

  private static String quoted(String name) {
    return "\"" + Excerpt.of(name, MOST_LETTERS) + "\"";
  }

  /** How many letters must change, whatever their case, blanks and signs, and the nesting. */
  private static int apart(String name, String known) {
    if (known.startsWith(name + ".")) {
      return 0; // an object stands where the value should
    }
    String leaf = known.substring(known.lastIndexOf('.') + 1);
    return Math.min(distance(name, known), distance(name, leaf));
  }

  private static int distance(String one, String other) {
    return LevenshteinDistance.getDefaultInstance().apply(plain(one), plain(other));
  }

  private static String plain(String name) {
    String letters = name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    return letters.isEmpty() ? name : letters;
  }
}
