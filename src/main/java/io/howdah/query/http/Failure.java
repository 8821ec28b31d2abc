package io.howdah.query.http;

import io.howdah.query.NothingPublishedException;
import io.howdah.view.CatalogException;
import io.howdah.view.CatalogRowException;
import io.howdah.view.HBase;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told of an error: one line, and nothing of what lies behind it. */
final class Failure {
  private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

  private Failure() {}

  /** Of what is thrown while the request itself is read: there it is the client's fault. */
  static Reply ofRequest(RuntimeException thrown) {
    return thrown instanceof IllegalArgumentException
        ? Reply.error(400, thrown.getMessage())
        : reply(thrown);
  }

  /** Of what is thrown while it is answered: whatever is wrong there, the client did it not. */
  static Reply reply(Throwable thrown) {
    Throwable error =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (error instanceof NoSuchViewException) {
      return Reply.error(404, error.getMessage());
    }
    if (error instanceof NothingPublishedException) {
      return Reply.error(409, error.getMessage());
    }
    if (error instanceof CatalogException) {
      // what a newer Howdah wrote
      return Reply.error(501, error.getMessage());
    }
    if (error instanceof CatalogRowException) {
      LOG.warn("{}", error.getMessage());
      return Reply.error(500, error.getMessage());
    }
    Optional<String> table = HBase.tableProblem(error);
    if (table.isPresent()) {
      LOG.warn("{}", table.get());
      return Reply.error(500, table.get());
    }
    if (error instanceof IOException || error instanceof TimeoutException) {
      LOG.warn("HBase did not answer: {}", error.toString());
      return Reply.error(503, "Cannot read from HBase at the moment; try again");
    }
    LOG.error("a request failed", error);
    return Reply.error(500, "Failed to answer: see the server's log");
  }
}
