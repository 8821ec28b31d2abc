package io.howdah.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.record.RecordFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.io.compress.Lz4Codec;
import org.apache.hadoop.io.compress.SnappyCodec;
import org.apache.hadoop.util.ReflectionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.SnappyFramedOutputStream;

/** Files as the tools, Hadoop and the programs of the field write them, under any name. */
class PackingTest {
  private static final String GZIP =
      "1f8b0800000000000003cb4cd1a9e04ad431e44ad231e20200a691676d0d000000";
  private static final String BZIP2 =
      "425a6839314159265359b885abb5000005d98000100004300034200040200021a01e90832621de6f02139af17724"
          + "5385090b885abb50";

  @TempDir Path folder;
  private final Configuration conf = new Configuration();
  private TextLayout layout = new TextLayout(RecordFormat.of("csv"), 1 << 20);

  private List<String> read(Path file) throws IOException {
    List<String> records = new ArrayList<>();
    try (TextRecords lines =
        TextRecords.open(
            new org.apache.hadoop.fs.Path(file.toUri()), 0, Files.size(file), layout, conf)) {
      while (lines.next()) {
        records.add(lines.record().toString());
      }
    }
    return records;
  }

  private List<String> read(String name, byte[] bytes) throws IOException {
    return read(Files.write(folder.resolve(name), bytes));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] gzip(byte[] text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text);
    }
    return bytes.toByteArray();
  }

  private byte[] hadoops(Class<? extends CompressionCodec> type, byte[] text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = ReflectionUtils.newInstance(type, conf).createOutputStream(bytes)) {
      out.write(text);
    }
    return bytes.toByteArray();
  }

  /** The bytes are what the tools made of {@code id,x\na,1\nb,2\n}. */
  @ParameterizedTest
  @CsvSource({
    "gzip, " + GZIP,
    "bzip2, " + BZIP2,
    "zstd, 28b52ffd240d69000069642c780a612c310a622c320aa4107cd2",
    "pzstd, 502a4d18040000001a00000028b52ffd045869000069642c780a612c310a622c320aa4107cd2",
    "lz4, 04224d186440a70d00008069642c780a612c310a622c320a000000004698c829",
    "text, 69642c780a612c310a622c320a",
    "marked, efbbbf69642c780a612c310a622c320a",
    "UTF-16LE, fffe690064002c0078000a0061002c0031000a0062002c0032000a00",
    "UTF-16BE, feff00690064002c0078000a0061002c0031000a0062002c0032000a",
    "UTF-32LE, fffe000069000000640000002c000000780000000a000000610000002c000000310000000a0000"
        + "00620000002c000000320000000a000000",
    "UTF-32BE, 0000feff00000069000000640000002c000000780000000a000000610000002c00000031000000"
        + "0a000000620000002c000000320000000a",
  })
  void whatItsFirstBytesTellIsReadUnderAnyName(String what, String digits) throws Exception {
    for (String name :
        List.of("a", "a.csv", "a.gz", "a.bz2", "a.zst", "a.lz4", "a.snappy", "a.deflate", "A.GZ")) {
      assertThat(read(name, hex(digits)))
          .as("%s as %s", what, name)
          .containsExactly("id,x", "a,1", "b,2");
    }
    byte[] packed = gzip(hex(digits));
    if (what.startsWith("UTF") || what.equals("text") || what.equals("marked")) {
      assertThat(read("packed", packed)).as(what).containsExactly("id,x", "a,1", "b,2");
    } else {
      assertThatThrownBy(() -> read("packed", packed))
          .hasMessageMatching(
              "Failed to read file:.*/packed: it is gzip, and what is packed in it is .*; unpack it"
                  + " once");
    }
  }

  @Test
  void whatHadoopAndTheToolsForSnappyWriteIsRead() throws Exception {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      expected.add("k" + i + "," + "xyz".repeat(random.nextInt(6)) + random.nextInt(1000));
      text.append(expected.get(i)).append('\n');
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    assertThat(read("a.snappy", hadoops(SnappyCodec.class, bytes))).isEqualTo(expected);
    assertThat(read("a.lz4", hadoops(Lz4Codec.class, bytes))).isEqualTo(expected);
    assertThat(read("a", hadoops(DefaultCodec.class, bytes))).isEqualTo(expected);
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    try (OutputStream out = new SnappyFramedOutputStream(frames)) {
      out.write(bytes);
    }
    ByteArrayOutputStream linked = new ByteArrayOutputStream();
    try (OutputStream out =
        new FramedLZ4CompressorOutputStream(
            linked,
            new FramedLZ4CompressorOutputStream.Parameters(
                FramedLZ4CompressorOutputStream.BlockSize.K64, true, true, true))) {
      out.write(bytes);
    }
    byte[] skipped = {0x5a, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9};
    assertThat(read("a", joined(linked.toByteArray(), skipped, skipped))).isEqualTo(expected);
    byte[] padding = {(byte) 0xfe, 3, 0, 0, 0, 0, 0};
    assertThat(read("a", joined(frames.toByteArray(), padding))).isEqualTo(expected);
    byte[] damaged = frames.toByteArray();
    damaged[1000] ^= 1;
    assertThatThrownBy(() -> read("a", damaged)).hasMessageContaining("Failed to read ");
  }

  /** A file that is cut off anywhere fails, by whatever it is packed. */
  @ParameterizedTest
  @ValueSource(strings = {"a.gz", "a.bz2", "a.zst", "a.lz4", "a.deflate", "h.lz4", "h.snappy", "f"})
  void whatIsCutOffOrDamagedIsNeverTakenForWhole(String name) throws Exception {
    byte[] text = "id,x\na,1\nb,2\n".getBytes(UTF_8);
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    try (OutputStream out = new SnappyFramedOutputStream(frames)) {
      out.write(text);
    }
    byte[] all =
        switch (name) {
          case "a.gz" -> hex(GZIP);
          case "a.bz2" -> hex(BZIP2);
          case "a.zst" -> hex("28b52ffd240d69000069642c780a612c310a622c320aa4107cd2");
          case "a.lz4" -> hex("04224d186440a70d00008069642c780a612c310a622c320a000000004698c829");
          case "a.deflate" -> hadoops(DefaultCodec.class, text);
          case "h.lz4" -> hadoops(Lz4Codec.class, text);
          case "h.snappy" -> hadoops(SnappyCodec.class, text);
          default -> frames.toByteArray();
        };
    assertThat(read(name, all)).hasSize(3);
    assertThat(read(name, joined(all, all))).as("two of them").hasSize(6);
    // the mark of frames alone is an empty file of frames
    int first = name.equals("f") ? 11 : 1;
    for (int left = first; left < all.length; left++) {
      byte[] cut = Arrays.copyOf(all, left);
      assertThatThrownBy(() -> read(name, cut))
          .as("%d of %d bytes", left, all.length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Failed to read file:" + folder.resolve(name));
      byte[] halfMore = joined(all, cut);
      assertThatThrownBy(() -> read(name, halfMore))
          .as("one and %d bytes", left)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(name);
    }
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] odd = all.clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        odd[4 + random.nextInt(all.length - 4)] = (byte) random.nextInt();
      }
      try {
        read(name, odd);
      } catch (IOException e) {
        assertThat(e).hasMessageStartingWith("Failed to read file:");
      }
    }
  }

  @Test
  void zerosBehindAGzipMemberMeanNothingAndAnythingElseIsAnError() throws Exception {
    byte[] member = hex(GZIP);
    for (int zeros : new int[] {1, 2, 511, 512, 100_000}) {
      assertThat(read("a.gz", joined(member, new byte[zeros]))).hasSize(3);
      assertThat(read("a.gz", joined(member, member, new byte[zeros]))).hasSize(6);
      assertThatThrownBy(() -> read("a.gz", joined(member, new byte[zeros], member)))
          .hasMessageEndingWith(
              ": behind its data stands something that is no gzip (zeros, and then more); cut it"
                  + " off, or pack the file anew");
    }
    assertThatThrownBy(() -> read("a.gz", joined(member, "x".getBytes(UTF_8))))
        .hasMessageContaining("something that is no gzip; cut it off");
  }

  @Test
  void whatIsNotReadIsNamedWithWhatToDo() throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("504152311500152c", "it is a Parquet file; write its records as csv");
    files.put("4f52430a0b0a0308", "it is an ORC file; write its records as csv");
    files.put("4f626a0104166176726f", "it is an Avro file; write its records as csv");
    files.put("53455106196f7267", "it is a SequenceFile; write its records as csv");
    files.put("52434601196f7267", "it is an RCFile; write");
    files.put("fd377a585a000004e6d6b446", "it is xz; unpack it with xz -d");
    files.put("02214c180e000000d069642c", "it is lz4 in its old format; unpack it with lz4 -d");
    files.put("5d00008000ffffffffffffff", "it is lzma; unpack it with xz -d");
    files.put("82534e41505059000000000100", "it is snappy-java's own format; pack it with gzip");
    files.put("894c5a4f000d0a1a0a1040", "it is lzop; unpack it with lzop -d");
    files.put("1f9d9069c8", "it is compress (.Z); unpack it with gzip -d");
    files.put("377abcaf271c0004", "it is a 7z archive; unpack it with 7z x");
    files.put("526172211a0701", "it is a rar archive; unpack it with unrar x");
    files.put("d0cf11e0a1b11ae100", "it is an Excel or Office file; save the sheet as \"CSV UTF-8");
    files.put("53514c69746520666f726d6174203300", "it is a SQLite database; write");
    files.put(
        "504b0304140000000000aea37c5da691676d0d0000000d00000005000000742e637376",
        "it is a zip archive; unpack it with unzip");
    files.put(
        "504b030414000600080000002100"
            + HexFormat.of().formatHex("....................[Content_Types].xml".getBytes(UTF_8)),
        "it is an Excel or OpenDocument file; save the sheet as \"CSV UTF-8\"");
    files.put(
        "690064002c0078000a0061002c0031000a00",
        "it is UTF-16 text without its mark; convert it with iconv -f UTF-16LE -t UTF-8");
    files.put("00690064002c0078000a", "it is UTF-16 text without its mark; convert it with iconv");
    files.put("69000000640000002c000000", "it is UTF-32 text without its mark; convert it with");
    for (Map.Entry<String, String> file : files.entrySet()) {
      for (String name : List.of("a.csv", "a", "a.gz")) {
        assertThatThrownBy(() -> read(name, hex(file.getKey())))
            .as(file.getValue())
            .hasMessageContaining(
                "Failed to read file:" + folder.resolve(name) + ": " + file.getValue());
      }
      assertThatThrownBy(() -> read("a", gzip(hex(file.getKey()))))
          .hasMessageContaining(
              "what is packed in it is " + file.getValue().substring("it is ".length()));
    }
  }

  /**
   * What zlib's compress makes of the three lines at level 1, 4, 6 and 9, and in a small window.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "7801cb4cd1a9e04ad431e44ad231e20200190e030e",
        "785ecb4cd1a9e04ad431e44ad231e20200190e030e",
        "789ccb4cd1a9e04ad431e44ad231e20200190e030e",
        "78dacb4cd1a9e04ad431e44ad231e20200190e030e",
        "1895cb4cd1a9e04ad431e44ad231e20200190e030e"
      })
  void zlibOfAnyLevelIsRead(String digits) throws Exception {
    for (String name : List.of("a", "a.csv", "a.deflate")) {
      assertThat(read(name, hex(digits))).as(name).containsExactly("id,x", "a,1", "b,2");
    }
    byte[] cut = Arrays.copyOf(hex(digits), 12);
    assertThatThrownBy(() -> read("a.deflate", cut)).hasMessageContaining("ends too early");
  }

  @Test
  void textThatBeginsAsZlibMayIsText() throws Exception {
    for (String line : List.of("x^2,1", "hC,1", "x\u0001y", "XG,1")) {
      assertThat(read("a.deflate", (line + "\nb,2\n").getBytes(UTF_8)))
          .containsExactly(line, "b,2");
    }
  }

  /** Nested values of Hive's have further delimiters, and Latin-1 is no UTF-8. */
  @Test
  void hivesTextInLatin1IsTextWhateverItsFirstFieldIs() throws Exception {
    for (String field : List.of("x", "Obj", "RCF", "LZIP", "ORC", "PAR1", "SEQ", "DATABLK")) {
      for (String rest : List.of("\u0001caf\u00e9\u0002b\u0003c\n", "\u0001b\u0002c\u00e9\n")) {
        byte[] text = (field + rest + "k\u00011\n").getBytes(Charset.forName("ISO-8859-1"));
        assertThat(read("000000_0", text)).as(field).hasSize(2);
      }
    }
  }

  @Test
  void aZeroByteAsDelimiterIsNoWideText() throws Exception {
    layout =
        new TextLayout(
            new RecordFormat(RecordFormat.Kind.TSV, '\0', false, List.of("a", "b")), 1 << 20);
    assertThat(read("a", "k\0a\0b\0c\0d\nl\0a\0b\0c\0d\n".getBytes(UTF_8)))
        .containsExactly("k\0a\0b\0c\0d", "l\0a\0b\0c\0d");
  }

  @Test
  void aBlockOfHadoopsWhoseLengthLooksLikeAMarkOfUtf32IsABlock() throws Exception {
    byte[] line = ("k," + "7".repeat(0xFEFF - 3) + "\n").getBytes(UTF_8);
    for (String name : List.of("a.snappy", "a.lz4")) {
      byte[] packed = hadoops(name.equals("a.lz4") ? Lz4Codec.class : SnappyCodec.class, line);
      assertThat(HexFormat.of().formatHex(packed, 0, 4)).isEqualTo("0000feff");
      assertThat(read(name, packed)).containsExactly("k," + "7".repeat(0xFEFF - 3));
    }
  }

  @Test
  void framesThatAreSkippedSayNothingOfWhatFollows() throws Exception {
    byte[] lz4 = hex("04224d186440a70d00008069642c780a612c310a622c320a000000004698c829");
    byte[] zstandard = hex("28b52ffd240d69000069642c780a612c310a622c320aa4107cd2");
    byte[] skipped = hex("502a4d1803000000010203");
    byte[] large = joined(hex("5f2a4d18e8030000"), new byte[1000]);
    for (byte[] frames : List.of(skipped, large, joined(skipped, large, skipped))) {
      for (String name : List.of("a", "a.lz4", "a.zst")) {
        assertThat(read(name, joined(frames, lz4))).containsExactly("id,x", "a,1", "b,2");
        assertThat(read(name, joined(frames, zstandard))).containsExactly("id,x", "a,1", "b,2");
      }
    }
    byte[] cut = Arrays.copyOf(large, 500);
    for (String name : List.of("a.lz4", "a.zst")) {
      assertThat(read(name, skipped)).isEmpty();
      assertThatThrownBy(() -> read(name, cut)).hasMessageContaining("ends too early");
    }
  }

  @Test
  void aFileThatCannotBeReadIsFaultyInputWhenItIsFirstLookedAt() {
    assertThatThrownBy(() -> maySplit(hex("504152311500152c")))
        .isInstanceOf(FaultyInputException.class)
        .hasMessage(
            "Failed to read file:"
                + folder.resolve("a.csv")
                + ": it is a Parquet file; write its records as csv, tsv or json lines, for example"
                + " with Spark or Hive");
  }

  @Test
  void aTarArchiveIsNamed() throws Exception {
    byte[] tar = new byte[1024];
    System.arraycopy("a.csv".getBytes(UTF_8), 0, tar, 0, 5);
    System.arraycopy("ustar".getBytes(UTF_8), 0, tar, 257, 5);
    assertThatThrownBy(() -> read("a.tgz", gzip(tar)))
        .hasMessageContaining("what is packed in it is a tar archive; unpack it with tar -x");
  }

  /** Their letters are letters; so is what Hive parts fields by. */
  @Test
  void textThatBeginsAsSomethingElseDoesIsText() throws Exception {
    for (String line :
        List.of(
            "PAR1,x",
            "ORC,x",
            "BZh9,x",
            "SEQ,x",
            "Obj\u0001x",
            "x\u0001y",
            "PK,x",
            "%PDF-,x",
            "LZIP\u0001x",
            "RCF\u0001x",
            "FEA1",
            "DATABLK",
            "BZh91AY&SY,x",
            "\u00e9,x",
            "Rar!")) {
      assertThat(read("a.csv", (line + "\nORC\n").getBytes(UTF_8))).containsExactly(line, "ORC");
    }
    byte[] long8 = ("id,x\n" + "\u4e2d".repeat(400) + ",1\n").getBytes(UTF_8);
    assertThat(read("a.gz", long8)).as("the head ends within a character").hasSize(2);
  }

  @Test
  void bytesThatAreNeitherWhatTheNameSaysNorTextAreRefused() {
    for (String name : List.of("a.gz", "a.bz2", "a.zst", "a.deflate")) {
      assertThatThrownBy(() -> read(name, hex("00112233445566778899aabbccddeeff")))
          .hasMessageMatching(
              ".*: it is neither (gzip|bzip2|Zstandard|zlib), as its name says, nor text; get the"
                  + " file anew, or give it the right name");
      assertThatThrownBy(() -> read(name, new byte[3000])).hasMessageContaining("nor text");
    }
    assertThatThrownBy(() -> read("a.snappy", hex("00112233ffffffff8899aabbccddeeff")))
        .hasMessageContaining("a block of 4,294,967,295 bytes (must be at most 16,777,216)");
    // a length that there are no bytes for costs no memory
    assertThatThrownBy(() -> read("a.lz4", hex("7fffffff00ffffff8899aabbccddeeff")))
        .hasMessageContaining("it ends too early");
  }

  /** As an independent encoder writes it, half pairs and all. */
  @Test
  void wideTextIsTheSameTextAsItsUtf8() throws Exception {
    Random random = new Random(11);
    for (String encoding : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
      StringBuilder text = new StringBuilder();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        StringBuilder line = new StringBuilder();
        for (int n = 1 + random.nextInt(9); n > 0; n--) {
          int point = random.nextInt(random.nextBoolean() ? 0x3000 : 0x110000);
          boolean usable = Character.getType(point) != Character.SURROGATE && point >= ' ';
          line.appendCodePoint(usable ? point : 'x');
        }
        expected.add(line.toString());
        text.append(line).append('\n');
      }
      byte[] bytes = ("\uFEFF" + text).getBytes(Charset.forName(encoding));
      assertThat(read("a", bytes)).as(encoding).isEqualTo(expected);
      byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
      assertThatThrownBy(() -> read("a", cut)).hasMessageContaining("it ends too early");
    }
    // k, half a pair, line end; and the other half alone at the end
    byte[] halves = hex("fffe" + "6b003dd80a00" + "7a000a00" + "18dc");
    List<byte[]> records = new ArrayList<>();
    Path file = Files.write(folder.resolve("halves"), halves);
    try (TextRecords lines =
        TextRecords.open(
            new org.apache.hadoop.fs.Path(file.toUri()), 0, halves.length, layout, conf)) {
      while (lines.next()) {
        records.add(lines.record().copyBytes());
      }
    }
    assertThat(records).containsExactly(hex("6beda0bd"), hex("7a"), hex("edb098"));
  }

  @Test
  void aFileThatUnpacksToMuchMoreIsReadInLittleMemory() throws Exception {
    byte[] line = ("k," + "0".repeat(99_997) + "\n").getBytes(UTF_8);
    Path file = folder.resolve("bomb.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < 3_000; i++) {
        out.write(line);
      }
    }
    layout = new TextLayout(layout.format(), layout.headerLine(), 10);
    int records = 0;
    try (TextRecords lines =
        TextRecords.open(
            new org.apache.hadoop.fs.Path(file.toUri()), 0, Files.size(file), layout, conf)) {
      while (lines.next()) {
        assertThat(lines.record().getLength()).isEqualTo(11);
        records++;
      }
    }
    assertThat(records).isEqualTo(3_000);
  }

  @Test
  void partsAreReadOfTextAndOfBzip2UnlessTheTextInItIsWide() throws Exception {
    byte[] wide = "\uFEFFid,x\n".getBytes(Charset.forName("UTF-16LE"));
    for (byte[] bytes : List.of("id,x\n".getBytes(UTF_8), hex(BZIP2))) {
      assertThat(maySplit(bytes)).isTrue();
    }
    for (byte[] bytes : List.of(hex(GZIP), wide, hadoops(BZip2Codec.class, wide))) {
      assertThat(maySplit(bytes)).isFalse();
    }
  }

  private boolean maySplit(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("a.csv"), bytes);
    return Packing.maySplit(
        new org.apache.hadoop.fs.Path(file.toUri()), layout.format().delimiter(), conf);
  }
}
