package io.howdah.query.http;

import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.howdah.query.ViewReader;
import io.howdah.view.AsyncViews;
import io.howdah.view.Catalog;
import io.howdah.view.ViewDefinition;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A reader for every view that is asked for. What a view is, is read again every few seconds: views
 * are created, dropped and made anew.
 */
final class OpenViews {
  private static final Duration REFRESH = Duration.ofSeconds(5);
  private static final Duration UNUSED = Duration.ofMinutes(10);
  private static final int MOST = 1_000;

  private final AsyncViews views;
  private final ViewReader.Options options;
  private final AsyncLoadingCache<String, Opened> opened;

  private record Opened(ViewDefinition definition, ViewReader reader) {}

  OpenViews(AsyncViews views, ViewReader.Options options) {
    this.views = views;
    this.options = options;
    this.opened =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(UNUSED)
            .refreshAfterWrite(REFRESH)
            .buildAsync(new Loader());
  }

  /** Fails with {@link NoSuchViewException} if there is no such view. */
  CompletableFuture<ViewReader> reader(String view) {
    return opened
        .get(view)
        .thenApply(
            found -> {
              if (found == null) {
                throw new NoSuchViewException(view);
              }
              return found.reader();
            });
  }

  /** Null, which is not kept, stands for a view that is not there. */
  private final class Loader implements AsyncCacheLoader<String, Opened> {
    @Override
    public CompletableFuture<Opened> asyncLoad(String view, Executor executor) {
      return views.catalog().view(view).thenApply(entry -> entry.map(this::open).orElse(null));
    }

    @Override
    public CompletableFuture<Opened> asyncReload(String view, Opened before, Executor executor) {
      return views
          .catalog()
          .view(view)
          .thenApply(entry -> entry.map(now -> reopen(now, before)).orElse(null));
    }

    private Opened reopen(Catalog.Entry now, Opened before) {
      return now.view().equals(before.definition()) ? before : open(now);
    }

    private Opened open(Catalog.Entry entry) {
      return new Opened(entry.view(), ViewReader.open(views, entry.view(), options));
    }
  }
}
