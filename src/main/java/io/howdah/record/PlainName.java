package io.howdah.record;

/** A name that others print, log and paste: one line of visible text, of a length to read. */
public final class PlainName {
  /** Longest of a model's name or version, in characters. */
  public static final int MOST = 200;

  /** Longest of what stands in the data themselves, as a column, a category or a label. */
  public static final int MOST_OF_DATA = 1_000;

  private static final int SHOWN = 60;

  private PlainName() {}

  /**
   * Makes sure that a text is such a name.
   *
   * @param most characters
   * @throws IllegalArgumentException whose message is the text, shortened, and the constraint
   */
  public static void require(String text, int most) {
    requireShort(text, most);
    if (text.codePoints().anyMatch(PlainName::isObeyed)) {
      throw new IllegalArgumentException(
          Excerpt.of(text, SHOWN)
              + " (must have no control characters, line breaks or marks that turn the direction"
              + " of writing)");
    }
  }

  /**
   * Makes sure that a text can be a column's name or one of its values: real ones have tabs and
   * line breaks, as spreadsheets write them.
   *
   * @throws IllegalArgumentException whose message is the text, shortened, and the constraint
   */
  public static void requireOfData(String text) {
    requireShort(text, MOST_OF_DATA);
    if (text.codePoints().anyMatch(c -> c != '\t' && c != '\n' && c != '\r' && isObeyed(c))) {
      throw new IllegalArgumentException(
          Excerpt.of(text, SHOWN)
              + " (must have no control characters but tabs and line breaks, and no marks that turn"
              + " the direction of writing)");
    }
  }

  private static void requireShort(String text, int most) {
    if (text.codePointCount(0, text.length()) > most) {
      throw new IllegalArgumentException(
          Excerpt.of(text, SHOWN) + " (must be at most " + most + " characters)");
    }
  }

  /** True of what a terminal or a page does not show, but does. */
  private static boolean isObeyed(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default ->
          (character >= 0x202A && character <= 0x202E)
              || (character >= 0x2066 && character <= 0x2069);
    };
  }
}
