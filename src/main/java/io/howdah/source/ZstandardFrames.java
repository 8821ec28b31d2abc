package io.howdah.source;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The text of a file of Zstandard, of which several frames may be joined in one. It takes windows
 * of at most 128 MB, as the tool does. (The library's own stream takes a second frame that is cut
 * off for the end.)
 */
final class ZstandardFrames extends InputStream {
  private static final int BUFFER = 8 << 10;
  private static final int TEXT = 128 << 10; // of a block at most

  private final InputStream in;
  private final ZstdDecompressCtx context = new ZstdDecompressCtx();
  private final byte[] one = new byte[1];
  private final byte[] taken = new byte[BUFFER];
  private final ByteBuffer packed = ByteBuffer.allocateDirect(BUFFER).limit(0);
  private final ByteBuffer text = ByteBuffer.allocateDirect(TEXT).limit(0);
  private boolean withinFrame;
  private boolean over;

  ZstandardFrames(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    while (!text.hasRemaining()) {
      if (!fill()) {
        return -1;
      }
    }
    int some = Math.min(length, text.remaining());
    text.get(bytes, from, some);
    return some;
  }

  private boolean fill() throws IOException {
    if (!packed.hasRemaining() && !over) {
      int read = in.read(taken);
      over = read < 0;
      packed.clear().put(taken, 0, Math.max(read, 0)).flip();
    }
    int before = packed.remaining();
    text.clear();
    try {
      boolean whole = context.decompressDirectByteBufferStream(text, packed);
      if (packed.remaining() < before || text.position() > 0) {
        withinFrame = !whole;
      }
    } catch (ZstdException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      text.flip();
    }
    if (over && withinFrame && !text.hasRemaining()) {
      throw new EOFException("a frame ends too early");
    }
    return !over || text.hasRemaining();
  }

  @Override
  public void close() throws IOException {
    context.close();
    in.close();
  }
}
