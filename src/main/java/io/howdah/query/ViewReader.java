package io.howdah.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.howdah.record.RecordKey;
import io.howdah.record.Utf8;
import io.howdah.view.AsyncCatalog;
import io.howdah.view.AsyncViewTable;
import io.howdah.view.AsyncViews;
import io.howdah.view.CatalogException;
import io.howdah.view.CatalogRowException;
import io.howdah.view.Listed;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewRow;
import io.howdah.view.ViewTable;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads one view from any number of threads: the layers are merged as {@link LayerMerge} says. A
 * publication or a rollback is followed within the refresh time, and at once where a key is not
 * found. The asynchronous forms hold no thread; their futures are completed by HBase's own threads,
 * which must not be blocked.
 */
public final class ViewReader implements AutoCloseable {
  /** HBase has so long for one read. */
  public static final Duration LIMIT = Duration.ofSeconds(10);

  /** Keys that a slow cluster reads within the limit, too. */
  private static final int AT_A_TIME = 250;

  /** A publication is followed within this time, unless told otherwise. */
  public static final Duration REFRESH = Duration.ofSeconds(1);

  private final AutoCloseable owned;
  private final AsyncCatalog catalog;
  private final ViewDefinition view;
  private final AsyncViewTable table;
  private final LayerMerge merge;
  private final PublishedVersion published;
  private final Map<Long, String> models = new ConcurrentHashMap<>();
  private final Cache<String, Row> near;

  /** One key's layers and the version in whose time ranges they were read. */
  private record Row(String key, long version, ViewRow layers) {}

  /**
   * An answer and what it was merged from.
   *
   * @param answer merged
   * @param layers what each layer holds
   */
  public record Layered(Answer answer, ViewRow layers) {}

  /**
   * How to read.
   *
   * @param refresh a publication is followed within this time
   * @param near bounds of the near cache; empty for none
   * @param clock that ages are judged by
   */
  public record Options(Duration refresh, Optional<NearCacheBounds> near, Clock clock) {
    /** Refreshed each second, without a near cache. */
    public static Options standard() {
      return new Options(REFRESH, Optional.empty(), Clock.systemUTC());
    }

    /** The same with a near cache. */
    public Options with(NearCacheBounds bounds) {
      return new Options(refresh, Optional.of(bounds), clock);
    }
  }

  private ViewReader(AsyncViews views, ViewDefinition view, Options options, AutoCloseable owned) {
    this.owned = owned;
    this.catalog = views.catalog();
    this.view = view;
    this.table = views.table(view);
    this.merge = new LayerMerge(view, options.clock());
    this.published = new PublishedVersion(catalog, view.name(), options.refresh());
    this.near =
        options
            .near()
            .map(
                bounds ->
                    Caffeine.newBuilder()
                        .maximumSize(bounds.rows())
                        .expireAfterWrite(bounds.age())
                        .<String, Row>build())
            .orElse(null);
  }

  /**
   * Connects to HBase and opens a view; {@link #close} disconnects.
   *
   * @throws IOException if HBase does not answer, or there is no such view
   */
  public static ViewReader open(Configuration conf, String view, Options options)
      throws IOException {
    AsyncViews views = AsyncViews.connect(conf, LIMIT);
    try {
      return new ViewReader(views, await(views.catalog().existing(view)), options, views);
    } catch (IOException | RuntimeException e) {
      views.close();
      throw e;
    }
  }

  /** Opens a view over a connection that others use too; {@link #close} leaves it open. */
  public static ViewReader open(AsyncViews views, ViewDefinition view, Options options) {
    return new ViewReader(views, view, options, () -> {});
  }

  /**
   * Looks one key up.
   *
   * @throws IllegalArgumentException if the key is empty or over 32,767 bytes
   * @throws NothingPublishedException if nothing is published
   */
  public Answer lookup(String key) throws IOException {
    return await(lookupAsync(key));
  }

  /** Looks many keys up with one multi-get; answers in the keys' order. */
  public List<Answer> lookup(List<String> keys) throws IOException {
    return await(lookupAsync(keys));
  }

  /** Looks any number of keys up, some hundred at a time; answers in the keys' order. */
  public List<Answer> lookupAll(List<String> keys) throws IOException {
    List<Answer> answers = new ArrayList<>(keys.size());
    for (int from = 0; from < keys.size(); from += AT_A_TIME) {
      answers.addAll(lookup(keys.subList(from, Math.min(from + AT_A_TIME, keys.size()))));
    }
    return answers;
  }

  /** The answers of the keys with that prefix, in the order of their bytes; found or not. */
  public List<Answer> scan(String prefix, int limit) throws IOException {
    return await(scanAsync(prefix, "", limit));
  }

  /** {@link #lookup(String)} without waiting. */
  public CompletableFuture<Answer> lookupAsync(String key) {
    return layeredAsync(key).thenApply(Layered::answer);
  }

  /** {@link #lookup(String)} with what each layer holds, without waiting. */
  public CompletableFuture<Layered> layeredAsync(String key) {
    byte[] bytes = RecordKey.bytes(key);
    Row kept = near == null ? null : near.getIfPresent(key);
    return (kept != null ? CompletableFuture.completedFuture(kept) : row(key, bytes))
        .thenCompose(
            row ->
                withModels(List.of(row))
                    .thenApply(ready -> new Layered(answer(row), row.layers())));
  }

