package io.howdah.query.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.net.SocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * The connections, and which of them go when there are too many: those on which the server waits
 * for the client (to ask, to send the rest of its request, to read its answer), the one that has
 * kept it waiting longest first. One whose request is whole and is being answered stays.
 *
 * <p>Answers wait in memory for their readers. Together they may have so many bytes; beyond that
 * the reader that has kept its answer waiting longest is cut off.
 */
final class Connections {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  private final int most;
  private final long mostUnsent;

  /** By the client's address, the longest waited for first. */
  private final Map<SocketAddress, Held> held = new LinkedHashMap<>();

  private long unsent;

  /**
   * @param working true while its request is answered
   * @param unsent bytes of an answer that is under way
   */
  private record Held(StreamConnection connection, boolean working, long unsent) {}

  /**
   * @param most connections at once
   * @param mostUnsent bytes of answers that wait to be read
   */
  Connections(int most, long mostUnsent) {
    this.most = most;
    this.mostUnsent = mostUnsent;
  }

  /** A client has connected. */
  synchronized void opened(StreamConnection connection) {
    SocketAddress client = connection.getPeerAddress();
    if (client == null) {
      return; // it is gone already
    }
    forget(client);
    held.put(client, new Held(connection, false, 0));
    if (held.size() > most) {
      for (Iterator<Held> all = held.values().iterator(); all.hasNext(); ) {
        Held one = all.next();
        if (!one.connection().isOpen()) {
          unsent -= one.unsent();
          all.remove();
        }
      }
    }
    if (held.size() > most) {
      cutOffFirst(client, one -> !one.working());
    }
  }

  /** Tells when a connection waits for its client again. */
  HttpHandler watched(HttpHandler next) {
    return exchange -> {
      is(exchange, false, 0);
      exchange.addExchangeCompleteListener(
          (done, then) -> {
            is(done, false, 0);
            then.proceed();
          });
      next.handleRequest(exchange);
    };
  }

  /** Its request is whole and is answered from now on. */
  void working(HttpServerExchange exchange) {
    is(exchange, true, 0);
  }

  /** Its answer is there and waits for the client to read it. */
  void answering(HttpServerExchange exchange, long bytes) {
    is(exchange, false, bytes);
  }

  private synchronized void is(HttpServerExchange exchange, boolean working, long bytes) {
    SocketAddress client = exchange.getConnection().getPeerAddress();
    StreamConnection connection = client == null ? null : forget(client);
    if (connection == null || !connection.isOpen()) {
      return;
    }
    held.put(client, new Held(connection, working, bytes));
    unsent += bytes;
    while (unsent > mostUnsent && cutOffFirst(client, one -> one.unsent() > 0)) {
      LOG.warn("answers of {} bytes wait to be read (must be <= {})", unsent, mostUnsent);
    }
  }

  private StreamConnection forget(SocketAddress client) {
    Held before = held.remove(client);
    if (before == null) {
      return null;
    }
    unsent -= before.unsent();
    return before.connection();
  }

  /** False if there is none but the client's own. */
  private boolean cutOffFirst(SocketAddress butFor, Predicate<Held> which) {
    for (Map.Entry<SocketAddress, Held> one : held.entrySet()) {
      if (which.test(one.getValue()) && !one.getKey().equals(butFor)) {
        StreamConnection connection = one.getValue().connection();
        forget(one.getKey());
        LOG.info("cut off {}, which kept the server waiting longest", one.getKey());
        connection.getIoThread().execute(() -> IoUtils.safeClose(connection));
        return true;
      }
    }
    return false;
  }
}
