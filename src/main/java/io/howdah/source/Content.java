package io.howdah.source;

import io.howdah.record.Utf8;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What the first bytes of a file, or of what is packed in it, say that it is: text, packed text, or
 * something else that lies where records do. Names say less: copies, downloads and exports lose
 * suffixes and get wrong ones.
 */
enum Content {
  UTF_32_LE("UTF-32 text", null, "fffe0000"),
  UTF_32_BE("UTF-32 text", null, "0000feff"),
  UTF_16_LE("UTF-16 text", null, "fffe"),
  UTF_16_BE("UTF-16 text", null, "feff"),
  GZIP("gzip", null, "1f8b08"),
  /** A digit stands between the two: see {@link #isIn}. */
  BZIP2("bzip2", null, "425a68??314159265359", "425a68??177245385090"),
  /** May begin with a frame that is to be skipped. */
  ZSTANDARD("Zstandard", null, "28b52ffd", Content.SKIPPED_FRAME),
  LZ4("lz4", null, "04224d18"),
  SNAPPY("snappy", null, "ff060000734e61507059"),
  /** What Hadoop's DefaultCodec writes: see {@link #isZlib}. */
  ZLIB("zlib", null),
  OLD_LZ4("lz4 in its old format", "unpack it with lz4 -d", "02214c18"),
  SNAPPY_JAVA("snappy-java's own format", "pack it with gzip instead", "82534e4150505900"),
  XZ("xz", "unpack it with xz -d, or pack it with gzip instead", "fd377a585a00"),
  LZMA("lzma", "unpack it with xz -d --format=lzma", "5d00008000", "5d00000004", "5d00001000"),
  LZIP("lzip", "unpack it with lzip -d", "4c5a495001"),
  LZOP("lzop", "unpack it with lzop -d", "894c5a4f000d0a1a0a"),
  COMPRESS("compress (.Z)", "unpack it with gzip -d", "1f9d"),
  /** Also an OpenDocument file: see {@link #of}. */
  SPREADSHEET("an Excel or OpenDocument file", Remedy.SHEET),
  ZIP("a zip archive", "unpack it with unzip", "504b0304", "504b0506", "504b0708"),
  SEVEN_ZIP("a 7z archive", "unpack it with 7z x", "377abcaf271c"),
  RAR("a rar archive", "unpack it with unrar x", "526172211a07"),
  TAR("a tar archive", "unpack it with tar -x"),
  OFFICE("an Excel or Office file", Remedy.SHEET, "d0cf11e0a1b11ae1"),
  PARQUET("a Parquet file", Remedy.EXPORT, "50415231", "50415245"),
  ORC("an ORC file", Remedy.EXPORT, "4f5243"),
  AVRO("an Avro file", Remedy.EXPORT, "4f626a01"),
  SEQUENCE_FILE("a SequenceFile", Remedy.EXPORT, "53455104", "53455105", "53455106"),
  RC_FILE("an RCFile", Remedy.EXPORT, "52434601"),
  HFILE("an HFile of HBase", Remedy.EXPORT, "44415441424c4b"),
  ARROW("an Arrow file", Remedy.EXPORT, "4152524f57310000"),
  FEATHER("a Feather file", Remedy.EXPORT, "46454131"),
  HDF5("an HDF5 file", Remedy.EXPORT, "894844460d0a1a0a"),
  NUMPY("a NumPy array", Remedy.EXPORT, "934e554d5059"),
  PICKLE("a Python pickle", Remedy.EXPORT, "8003", "8004", "8005"),
  SQLITE("a SQLite database", Remedy.EXPORT, "53514c69746520666f726d6174203300"),
  PDF("a PDF document", Remedy.EXPORT, "255044462d"),
  UNMARKED_UTF_32_LE("UTF-32 text without its mark", "convert it with iconv -f UTF-32LE -t UTF-8"),
  UNMARKED_UTF_32_BE("UTF-32 text without its mark", "convert it with iconv -f UTF-32BE -t UTF-8"),
  UNMARKED_UTF_16_LE("UTF-16 text without its mark", "convert it with iconv -f UTF-16LE -t UTF-8"),
  UNMARKED_UTF_16_BE("UTF-16 text without its mark", "convert it with iconv -f UTF-16BE -t UTF-8"),
  /** UTF-8, or whatever it is that begins like nothing above. */
  TEXT("text", null);

