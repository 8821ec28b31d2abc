package io.howdah.source;

import io.howdah.files.GivenPath;
import io.howdah.record.Utf8;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.io.compress.SplittableCompressionCodec;
import org.apache.hadoop.util.ReflectionUtils;

/**
 * How the text of a file is packed. The first bytes tell; the name counts where they cannot: for
 * the blocks of Hadoop's codecs for snappy and lz4, and for codecs that the user has configured.
 * Every place that opens input asks here.
 */
final class Packing {
  private static final int BUFFER = 8 << 10;
  private static final int MOST_SKIPPED = 16; // frames before one that tells

  private static final String LZ4_SUFFIX = ".lz4";

  private static final Map<String, Content> BY_SUFFIX =
      Map.of(
          ".gz", Content.GZIP,
          ".bz2", Content.BZIP2,
          ".zst", Content.ZSTANDARD,
          ".deflate", Content.ZLIB);

  private interface Unpacking {
    InputStream of(InputStream packed) throws IOException;
  }

  private final String what;
  private final Unpacking unpacking;
  private final SplittableCompressionCodec splittable;
  private byte[] head = {};
  private char delimiter = ',';

  /**
   * @param unpacking null for text that is not packed
   * @param splittable null if it is read as a whole only
   */
  private Packing(String what, Unpacking unpacking, SplittableCompressionCodec splittable) {
    this.what = what;
    this.unpacking = unpacking;
    this.splittable = splittable;
  }

  /**
   * Looks at a file.
   *
   * @param in at its beginning; it is left there
   * @param delimiter of the fields, which text may begin with
   * @throws UnreadableException if it is not read
   */
  static Packing of(Path file, FSDataInputStream in, char delimiter, Configuration conf)
      throws IOException {
    byte[] head = in.readNBytes(Content.HEAD);
    Packing packing = of(file, in, head, delimiter, conf);
    packing.head = head;
    packing.delimiter = delimiter;
    return packing;
  }

  private static Packing of(
      Path file, FSDataInputStream in, byte[] head, char delimiter, Configuration conf)
      throws IOException {
    Content content = Content.of(head, delimiter);
    if (Content.isSkippedFrame(head)) {
      content = behindSkipped(in, head, suffix(file));
    }
    in.seek(0);
    CompressionCodec named = new CompressionCodecFactory(conf).getCodec(file);
    boolean foreign =
        named != null
            && !named.getClass().getPackageName().equals(CompressionCodec.class.getPackageName());
    if (content.remedy() == null && content != Content.TEXT) {
      return of(content, conf);
    }
    if (foreign) {
      return of(named);
    }
    if (content != Content.TEXT) {
      throw new UnreadableException("it is " + content.what() + "; " + content.remedy());
    }
    return ofName(suffix(file), head, delimiter, conf);
  }

  private static String suffix(Path file) {
    String name = file.getName().toLowerCase(Locale.ROOT);
    return name.substring(Math.max(0, name.lastIndexOf('.')));
  }

  /** Frames that are to be skipped say nothing: the first other one tells, or else the name. */
  private static Content behindSkipped(FSDataInputStream in, byte[] head, String suffix)
      throws IOException {
    byte[] frame = head;
    long at = 0;
    for (int i = 0; i < MOST_SKIPPED && Content.isSkippedFrame(frame) && frame.length >= 8; i++) {
      int size = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
      at += 8 + Integer.toUnsignedLong(size);
      try {
        in.seek(at);
        frame = in.readNBytes(8);
      } catch (EOFException e) {
        frame = new byte[0]; // cut off: its reader will say so
      }
    }
    boolean isLz4 = Content.LZ4.mayBe(frame, ',') && frame.length >= 4;
    boolean tells = isLz4 || (!Content.isSkippedFrame(frame) && frame.length >= 4);
    return isLz4 || (!tells && suffix.equals(LZ4_SUFFIX)) ? Content.LZ4 : Content.ZSTANDARD;
  }

  /** What only the name tells. */
  private static Packing ofName(String suffix, byte[] head, char delimiter, Configuration conf)
      throws IOException {
    Content named = BY_SUFFIX.get(suffix);
    if (named != null && head.length > 0 && named.mayBe(head, delimiter)) {
      return of(named, conf); // cut off so soon that its reader will say so
    }
    boolean isCutLz4 = suffix.equals(LZ4_SUFFIX) && Content.LZ4.mayBe(head, delimiter);
    if (Content.isText(head, delimiter) && !(isCutLz4 && head.length > 0)) {
      return new Packing("text", null, null);
    }
    if (named != null) {
      throw new UnreadableException(
          "it is neither "
              + named.what()
              + ", as its name says, nor text; get the file anew, or give it the right name");
    }
    return switch (suffix) {
      case ".snappy" -> new Packing("snappy", PackedBlocks::ofHadoopsSnappy, null);
      case LZ4_SUFFIX -> new Packing("lz4", PackedBlocks::ofHadoopsLz4, null);
      default -> new Packing("text", null, null);
    };
  }

