package io.howdah.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;

/**
 * The text of a file of gzip or lz4, of which several may be joined in one. As for gzip itself,
 * zeros that fill the rest of its file mean nothing. Anything else that stands there is an error,
 * for it may be a frame with a damaged beginning. (Java's own reader of gzip takes that for the
 * end, and Hadoop's fails at the zeros.)
 */
final class JoinedFrames extends InputStream {
  private static final int BUFFER =
      8 << 10; // little, for what was taken in tells how far a file was read
  private static final int GZIP_BEGINS = 0x1f;
  private static final int LZ4_MARK = 0x184d2204;
  private static final int LZ4_INDEPENDENT = 0x20; // blocks, in the byte behind the mark
  private static final int SKIPPED_MARK = 0x184d2a50; // and 15 more

  /** Begins the frame that stands there. */
  private interface Frames {
    /** Its text; null at the end of the file. */
    InputStream next(BufferedInputStream in) throws IOException;
  }

  private final BufferedInputStream in;
  private final Frames frames;
  private final byte[] one = new byte[1];
  private InputStream frame;

  private JoinedFrames(InputStream in, Frames frames) throws IOException {
    this.in = new BufferedInputStream(in, BUFFER);
    this.frames = frames;
    this.frame = frames.next(this.in);
  }

  static JoinedFrames ofGzip(InputStream in) throws IOException {
    return new JoinedFrames(in, JoinedFrames::gzip);
  }

  static JoinedFrames ofLz4(InputStream in) throws IOException {
    return new JoinedFrames(in, JoinedFrames::lz4);
  }

  @Override
  public int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    while (frame != null) {
      int read = frame.read(bytes, from, length);
      if (read >= 0) {
        return read;
      }
      frame = frames.next(in);
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    (frame == null ? in : frame).close();
  }

  private static InputStream gzip(BufferedInputStream in) throws IOException {
    in.mark(1);
    int first = in.read();
    if (first == GZIP_BEGINS) {
      in.reset();
      return new GzipCompressorInputStream(in);
    }
    boolean zeros = first == 0;
    while (first == 0) {
      first = in.read();
    }
    if (first >= 0) {
      throw behind("gzip" + (zeros ? " (zeros, and then more)" : ""));
    }
    return null;
  }

  private static InputStream lz4(BufferedInputStream in) throws IOException {
    while (true) {
      in.mark(Integer.BYTES + 1);
      if (in.read() < 0) {
        return null;
      }
      in.reset();
      int mark = number(in);
      if (mark == LZ4_MARK) {
        boolean independent = (in.read() & LZ4_INDEPENDENT) != 0;
        in.reset();
        return independent
            ? new LZ4FrameInputStream(
                in,
                LZ4Factory.safeInstance().safeDecompressor(),
                XXHashFactory.safeInstance().hash32(),
                true)
            // slower by far, but it knows blocks that go back to the one before
            : new FramedLZ4CompressorInputStream(in);
      }
      if ((mark & ~0xF) != SKIPPED_MARK) {
        throw behind("lz4");
      }
      in.skipNBytes(number(in) & 0xFFFFFFFFL);
    }
  }

  private static int number(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(Integer.BYTES);
    if (bytes.length < Integer.BYTES) {
      throw new EOFException("a frame ends too early");
    }
    int number = 0;
    for (int i = Integer.BYTES - 1; i >= 0; i--) {
      number = number << 8 | (bytes[i] & 0xFF);
    }
    return number;
  }

  private static UnreadableException behind(String what) {
    return new UnreadableException(
        "behind its data stands something that is no "
            + what
            + "; cut it off, or pack the file anew");
  }
}