  private static final String SKIPPED_FRAME = "5?2a4d18";

  /** As many bytes as are looked at. */
  static final int HEAD = 512;

  /** These begin as text in another encoding than UTF-8 may, with letters and Hive's delimiters. */
  private static final List<Content> LIKE_TEXT =
      List.of(LZIP, ZIP, PARQUET, ORC, AVRO, SEQUENCE_FILE, RC_FILE, HFILE, FEATHER);

  private static final byte[] TAR_MARK = "ustar".getBytes(StandardCharsets.US_ASCII);
  private static final int TAR_MARK_AT = 257;
  private static final int LONGEST_CHARACTER = 4;
  private static final int LAST_DELIMITER_OF_HIVE = 8; // from 1 on, the deeper the higher
  private static final int SHORTEST_ZLIB = 8;
  private static final int DEFLATED = 8;
  private static final int LARGEST_WINDOW = 7;
  private static final int NEEDS_DICTIONARY = 0x20;
  private static final int LAST_CHARACTER = 0x10FFFF;

  private final String what;
  private final String remedy;
  private final String signatures; // with blanks between them

  /**
   * @param remedy null for what is read
   * @param signatures in hexadecimal digits; a question mark stands for any digit
   */
  Content(String what, String remedy, String... signatures) {
    this.what = what;
    this.remedy = remedy;
    this.signatures = String.join(" ", signatures);
  }

  private static final class Remedy {
    static final String EXPORT =
        "write its records as csv, tsv or json lines, for example with Spark or Hive";
    static final String SHEET = "save the sheet as \"CSV UTF-8\"";

    private Remedy() {}
  }

  /**
   * What begins with those bytes.
   *
   * @param head the first {@link #HEAD} bytes, or all where there are fewer
   * @param delimiter between the fields of a text
   */
  static Content of(byte[] head, char delimiter) {
    if (isText(head, delimiter)) {
      return TEXT; // and be it text of letters that some format begins with
    }
    Content found =
        Arrays.stream(values()).filter(one -> one.isIn(head, delimiter)).findFirst().orElse(TEXT);
    if (found == ZIP && holdsSheet(head)) {
      return SPREADSHEET;
    }
    if (found == TEXT && hasAt(head, TAR_MARK_AT, TAR_MARK)) {
      return TAR;
    }
    return found == TEXT && delimiter != 0 ? unmarked(head) : found;
  }

  private Stream<String> each() {
    return Arrays.stream(signatures.split(" ")).filter(signature -> !signature.isEmpty());
  }

  private boolean isIn(byte[] head, char delimiter) {
    if (this == ZLIB) {
      return head.length >= SHORTEST_ZLIB && isZlib(head) && inflates(head);
    }
    String digits = HexFormat.of().formatHex(head, 0, Math.min(head.length, 16));
    return each().anyMatch(signature -> begins(digits, signature))
        && (!LIKE_TEXT.contains(this) || hasControls(head, delimiter))
        && ((this != UTF_32_LE && this != UTF_32_BE) || isUtf32(head, this == UTF_32_BE));
  }

