package io.howdah.batch;

import io.howdah.files.GivenPath;
import io.howdah.record.Utf8;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
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
  private final byte[] head;
  private final Unpacking unpacking;
  private final SplittableCompressionCodec splittable;

  /**
   * @param unpacking null for text that is not packed
   * @param splittable null if it is read as a whole only
   */
  private Packing(String what, Unpacking unpacking, SplittableCompressionCodec splittable) {
    this(what, null, unpacking, splittable);
  }

  private Packing(
      String what, byte[] head, Unpacking unpacking, SplittableCompressionCodec splittable) {
    this.what = what;
    this.head = head;
    this.unpacking = unpacking;
    this.splittable = splittable;
  }

  /**
   * Looks at a file.
   *
   * @param in at its beginning; it is left there
   * @throws UnreadableException if it is not read
   */
  static Packing of(Path file, FSDataInputStream in, Configuration conf) throws IOException {
    byte[] head = in.readNBytes(Content.HEAD);
    in.seek(0);
    Content content = Content.of(head);
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
    return ofName(file.getName().toLowerCase(Locale.ROOT), head, conf);
  }

  /** What only the name tells. */
  private static Packing ofName(String name, byte[] head, Configuration conf) throws IOException {
    String suffix = name.substring(Math.max(0, name.lastIndexOf('.')));
    Content named = BY_SUFFIX.get(suffix);
    if (named != null && head.length > 0 && named.mayBe(head)) {
      return of(named, conf); // cut off so soon that its reader will say so
    }
    if (Content.isText(head)) {
      return new Packing("text", head, null, null);
    }
    if (named != null) {
      throw new UnreadableException(
          "it is neither "
              + named.what()
              + ", as its name says, nor text; get the file anew, or give it the right name");
    }
    return switch (suffix) {
      case ".snappy" -> new Packing("snappy", PackedBlocks::ofHadoopsSnappy, null);
      case ".lz4" -> new Packing("lz4", PackedBlocks::ofHadoopsLz4, null);
      default -> new Packing("text", head, null, null);
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
  static boolean maySplit(Path file, Configuration conf) throws IOException {
    try (FSDataInputStream in = GivenPath.open(file, conf)) {
      Packing packing = of(file, in, conf);
      if (packing.isPlain()) {
        return true;
      }
      if (packing.splittable == null) {
        return false;
      }
      try (InputStream text = packing.unpacked(in)) {
        return Content.of(text.readNBytes(Content.HEAD)) == Content.TEXT;
      }
    } catch (IOException e) {
      throw new IOException("Failed to read " + file + ": " + e.getMessage(), e);
    }
  }

  /** True for text that is not packed. */
  boolean isPlain() {
    return unpacking == null;
  }

  /** True for text, not packed, with nothing but blank lines before a place, as far as is seen. */
  boolean isBlankBefore(long place) {
    if (head == null) {
      return false;
    }
    int at = Utf8.beginsWithByteOrderMark(head, head.length) ? Utf8.BYTE_ORDER_MARK_BYTES : 0;
    while (at < head.length && (head[at] == '\n' || head[at] == '\r')) {
      at++;
    }
    return at >= Math.min(place, head.length);
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
      Content content = Content.of(head);
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
