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
 * <p>Answers wait in memory for their readers, and bodies for the rest of them. Each of the two may
 * have so many bytes together; beyond that the client that has kept the server waiting longest for
 * a thing of that kind is cut off.
 */
final class Connections {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  private final int most;
  private final long mostArrived;
  private final long mostUnsent;

  /** By the client's address, the longest waited for first. */
  private final Map<SocketAddress, Held> held = new LinkedHashMap<>();

  private long arrived;
  private long unsent;

  /**
   * @param working true while its request is answered
   * @param arrived bytes of a body that is under way
   * @param unsent bytes of an answer that is under way
   */
  private record Held(StreamConnection connection, boolean working, long arrived, long unsent) {}

  /**
   * @param most connections at once
   * @param mostArrived bytes of bodies that are not whole
   * @param mostUnsent bytes of answers that wait to be read
   */
  Connections(int most, long mostArrived, long mostUnsent) {
    this.most = most;
    this.mostArrived = mostArrived;
    this.mostUnsent = mostUnsent;
  }

  /** A client has connected. */
  synchronized void opened(StreamConnection connection) {
    SocketAddress client = connection.getPeerAddress();
    if (client == null) {
      return; // it is gone already
    }
    forget(client);
    held.put(client, new Held(connection, false, 0, 0));
    if (held.size() > most) {
      for (Iterator<Held> all = held.values().iterator(); all.hasNext(); ) {
        Held one = all.next();
        if (!one.connection().isOpen()) {
          count(one, -1);
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

  /** So much of its body has come; it has kept the server waiting since its head all the same. */
  synchronized void arrived(HttpServerExchange exchange, long bytes) {
    SocketAddress client = exchange.getConnection().getPeerAddress();
    Held before = client == null ? null : held.get(client);
    if (before == null || !before.connection().isOpen()) {
      return;
    }
    Held now = new Held(before.connection(), false, bytes, 0);
    held.replace(client, now);
    count(before, -1);
    count(now, 1);
    while (arrived > mostArrived && cutOffFirst(client, one -> one.arrived() > 0)) {
      LOG.warn("bodies of {} bytes are under way (must be <= {})", arrived, mostArrived);
    }
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
    Held now = new Held(connection, working, 0, bytes);
    held.put(client, now);
    count(now, 1);
    while (unsent > mostUnsent && cutOffFirst(client, one -> one.unsent() > 0)) {
      LOG.warn("answers of {} bytes wait to be read (must be <= {})", unsent, mostUnsent);
    }
  }

  private StreamConnection forget(SocketAddress client) {
    Held before = held.remove(client);
    if (before == null) {
      return null;
    }
    count(before, -1);
    return before.connection();
  }

  private void count(Held one, int times) {
    arrived += times * one.arrived();
    unsent += times * one.unsent();
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