  private CompletableFuture<Row> row(String key, byte[] bytes) {
    return published
        .recent()
        .thenCompose(
            version ->
                table
                    .read(bytes, version)
                    .thenCompose(
                        layers ->
                            isMissing(layers)
                                ? again(key, bytes, version, layers)
                                : CompletableFuture.completedFuture(layers(key, version, layers))));
  }

  /** The version may have been taken back since it was read. */
  private CompletableFuture<Row> again(String key, byte[] bytes, long version, ViewRow layers) {
    return published
        .now()
        .thenCompose(
            now ->
                now == version
                    ? CompletableFuture.completedFuture(layers(key, version, layers))
                    : table.read(bytes, now).thenApply(row -> layers(key, now, row)));
  }

  private Row layers(String key, long version, ViewRow layers) {
    Row row = new Row(key, version, layers);
    if (near != null && !isMissing(layers)) {
      near.put(key, row);
    }
    return row;
  }

  private static boolean isMissing(ViewRow row) {
    return row.batch().isEmpty() && row.speed().isEmpty();
  }

  /** {@link #lookup(List)} without waiting. */
  public CompletableFuture<List<Answer>> lookupAsync(List<String> keys) {
    List<byte[]> bytes = keys.stream().map(RecordKey::bytes).toList();
    if (keys.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    return published
        .recent()
        .thenCompose(
            version ->
                rows(keys, bytes, version)
                    .thenCompose(
                        rows ->
                            rows.stream().noneMatch(row -> isMissing(row.layers()))
                                ? CompletableFuture.completedFuture(rows)
                                : published
                                    .now()
                                    .thenCompose(
                                        now ->
                                            now.equals(version)
                                                ? CompletableFuture.completedFuture(rows)
                                                : rows(keys, bytes, now))))
        .thenCompose(this::answers);
  }

  private CompletableFuture<List<Row>> rows(List<String> keys, List<byte[]> bytes, long version) {
    return table
        .read(bytes, version)
        .thenApply(
            layers -> {
              List<Row> rows = new ArrayList<>(keys.size());
              for (int i = 0; i < keys.size(); i++) {
                rows.add(layers(keys.get(i), version, layers.get(i)));
              }
              return rows;
            });
  }

  /**
   * {@link #scan} without waiting.
   *
   * @param after the key to go on behind; empty to begin with the first
   */
  public CompletableFuture<List<Answer>> scanAsync(String prefix, String after, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("Invalid limit: " + limit + " (must be >= 1)");
    }
    byte[] from = prefix.isEmpty() ? new byte[0] : RecordKey.bytes(prefix);
    byte[] behind = after.isEmpty() ? new byte[0] : RecordKey.bytes(after);
    return published
        .recent()
        .thenCompose(
            version ->
                table
                    .scan(from, behind, limit, version)
                    .thenApply(
                        found ->
                            found.stream()
                                .map(row -> new Row(text(row.key()), version, row.row()))
                                .toList()))
        .thenCompose(this::answers);
  }

  /** With a replacement character in it, it would be another key, and a scan go on elsewhere. */
  private String text(byte[] row) {
    return Utf8.text(row, 0, row.length)
        .orElseThrow(
            () ->
                new CompletionException(
                    new IOException(
                        "Invalid row key in view "
                            + view.name()
                            + ": not UTF-8, so nobody can look it up (delete the row in the HBase"
                            + " shell: deleteall '"
                            + view.name()
                            + "', \""
                            + ViewTable.shellText(row)
                            + "\")")));
  }

  private CompletableFuture<List<Answer>> answers(List<Row> rows) {
    return withModels(rows).thenApply(ready -> rows.stream().map(this::answer).toList());
  }

  private Answer answer(Row row) {
    return merge.answer(
        row.key(), row.version(), row.layers(), version -> models.getOrDefault(version, ""));
  }

  /** Completes when the models behind the rows' batch versions are known. */
  private CompletableFuture<Void> withModels(List<Row> rows) {
    List<Long> unknown =
        rows.stream()
            .flatMap(row -> row.layers().batch().stream())
            .map(ViewRow.Layer::timestamp)
            .filter(version -> !models.containsKey(version))
            .distinct()
            .toList();
    return CompletableFuture.allOf(
        unknown.stream()
            .map(
                version ->
                    catalog
                        .version(view.name(), version)
                        // one that cannot be read may be repaired: it is looked at again
                        .thenAccept(
                            found ->
                                found
                                    .flatMap(Listed::value)
                                    .map(ViewVersion::model)
                                    .ifPresent(model -> models.put(version, model))))
            .toArray(CompletableFuture[]::new));
  }

  private static <T> T await(CompletableFuture<T> answer) throws IOException {
    try {
      return answer.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof NothingPublishedException nothing) {
        throw nothing;
      }
      if (cause instanceof CatalogException refusal) {
        throw refusal;
      }
      if (cause instanceof CatalogRowException row) {
        throw row;
      }
      throw new IOException("Failed to read from HBase: " + cause.getMessage(), cause);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      owned.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("Failed to close the connection", e);
    }
  }
}
