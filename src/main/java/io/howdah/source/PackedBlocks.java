package io.howdah.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.xerial.snappy.Snappy;

/**
 * The text of a file of packed blocks: what Hadoop's SnappyCodec and Lz4Codec write, and the frames
 * of the tools for snappy. However long a block says that it is, no more memory is taken than a
 * block may have. (Hadoop's own reader takes the lengths as they come, and a file that is cut off
 * within a block for a whole one; the libraries' readers of frames call themselves for each one
 * that is to be skipped.)
 */
final class PackedBlocks extends InputStream {
  /** Hadoop's are of 256 KB where nobody has set another size. */
  private static final int MOST = 16 << 20;

  private static final int FRAME_MOST = 64 << 10; // of its text, by the format's description

  private static final int LZ4_MOST_PER_BYTE = 255;
  private static final LZ4SafeDecompressor LZ4 = LZ4Factory.safeInstance().safeDecompressor();

  private static final int FRAME_COMPRESSED = 0;
  private static final int FRAME_PLAIN = 1;
  private static final int FRAME_MAY_SKIP = 0x80;
  private static final int CHECKSUM_MASK = 0xa282ead8;

  /** Finds the next block. */
  private interface Source {
    /** Its text, which may be empty; null at the end of the file. */
    byte[] next() throws IOException;
  }

  private final InputStream in;
  private final Source source;
  private final byte[] one = new byte[1];
  private byte[] block = {};
  private int at;
  private long left; // of the text of a block of Hadoop's

  private PackedBlocks(InputStream in, Unpacking hadoops) {
    this.in = in;
    this.source = hadoops == null ? this::frame : () -> hadoopBlock(hadoops);
  }

  private interface Unpacking {
    byte[] of(byte[] packed, int most) throws IOException;
  }

  /** What the tools for snappy write. */
  static PackedBlocks ofSnappyFrames(InputStream in) {
    return new PackedBlocks(in, null);
  }

  /** What Hadoop's SnappyCodec writes. */
  static PackedBlocks ofHadoopsSnappy(InputStream in) {
    return new PackedBlocks(in, PackedBlocks::snappy);
  }

  /** What Hadoop's Lz4Codec writes. */
  static PackedBlocks ofHadoopsLz4(InputStream in) {
    return new PackedBlocks(in, PackedBlocks::lz4);
  }

  @Override
  public int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    while (at == block.length) {
      byte[] next = source.next();
      if (next == null) {
        return -1;
      }
      block = next;
      at = 0;
    }
    int some = Math.min(length, block.length - at);
    System.arraycopy(block, at, bytes, from, some);
    at += some;
    return some;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** A length of the text, and then parts of it with a length each, until that is reached. */
  private byte[] hadoopBlock(Unpacking unpacking) throws IOException {
    if (left == 0) {
      int first = in.read();
      if (first < 0) {
        return null;
      }
      left = (first << 24 | numberOf(3)) & 0xFFFFFFFFL;
      if (left == 0) {
        return new byte[0];
      }
    }
    byte[] text = unpacking.of(bytes(length(numberOf(4))), (int) Math.min(left, MOST));
    left -= text.length;
    return text;
  }

  private static int length(int length) throws IOException {
    if (length < 0 || length > MOST) {
      throw new UnreadableException(
          String.format(
              Locale.ROOT,
              "a block of %,d bytes (must be at most %,d): it is damaged, or packed otherwise than"
                  + " its name says; pack it with gzip instead",
              length & 0xFFFFFFFFL,
              MOST));
    }
    return length;
  }

  /** A kind, a length, and for data a checksum of the text. */
  private byte[] frame() throws IOException {
    int kind = in.read();
    if (kind < 0) {
      return null;
    }
    int length = Integer.reverseBytes(numberOf(3)) >>> 8;
    if (kind >= FRAME_MAY_SKIP) { // the mark of the beginning, too: frames may be joined
      in.skipNBytes(length);
      return new byte[0];
    }
    if (kind > FRAME_PLAIN || length < 4 || length > 2 * FRAME_MOST) {
      throw new IOException("no frame of snappy (kind " + kind + ", " + length + " bytes)");
    }
    int checksum = Integer.reverseBytes(numberOf(4));
    byte[] data = bytes(length - 4);
    byte[] text = kind == FRAME_COMPRESSED ? snappy(data, FRAME_MOST) : data;
    CRC32C sum = new CRC32C();
    sum.update(text, 0, text.length);
    if (Integer.rotateRight((int) sum.getValue(), 15) + CHECKSUM_MASK != checksum) {
      throw new IOException("the checksum of a frame is not that of its text");
    }
    return text;
  }

  /** Of so many bytes, the highest first. */
  private int numberOf(int bytes) throws IOException {
    int number = 0;
    for (byte b : bytes(bytes)) {
      number = number << 8 | (b & 0xFF);
    }
    return number;
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length); // takes no more memory than there are bytes
    if (bytes.length < length) {
      throw new EOFException("a block ends too early");
    }
    return bytes;
  }

  private static byte[] snappy(byte[] packed, int most) throws IOException {
    int size = Snappy.uncompressedLength(packed);
    requireAtMost(size, most);
    byte[] text = new byte[size];
    int written = Snappy.uncompress(packed, 0, packed.length, text, 0);
    return Arrays.copyOf(text, written);
  }

  private static byte[] lz4(byte[] packed, int most) {
    int size = (int) Math.min(most, (packed.length + 1L) * LZ4_MOST_PER_BYTE);
    byte[] text = new byte[size];
    int written = LZ4.decompress(packed, 0, packed.length, text, 0, size);
    return Arrays.copyOf(text, written);
  }

  private static void requireAtMost(int length, int most) throws IOException {
    if (length > most || length < 0) {
      throw new IOException("the text of a block is longer than it says (" + most + " bytes)");
    }
  }
}
