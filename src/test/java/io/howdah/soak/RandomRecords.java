package io.howdah.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.howdah.soak.Meant.Field;
import io.howdah.soak.Meant.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** Makes up records: keys of any text, numbers in any spelling, and a few that are wrong. */
final class RandomRecords {
  private static final String[] LETTERS = {
    "a", "b", "7", "Z", "ä", "ß", "é", "e\u0301", "€", "漢", "😀", "\u00a0", "_", "-", "%41", "+",
    "/", "&", "#", "?", ";", "=", ".", "..", "'", "\"", ",", "|", "\\", "\\n", "\\N", "{", "}", "[",
    "]", " ", "\t", "\n", "\r", "\r\n", "null", "true", "1e3", "\u0001", "\u0000"
  };
  private static final byte[][] NO_UTF8 = {
    {(byte) 0xE9},
    {(byte) 0xC3},
    {(byte) 0xE2, (byte) 0x82},
    {(byte) 0xC0, (byte) 0x80},
    {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
    {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
    {(byte) 0xFF},
    {(byte) 0x80}
  };
  private static final String[] NUMBER_FAULTS = {"x", "1.2.3", "--1", "NaN", "1e99", "-Infinity"};

  private final Random random;
  private final SoakCard card;
  private final boolean json;
  private final List<String> keys = new ArrayList<>();

  /**
   * @param writable true of a key that the format has a way to write
   */
  RandomRecords(Random random, SoakCard card, boolean json, Predicate<String> writable) {
    this.random = random;
    this.card = card;
    this.json = json;
    int count = 1 + random.nextInt(12);
    while (keys.size() < count) {
      String key = key();
      if (writable.test(key)) {
        keys.add(key);
      }
    }
  }

  private String key() {
    StringBuilder key = new StringBuilder();
    boolean plain = random.nextInt(3) == 0;
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      key.append(plain ? "k" + random.nextInt(10) : LETTERS[random.nextInt(LETTERS.length)]);
    }
    return key.toString();
  }

  /** A record that can be scored and lacks nothing. */
  Meant complete() {
    return record(false, false);
  }

  /** Any record. */
  Meant any() {
    return record(random.nextInt(12) == 0, true);
  }

  private Meant record(boolean faulty, boolean gaps) {
    int fault = faulty ? random.nextInt(card.timed() ? 5 : 4) : -1;
    List<Field> fields = new ArrayList<>();
    byte[] key = keys.get(random.nextInt(keys.size())).getBytes(UTF_8);
    if (fault == 0) {
      key = random.nextBoolean() ? new byte[0] : broken(key);
    }
    fields.add(new Field(card.key(), key, Kind.EXACT));
    Long time = null;
    if (card.timed()) {
      time = 1_600_000_000_000L + random.nextInt(5) * 86_400_000L;
      String text =
          fault == 4
              ? "yesterday"
              : random.nextBoolean() ? time.toString() : Instant.ofEpochMilli(time).toString();
      fields.add(new Field(card.time(), text.getBytes(UTF_8), Kind.LOOSE));
    }
    float[] features = new float[SoakModel.WIDTH];
    boolean scored = fault < 0;
    int wrong = fault >= 1 && fault <= 3 ? random.nextInt(card.numbers().size()) : -1;
    for (int i = 0; i < card.numbers().size(); i++) {
      Float missing = card.missing().get(i);
      if (i == wrong) {
        String text = NUMBER_FAULTS[random.nextInt(NUMBER_FAULTS.length)];
        fields.add(new Field(card.numbers().get(i), text.getBytes(UTF_8), Kind.LOOSE));
      } else if (gaps && random.nextInt(10) == 0) {
        fields.add(new Field(card.numbers().get(i), new byte[0], Kind.ABSENT));
        scored &= missing != null;
        features[i] = missing == null ? 0 : missing;
      } else {
        String text = number();
        fields.add(new Field(card.numbers().get(i), text.getBytes(UTF_8), Kind.NUMBER));
        features[i] = Float.parseFloat(text);
      }
    }
    if (card.hasColour()) {
      int at = card.numbers().size();
      int colour = random.nextInt(SoakCard.COLOURS.size());
      if (gaps && random.nextInt(10) == 0) {
        fields.add(new Field(card.colour(), new byte[0], Kind.ABSENT));
        scored &= card.missingColour() >= 0;
        colour = Math.max(0, card.missingColour());
      } else if (gaps && random.nextInt(30) == 0) {
        fields.add(new Field(card.colour(), "mauve".getBytes(UTF_8), Kind.LOOSE));
        scored = false;
      } else {
        fields.add(
            new Field(card.colour(), SoakCard.COLOURS.get(colour).getBytes(UTF_8), Kind.LOOSE));
      }
      features[at + colour] = 1;
    }
    fields.add(new Field("note", note().getBytes(UTF_8), Kind.EXACT));
    return new Meant(key, time, fields, scored ? features : null);
  }

  private byte[] broken(byte[] key) {
    byte[] tail = NO_UTF8[random.nextInt(NO_UTF8.length)];
    byte[] broken = java.util.Arrays.copyOf(key, key.length + tail.length);
    System.arraycopy(tail, 0, broken, key.length, tail.length);
    return broken;
  }

  private String note() {
    return random.nextBoolean() ? "" : "n" + random.nextInt(100);
  }

  /** Between -5 and 5; spelled as JSON allows it where that is asked for. */
  private String number() {
    int thousandths = random.nextInt(10_001) - 5_000;
    String plain = String.valueOf(thousandths / 1000.0);
    switch (random.nextInt(json ? 4 : 6)) {
      case 0:
        return String.valueOf(thousandths / 1000);
      case 1:
        return thousandths + "e-3";
      case 2:
        return plain + "00000000000";
      case 3:
        return plain;
      case 4:
        return thousandths >= 0 ? "+" + plain : plain;
      default:
        return thousandths > 0 && thousandths < 1000 ? plain.substring(1) : plain;
    }
  }
}
