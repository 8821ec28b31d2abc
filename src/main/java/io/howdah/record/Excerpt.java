package io.howdah.record;

/**
 * Text of others that may hold anything, made fit to be shown: short, and of visible characters.
 */
public final class Excerpt {
  /** Characters of a message: names in it come from files, tables and users. */
  public static final int OF_A_MESSAGE = 2_000;

  private static final int REPLACEMENT = 0xFFFD;

  private Excerpt() {}

  /**
   * The first characters of a text; what a terminal or a page would obey (control characters, those
   * that turn the direction of writing) or cannot show (halves of a pair) stands as a symbol.
   *
   * @param text or null
   * @param most characters; an ellipsis says that there are more
   */
  public static String of(String text, int most) {
    if (text == null) {
      return null;
    }
    StringBuilder shown = new StringBuilder(Math.min(text.length(), 2 * most));
    int length = 0;
    for (int i = 0; i < text.length(); length++) {
      if (length == most) {
        return shown.append('…').toString();
      }
      int character = text.codePointAt(i);
      shown.appendCodePoint(visible(character));
      i += Character.charCount(character);
    }
    return shown.toString();
  }

  private static int visible(int character) {
    if (character == '\t') {
      return '→';
    }
    if (character == '\n') {
      return '↵';
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          REPLACEMENT;
      default -> character;
    };
  }
}
