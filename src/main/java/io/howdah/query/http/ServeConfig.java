package io.howdah.query.http;

import io.howdah.query.NearCacheBounds;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How the views are served.
 *
 * @param address to listen on
 * @param port to listen on; 0 for any that is free
 * @param maxRequests that are worked on at once; one more is answered 429
 * @param maxKeys of one lookup, and rows of one scan
 * @param maxBodyBytes of a request
 * @param timeLimit of one exchange, from the request's head to the answer's last byte
 * @param nearCache bounds of the answers kept in memory; empty for none
 * @param tls certificate and key; empty for plain HTTP
 * @param token that clients must bear; empty for none
 * @param hosts names in lower case that clients may call a server by that listens on loopback,
 *     besides localhost and the address: those of a proxy
 */
public record ServeConfig(
    InetAddress address,
    int port,
    int maxRequests,
    int maxKeys,
    int maxBodyBytes,
    Duration timeLimit,
    Optional<NearCacheBounds> nearCache,
    Optional<Tls> tls,
    Optional<String> token,
    Set<String> hosts) {
  public ServeConfig {
    hosts = Set.copyOf(hosts);
  }

  /**
   * Where the server's certificate and key are.
   *
   * @param keystore PKCS #12
   * @param password of the keystore and its key
   */
  public record Tls(Path keystore, String password) {
    @Override
    public String toString() {
      return "Tls[keystore=" + keystore + "]";
    }
  }

  /** True if others on the network could read along. */
  public boolean isPlainAndPublic() {
    return tls.isEmpty() && !address.isLoopbackAddress();
  }

  @Override
  public String toString() {
    // the token is nobody's business
    return "ServeConfig[" + address.getHostAddress() + ":" + port + "]";
  }
}
