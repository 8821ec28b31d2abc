package io.howdah.query.http;

import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.xnio.channels.StreamSourceChannel;

/**
 * A request's body as it comes, in pieces: what a client says that it will send takes no memory,
 * only what it has sent. One thread, the connection's own, reads it.
 */
final class Body {
  private static final int PIECE_BYTES = 8 * 1024;

  private final HttpServerExchange exchange;
  private final Intake intake;
  private final Consumer<byte[]> whole;
  private final Consumer<Reply> refused;
  private final List<ByteBuffer> pieces = new ArrayList<>();

  /** What comes next. */
  private enum Next {
    MORE,
    END,
    TOO_LARGE,
    BROKEN
  }

  /**
   * @param whole takes the body when it is there
   * @param refused takes what the client is told instead
   */
  Body(
      HttpServerExchange exchange, Intake intake, Consumer<byte[]> whole, Consumer<Reply> refused) {
    this.exchange = exchange;
    this.intake = intake;
    this.whole = whole;
    this.refused = refused;
  }

  /** Reads what is there, and the rest when it comes. */
  void read() {
    if (exchange.getRequestContentLength() > intake.maxBodyBytes()) {
      end(Next.TOO_LARGE);
      return;
    }
    if (exchange.isRequestComplete()) {
      end(Next.END);
      return;
    }
    StreamSourceChannel channel = exchange.getRequestChannel();
    Next next = readFrom(channel);
    if (next == Next.MORE) {
      channel.getReadSetter().set(this::readMore);
      channel.resumeReads();
    } else {
      end(next);
    }
  }

  private void readMore(StreamSourceChannel channel) {
    Next next = readFrom(channel);
    if (next != Next.MORE) {
      channel.suspendReads();
      Connectors.executeRootHandler(exchange -> end(next), exchange);
    }
  }

  private Next readFrom(StreamSourceChannel channel) {
    try {
      while (true) {
        int read = channel.read(room());
        if (read <= 0) {
          return read == 0 ? Next.MORE : Next.END;
        }
        if (length() > intake.maxBodyBytes()) {
          return Next.TOO_LARGE;
        }
      }
    } catch (IOException e) {
      return Next.BROKEN;
    }
  }

  /** Where the next bytes go. */
  private ByteBuffer room() {
    if (pieces.isEmpty() || !pieces.get(pieces.size() - 1).hasRemaining()) {
      pieces.add(ByteBuffer.allocate(PIECE_BYTES));
      intake.connections().arrived(exchange, (long) pieces.size() * PIECE_BYTES);
    }
    return pieces.get(pieces.size() - 1);
  }

  private int length() {
    return pieces.isEmpty()
        ? 0
        : pieces.size() * PIECE_BYTES - pieces.get(pieces.size() - 1).remaining();
  }

  private void end(Next next) {
    byte[] body = next == Next.END ? joined() : null;
    drop();
    switch (next) {
      case END -> whole.accept(body);
      case TOO_LARGE ->
          refused.accept(
              Reply.error(
                  413,
                  "Invalid body: too large (must be at most " + intake.maxBodyBytes() + " bytes)"));
      default -> refused.accept(Reply.error(400, "Failed to read the body"));
    }
  }

  private byte[] joined() {
    ByteBuffer body = ByteBuffer.allocate(length());
    pieces.forEach(piece -> body.put(piece.flip()));
    return body.array();
  }

  /** Forgets what has come. */
  void drop() {
    pieces.clear();
  }
}
