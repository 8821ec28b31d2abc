package io.howdah.query.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.resource.ClassPathResourceManager;
import io.undertow.server.handlers.resource.ResourceHandler;

/** The page for the browser: {@code /} and its files below {@code /page}. */
final class Page {
  private static final String FOLDER = "io/howdah/query/http/page";
  private static final String START = "index.html";
  private static final String NAME = "[a-z][a-z.-]*";

  private final ResourceHandler files =
      new ResourceHandler(new ClassPathResourceManager(Page.class.getClassLoader(), FOLDER))
          .setWelcomeFiles()
          .setDirectoryListingEnabled(false);

  /** Serves the page itself. */
  void start(HttpServerExchange exchange) throws Exception {
    serve(START, exchange);
  }

  /** Serves a file of the page: they all lie in one folder. */
  void file(HttpServerExchange exchange) throws Exception {
    serve(exchange.getAttachment(Call.HEAD).path().get("file"), exchange);
  }

  private void serve(String file, HttpServerExchange exchange) throws Exception {
    if (!file.matches(NAME)) {
      EndpointHandler.send(exchange, Reply.error(404, "Cannot find " + exchange.getRequestURI()));
      return;
    }
    exchange.setRelativePath("/" + file);
    files.handleRequest(exchange);
  }
}
