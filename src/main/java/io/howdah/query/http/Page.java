package io.howdah.query.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.resource.ClassPathResourceManager;
import io.undertow.server.handlers.resource.ResourceHandler;

/** The page for the browser: {@code /} and its files below {@code /page}. */
final class Page {
  private static final String FOLDER = "io/howdah/query/http/page";
  private static final String START = "/index.html";

  private final ResourceHandler files =
      new ResourceHandler(new ClassPathResourceManager(Page.class.getClassLoader(), FOLDER))
          .setWelcomeFiles()
          .setDirectoryListingEnabled(false);

  HttpHandler files() {
    return files;
  }

  /** Serves the page itself, whatever the path is. */
  void start(HttpServerExchange exchange) throws Exception {
    exchange.setRelativePath(START);
    files.handleRequest(exchange);
  }
}
