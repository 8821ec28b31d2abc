package io.howdah.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Lookups over one connection that is kept open, with as little work as possible: a client of one's
 * own choice is no part of what is measured.
 */
final class LeanHttpClient implements AutoCloseable {
  private static final byte[] LENGTH = bytes("\r\nContent-Length: ");
  private static final byte[] HEAD_END = bytes("\r\n\r\n");
  private static final int TIME_LIMIT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] request;
  private final int keyStart;
  private final byte[] response = new byte[16 * 1024];

  /** For keys of {@link BenchData#key}, which are all of one length. */
  LeanHttpClient(URI server, String view) throws IOException {
    socket = new Socket(InetAddress.getByName(server.getHost()), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIME_LIMIT_MILLIS);
    in = socket.getInputStream();
    out = socket.getOutputStream();
    String path = "GET /api/v1/views/" + view + "/rows/";
    String rest = " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n";
    keyStart = path.length();
    request = bytes(path + BenchData.key(0) + rest);
  }

  /** True if the answer is 200. */
  boolean isFound(String key) throws IOException {
    System.arraycopy(bytes(key), 0, request, keyStart, key.length());
    out.write(request);
    int size = 0;
    int end = Integer.MAX_VALUE;
    while (size < end) {
      int read = in.read(response, size, response.length - size);
      if (read < 0) {
        throw new IOException("Cannot read: the server closed the connection");
      }
      size += read;
      int headEnd = indexOf(HEAD_END, size);
      if (headEnd >= 0) {
        end = headEnd + HEAD_END.length + length(headEnd);
      }
    }
    return response[9] == '2';
  }

  private int length(int headEnd) throws IOException {
    int at = indexOf(LENGTH, headEnd);
    if (at < 0) {
      throw new IOException("Cannot find Content-Length");
    }
    int length = 0;
    for (int i = at + LENGTH.length; response[i] >= '0' && response[i] <= '9'; i++) {
      length = length * 10 + response[i] - '0';
    }
    return length;
  }

  private int indexOf(byte[] what, int size) {
    for (int i = 0; i + what.length <= size; i++) {
      int j = 0;
      while (j < what.length && response[i + j] == what[j]) {
        j++;
      }
      if (j == what.length) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