  /** A block of Hadoop's codecs may begin with a length that looks like the mark of UTF-32. */
  private static boolean isUtf32(byte[] head, boolean highestFirst) {
    IntBuffer characters =
        ByteBuffer.wrap(head)
            .order(highestFirst ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
            .asIntBuffer();
    while (characters.hasRemaining()) {
      if (Integer.compareUnsigned(characters.get(), LAST_CHARACTER) > 0) {
        return false;
      }
    }
    return true;
  }

  /** Its two bytes are a method, flags and a check of these: text may begin so, too. */
  private static boolean isZlib(byte[] head) {
    int method = head[0] & 0xFF;
    if ((method & 0xF) != DEFLATED || method >> 4 > LARGEST_WINDOW) {
      return false;
    }
    return head.length < 2
        || (((method << 8) + (head[1] & 0xFF)) % 31 == 0 && (head[1] & NEEDS_DICTIONARY) == 0);
  }

  /** True if the bytes can be unpacked, as far as they go. */
  private static boolean inflates(byte[] head) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(head);
      byte[] text = new byte[1 << 12];
      while (inflater.inflate(text) > 0) {
        // on to the end of the bytes
      }
      return true;
    } catch (DataFormatException e) {
      return false;
    } finally {
      inflater.end();
    }
  }

  /** True of a frame that Zstandard and lz4 have alike: what it holds is to be skipped. */
  static boolean isSkippedFrame(byte[] head) {
    return begins(HexFormat.of().formatHex(head, 0, Math.min(head.length, 4)), SKIPPED_FRAME);
  }

  /** True if the bytes begin as this does, as far as they go. */
  boolean mayBe(byte[] head, char delimiter) {
    if (this == ZLIB) {
      return isZlib(head) && (head.length < SHORTEST_ZLIB || !isText(head, delimiter));
    }
    String digits = HexFormat.of().formatHex(head, 0, Math.min(head.length, 16));
    return each()
        .map(signature -> signature.substring(0, Math.min(signature.length(), digits.length())))
        .anyMatch(signature -> begins(digits, signature));
  }

  private static boolean begins(String digits, String signature) {
    boolean same = digits.length() >= signature.length();
    for (int i = 0; same && i < signature.length(); i++) {
      same = signature.charAt(i) == '?' || signature.charAt(i) == digits.charAt(i);
    }
    return same;
  }

  /** The first name in the archive tells. */
  private static boolean holdsSheet(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    return text.contains("[Content_Types].xml")
        || text.contains("_rels/.rels")
        || text.contains("application/vnd.oasis.opendocument");
  }

  private static boolean hasAt(byte[] head, int at, byte[] mark) {
    return head.length >= at + mark.length
        && Arrays.equals(head, at, at + mark.length, mark, 0, mark.length);
  }

  /** Names, digits and delimiters are of ASCII, and so most bytes of wide text are zeros. */
  private static Content unmarked(byte[] head) {
    if (isWide(head, 4, 0)) {
      return UNMARKED_UTF_32_LE;
    }
    if (isWide(head, 4, 3)) {
      return UNMARKED_UTF_32_BE;
    }
    if (isWide(head, 2, 0)) {
      return UNMARKED_UTF_16_LE;
    }
    return isWide(head, 2, 1) ? UNMARKED_UTF_16_BE : TEXT;
  }

  /** True if in most units the byte at that place is the one that is not 0. */
  private static boolean isWide(byte[] head, int unit, int place) {
    int units = head.length / unit;
    int ascii = 0;
    for (int i = 0; i < units; i++) {
      boolean only = true;
      for (int j = 0; j < unit; j++) {
        only &= (head[i * unit + j] != 0) == (j == place);
      }
      ascii += only ? 1 : 0;
    }
    return units > 1 && ascii * 4 >= units * 3;
  }

  /** True for UTF-8 without control characters, but for those that lie in a file of records. */
  static boolean isText(byte[] head, char delimiter) {
    return !hasControls(head, delimiter) && isUtf8(head);
  }

  private static boolean hasControls(byte[] head, char delimiter) {
    for (byte b : head) {
      boolean ofText = b == '\t' || b == '\n' || b == '\r' || b == delimiter;
      if ((b == 0 || (b > LAST_DELIMITER_OF_HIVE && b < ' ')) && !ofText) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUtf8(byte[] head) {
    // where there is more, the last character may be cut off
    int most = head.length < HEAD ? 0 : LONGEST_CHARACTER - 1;
    for (int cut = 0; cut <= most; cut++) {
      if (Utf8.isValid(head, 0, head.length - cut)) {
        return true;
      }
    }
    return false;
  }

  /** For people. */
  String what() {
    return what;
  }

  /** What to do about a file that is not read; null for one that is. */
  String remedy() {
    return remedy;
  }
}
