package io.howdah.query.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;

/** One connection of a client that sends what no well-behaved one would. */
final class RawHttp implements AutoCloseable {
  private final Socket socket;

  /** What came back: the status, and all that followed the head. */
  record Response(int status, String head, String body) {}

  RawHttp(URI server) throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout(20_000);
  }

  /** One request on a connection of its own. */
  static Response once(URI server, String method, String target, byte[] body) throws IOException {
    try (RawHttp client = new RawHttp(server)) {
      client.send(
          method
              + " "
              + target
              + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: "
              + body.length
              + "\r\n\r\n");
      client.send(body);
      return client.response();
    }
  }

  void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  private void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Everything until the server closes the connection. */
  Response response() throws IOException {
    String all = new String(readToEnd(), UTF_8);
    if (!all.startsWith("HTTP/1.1 ")) {
      return new Response(0, "", all);
    }
    int end = all.indexOf("\r\n\r\n");
    return new Response(
        Integer.parseInt(all.substring(9, 12)), all.substring(0, end), all.substring(end + 4));
  }

  /** Everything until the connection ends, one way or the other. */
  byte[] readToEnd() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    byte[] part = new byte[8192];
    try {
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        all.write(part, 0, n);
      }
    } catch (java.net.SocketException e) {
      // reset: the server cut the connection off
      return all.toByteArray();
    }
    return all.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
