package io.howdah.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.howdah.soak.Meant.Field;
import io.howdah.soak.Meant.Kind;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * How one input's records become bytes: the format, and all that it leaves to the writer.
 *
 * @param format as {@code --format} names it
 * @param delimiter of CSV and TSV
 * @param columns in the order of the fields
 * @param header true if each file begins with their names
 * @param lineEnd after each record
 */
record Framing(
    Random random,
    String format,
    char delimiter,
    List<String> columns,
    boolean header,
    String lineEnd,
    boolean quotedNames) {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  static Framing random(Random random, List<String> columns) {
    String format = List.of("csv", "tsv", "json").get(random.nextInt(3));
    boolean nameable = columns.stream().noneMatch(name -> name.contains(","));
    return new Framing(
        random,
        format,
        format.equals("csv") ? ",;|\t".charAt(random.nextInt(4)) : '\t',
        columns,
        !nameable || random.nextInt(4) > 0,
        random.nextInt(3) == 0 ? "\r\n" : "\n",
        random.nextBoolean());
  }

  boolean isJson() {
    return format.equals("json");
  }

  /** True if a key can be written so that it is read back. */
  boolean canWrite(String key) {
    if (key.isEmpty()) {
      return false;
    }
    boolean padded = key.charAt(0) <= ' ' || key.charAt(key.length() - 1) <= ' ';
    return !format.equals("tsv")
        || (!padded && "\t\n\r".chars().noneMatch(c -> key.indexOf(c) >= 0));
  }

  /** The bytes of a file. */
  byte[] file(List<Meant> records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (random.nextInt(8) == 0) {
      out.writeBytes(BYTE_ORDER_MARK);
    }
    if (!isJson() && header) {
      List<byte[]> names = new ArrayList<>();
      columns.forEach(name -> names.add(name(name.getBytes(UTF_8))));
      out.writeBytes(joined(names));
      out.writeBytes(lineEnd.getBytes(UTF_8));
    }
    for (int i = 0; i < records.size(); i++) {
      if (random.nextInt(15) == 0) {
        out.writeBytes(lineEnd.getBytes(UTF_8)); // a blank line is no record
      }
      out.writeBytes(isJson() ? object(records.get(i)) : row(records.get(i)));
      if (i < records.size() - 1 || random.nextBoolean()) {
        out.writeBytes(lineEnd.getBytes(UTF_8));
      }
    }
    return out.toByteArray();
  }

  private byte[] row(Meant record) {
    List<byte[]> fields = new ArrayList<>();
    for (String column : columns) {
      Field field =
          record.fields().stream().filter(f -> f.name().equals(column)).findAny().orElseThrow();
      fields.add(field(field));
    }
    if (record.features() == null && random.nextInt(3) == 0) {
      // it cannot be scored anyway: let it have too many fields, or too few
      if (random.nextBoolean()) {
        fields.add(new byte[] {'7'});
      } else if (fields.size() > 2) {
        fields.remove(fields.size() - 1);
      }
    }
    return joined(fields);
  }

  private byte[] joined(List<byte[]> fields) {
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0) {
        row.write(delimiter);
      }
      row.writeBytes(fields.get(i));
    }
    return row.toByteArray();
  }

  private byte[] field(Field field) {
    return switch (field.kind()) {
      case EXACT -> csvText(field.text(), field.text().length > 0 && random.nextInt(6) == 0);
      case ABSENT -> random.nextInt(4) == 0 ? bytes("  ") : field.text();
      case LOOSE, NUMBER -> csvText(field.text(), random.nextInt(6) == 0);
    };
  }

  /** The same in each file of an input. */
  private byte[] name(byte[] text) {
    return format.equals("csv") && (quotedNames || mustBeQuoted(text)) ? quoted(text) : text;
  }

  private static byte[] quoted(byte[] text) {
    ByteArrayOutputStream quoted = new ByteArrayOutputStream();
    quoted.write('"');
    for (byte b : text) {
      if (b == '"') {
        quoted.write('"');
      }
      quoted.write(b);
    }
    quoted.write('"');
    return quoted.toByteArray();
  }

  /** Quoted where it must be, and sometimes where it need not. */
  private byte[] csvText(byte[] text, boolean padded) {
    if (format.equals("csv") && (mustBeQuoted(text) || random.nextInt(5) == 0)) {
      return quoted(text);
    }
    if (!padded) {
      return text;
    }
    ByteArrayOutputStream loose = new ByteArrayOutputStream();
    loose.write(' ');
    loose.writeBytes(text);
    loose.writeBytes(bytes("  "));
    return loose.toByteArray();
  }

  private boolean mustBeQuoted(byte[] text) {
    for (byte b : text) {
      if (b == delimiter || b == '"' || b == '\r' || b == '\n') {
        return true;
      }
    }
    return text.length > 0 && (isBlank(text[0]) || isBlank(text[text.length - 1]));
  }

  private static boolean isBlank(byte b) {
    return b >= 0 && b <= ' ';
  }

  private byte[] object(Meant record) {
    List<Field> fields = new ArrayList<>(record.fields());
    Collections.shuffle(fields, random);
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    object.write('{');
    boolean first = true;
    for (Field field : fields) {
      if (field.kind() == Kind.ABSENT && random.nextInt(3) == 0) {
        continue;
      }
      if (!first) {
        object.write(',');
      }
      first = false;
      blank(object);
      object.writeBytes(string(field.name().getBytes(UTF_8)));
      object.write(':');
      blank(object);
      object.writeBytes(value(field));
    }
    object.write('}');
    if (record.features() == null && random.nextInt(4) == 0) {
      object.write('}'); // it cannot be scored anyway
    }
    return object.toByteArray();
  }

  private void blank(ByteArrayOutputStream out) {
    if (random.nextInt(4) == 0) {
      out.write(' ');
    }
  }

  private byte[] value(Field field) {
    return switch (field.kind()) {
      case EXACT, LOOSE -> string(field.text());
      case NUMBER -> random.nextInt(4) == 0 ? string(field.text()) : field.text();
      case ABSENT -> bytes("null");
    };
  }

  /** A JSON string; bytes that are no UTF-8 stay what they are. */
  private byte[] string(byte[] text) {
    ByteArrayOutputStream string = new ByteArrayOutputStream();
    string.write('"');
    for (byte b : text) {
      if (b == '"' || b == '\\') {
        string.write('\\');
        string.write(b);
      } else if ((b >= 0 && b < ' ') || (b > 0 && random.nextInt(12) == 0)) {
        string.writeBytes(bytes("\\u%04x".formatted((int) b)));
      } else {
        string.write(b);
      }
    }
    string.write('"');
    return string.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
