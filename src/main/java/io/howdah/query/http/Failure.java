package io.howdah.query.http;

import io.howdah.query.NothingPublishedException;
import io.howdah.view.CatalogException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told of an error: one line, and nothing of what lies behind it. */
final class Failure {
  private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

  private Failure() {}

  static Reply reply(Throwable thrown) {
    Throwable error =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (error instanceof IllegalArgumentException) {
      return Reply.error(400, error.getMessage());
    }
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
    if (error instanceof IOException || error instanceof TimeoutException) {
      LOG.warn("HBase did not answer: {}", error.toString());
      return Reply.error(503, "Cannot read from HBase at the moment; try again");
    }
    LOG.error("a request failed", error);
    return Reply.error(500, "Failed to answer: see the server's log");
  }
}
