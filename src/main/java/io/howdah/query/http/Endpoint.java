package io.howdah.query.http;

import java.util.concurrent.CompletableFuture;

/** Answers the requests of one route, and holds no thread while HBase works. */
interface Endpoint {
  /**
   * The answer; a failure of the future, or an exception, becomes a reply by {@link Failure}. What
   * the client may have got wrong is looked at first, and thrown as an IllegalArgumentException;
   * what is wrong later is the server's fault.
   *
   * @param call whole, its body included
   */
  CompletableFuture<Reply> answer(Call call);
}
