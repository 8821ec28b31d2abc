package io.howdah.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.query.Answer;
import io.howdah.query.AnswerJson;
import io.howdah.record.RecordKey;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Answers by key: one, many, those of a prefix. */
final class LookupEndpoints {
  private static final int USUAL_ROWS = 100;

  private final OpenViews views;
  private final int maxKeys;

  /**
   * @param maxKeys of one lookup, and rows of one scan
   */
  LookupEndpoints(OpenViews views, int maxKeys) {
    this.views = views;
    this.maxKeys = maxKeys;
  }

  /** {@code GET …/rows/{key}}: 200 with a prediction, 404 without. */
  CompletableFuture<Reply> one(Call call) {
    String key = call.path("key");
    boolean layers = call.flag("layers");
    RecordKey.require(key);
    return views
        .reader(call.path("view"))
        .thenCompose(reader -> reader.layeredAsync(key))
        .thenApply(
            found ->
                Reply.json(
                    found.answer().found() ? 200 : 404,
                    json -> {
                      if (layers) {
                        AnswerJson.write(found, json);
                      } else {
                        AnswerJson.write(found.answer(), json);
                      }
                    }));
  }

  /** {@code POST …/lookup}: answers in the keys' order, found or not. */
  CompletableFuture<Reply> many(Call call) {
    List<String> keys = KeyList.parse(call.body(), maxKeys);
    keys.forEach(RecordKey::require);
    return views
        .reader(call.path("view"))
        .thenCompose(reader -> reader.lookupAsync(keys))
        .thenApply(answers -> Reply.object(json -> write(answers, json)));
  }

  /** {@code GET …/rows}: those whose keys begin with {@code prefix}, a page at a time. */
  CompletableFuture<Reply> scan(Call call) {
    String prefix = call.query("prefix").orElse("");
    String after = call.query("after").orElse("");
    int limit = call.whole("limit", 1, maxKeys, Math.min(USUAL_ROWS, maxKeys));
    Stream.of(prefix, after).filter(key -> !key.isEmpty()).forEach(RecordKey::require);
    return views
        .reader(call.path("view"))
        .thenCompose(reader -> reader.scanAsync(prefix, after, limit))
        .thenApply(
            answers ->
                Reply.object(
                    json -> {
                      write(answers, json);
                      if (answers.size() == limit) {
                        json.writeStringField("next", answers.get(limit - 1).key());
                      }
                    }));
  }

  private static void write(List<Answer> answers, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("answers");
    for (Answer answer : answers) {
      AnswerJson.write(answer, json);
    }
    json.writeEndArray();
  }
}