  private static Packing of(Content content, Configuration conf) {
    return switch (content) {
      case GZIP -> new Packing(content.what(), JoinedFrames::ofGzip, null);
      case BZIP2 ->
          new Packing(
              content.what(),
              in -> new BZip2CompressorInputStream(new BufferedInputStream(in, BUFFER), true),
              ReflectionUtils.newInstance(BZip2Codec.class, conf));
      case ZSTANDARD -> new Packing(content.what(), ZstandardFrames::new, null);
      case LZ4 -> new Packing(content.what(), JoinedFrames::ofLz4, null);
      case SNAPPY -> new Packing(content.what(), PackedBlocks::ofSnappyFrames, null);
      case ZLIB ->
          new Packing(
              content.what(),
              ReflectionUtils.newInstance(DefaultCodec.class, conf)::createInputStream,
              null);
      default -> new Packing(content.what(), in -> in, null);
    };
  }

  private static Packing of(CompressionCodec codec) {
    return new Packing(
        codec.getClass().getSimpleName(),
        codec::createInputStream,
        codec instanceof SplittableCompressionCodec blocks ? blocks : null);
  }

  /**
   * True if parts of a file can be read.
   *
   * @throws IOException naming the file, if it cannot be read
   */
  static boolean maySplit(Path file, char delimiter, Configuration conf) throws IOException {
    try (FSDataInputStream in = GivenPath.open(file, conf)) {
      return maySplit(file, in, delimiter, conf);
    }
  }

  private static boolean maySplit(
      Path file, FSDataInputStream in, char delimiter, Configuration conf) throws IOException {
    try {
      Packing packing = of(file, in, delimiter, conf);
      if (packing.isPlain()) {
        return true;
      }
      if (packing.splittable == null) {
        return false;
      }
      try (InputStream text = packing.unpacked(in)) {
        return Content.of(text.readNBytes(Content.HEAD), packing.delimiter) == Content.TEXT;
      }
    } catch (IOException e) {
      throw TextRecords.unreadable(file, e);
    }
  }

  /** True for text that is not packed. */
  boolean isPlain() {
    return unpacking == null;
  }

  /**
   * True for text, not packed, with nothing but blank lines before a place. It is read as far as it
   * is blank.
   */
  boolean isBlankBefore(long place, FSDataInputStream in) throws IOException {
    if (!isPlain()) {
      return false;
    }
    int begin = Utf8.beginsWithByteOrderMark(head, head.length) ? Utf8.BYTE_ORDER_MARK_BYTES : 0;
    long blank = blank(head, begin);
    if (blank == head.length && blank < place) {
      in.seek(blank);
      byte[] more = in.readNBytes(BUFFER);
      while (more.length > 0 && blank < place) {
        int some = blank(more, 0);
        blank += some;
        more = some == more.length ? in.readNBytes(BUFFER) : new byte[0];
      }
    }
    return blank >= place;
  }

  /** Where blank lines end that begin there. */
  private static int blank(byte[] text, int from) {
    int at = from;
    while (at < text.length && (text[at] == '\n' || text[at] == '\r')) {
      at++;
    }
    return at;
  }

  /** What reads parts of a packed file; empty if it is read as a whole. */
  Optional<SplittableCompressionCodec> splittable() {
    return Optional.ofNullable(splittable);
  }

  private InputStream unpacked(InputStream in) throws IOException {
    if (isPlain()) {
      return in;
    }
    try {
      return new Unpacked(unpacking.of(in));
    } catch (RuntimeException e) {
      throw makesNoSense(e);
    }
  }

  private static IOException makesNoSense(RuntimeException e) {
    return new IOException("its packed bytes make no sense (" + e.getMessage() + ")", e);
  }

  /** Libraries throw what they like where bytes make no sense. */
  private static final class Unpacked extends FilterInputStream {
    Unpacked(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      try {
        return super.read(bytes, from, length);
      } catch (RuntimeException e) {
        throw makesNoSense(e);
      }
    }
  }

  /**
   * All of the text, as UTF-8.
   *
   * @param in the file from its beginning on
   */
  InputStream text(InputStream in) throws IOException {
    InputStream unpacked = unpacked(in);
    try {
      byte[] head = unpacked.readNBytes(Content.HEAD);
      PushbackInputStream all = new PushbackInputStream(unpacked, Content.HEAD);
      all.unread(head);
      Content content = Content.of(head, delimiter);
      if (WideText.reads(content)) {
        return new WideText(all, content);
      }
      if (content != Content.TEXT) {
        throw new UnreadableException(
            "it is "
                + what
                + ", and what is packed in it is "
                + content.what()
                + "; "
                + (content.remedy() == null ? "unpack it once" : content.remedy()));
      }
      return all;
    } catch (IOException e) {
      unpacked.close();
      throw e;
    }
  }
}
