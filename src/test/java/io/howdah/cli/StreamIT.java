package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.local.SharedHBase;
import io.howdah.local.SharedKafka;
import io.howdah.model.SmallModel;
import io.howdah.query.Answer;
import io.howdah.view.Catalog;
import io.howdah.view.StreamReport;
import io.howdah.view.VersionState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events from a real Kafka into the speed view of a real HBase. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamIT {
  @TempDir static Path folder;

  private static SmallModel model;
  private static Configuration conf;
  private static String kafka;
  private static int views;
  private String view;
  private String topic;
  private long version;

  @BeforeAll
  static void startAll() throws Exception {
    model = new SmallModel(folder.resolve("model"));
    conf = SharedHBase.configuration();
    kafka = SharedKafka.address();
  }

  @BeforeEach
  void publishABatchView() throws Exception {
    view = "stream-" + ++views;
    topic = view + "-events";
    SharedKafka.createTopic(kafka, topic, 2);
    version = System.currentTimeMillis() - 60_000;
    score(model.path(), version);
  }

  private void score(String place, long asOf) throws IOException {
    Path input = folder.resolve(view + ".csv");
    Files.writeString(
        input, SmallModel.HEADER + "\nboth,1,2,red\nbatch-only,1,2,red\ngone,3,4,green\n");
    CommandResult.of(
            conf,
            "score",
            view,
            "--model",
            place,
            "--input",
            input.toUri().toString(),
            "--create",
            "full",
            "--as-of",
            Long.toString(asOf))
        .assertDone();
  }

  private CommandResult stream(String... more) {
    List<String> arguments = new ArrayList<>(List.of("stream", view, "--topic", topic));
    arguments.addAll(List.of("--bootstrap-servers", kafka, "--until-caught-up"));
    arguments.addAll(List.of(more));
    return CommandResult.of(conf, arguments.toArray(String[]::new));
  }

  private static String event(String line) {
    String[] fields = line.split(",", -1);
    return "{\"id\":\"%s\",\"x\":%s,\"y\":%s,\"colour\":\"%s\"}"
        .formatted(fields[0], fields[1], fields[2], fields[3]);
  }

  private void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = SharedKafka.producer(kafka)) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        producer.send(record).get(30, TimeUnit.SECONDS);
      }
    }
  }

  private ProducerRecord<byte[], byte[]> at(long time, String key, String value) {
    return new ProducerRecord<>(
        topic,
        null,
        time,
        key == null ? null : key.getBytes(UTF_8),
        value == null ? null : value.getBytes(UTF_8));
  }

  private Answer lookup(String key) throws Exception {
    Catalog catalog = new Catalog(SharedHBase.connection());
    return SharedHBase.reader(catalog.view(view)).lookup(key);
  }

  private static String label(String line) {
    float[] outputs = model.outputs(line);
    return outputs[0] > outputs[1] ? "no" : "yes";
  }

  @Test
  void anEventNewerThanTheVersionTakesOverAndALateOneDoesNot() throws Exception {
    send(
        List.of(
            at(version + 2_000, null, event("both,-5,9,green")),
            at(version + 1_000, null, event("both,7,7,red")),
            at(version - 1_000, null, event("batch-only,-5,9,green")),
            at(version + 1_000, null, event("fresh,2,2,red"))));

    CommandResult result = stream();

    result.assertDone();
    assertThat(result.err())
        .contains("done: 4 events, 3 predictions, 0 deletions, 0 dead letters, 1 outdated");
    Answer both = lookup("both");
    assertThat(both.source()).isEqualTo(Answer.Source.SPEED);
    assertThat(both.asOf()).isEqualTo(version + 2_000);
    assertThat(both.model()).isEqualTo("small:1");
    assertThat(both.fields()).containsEntry("label", label("both,-5,9,green"));
    assertThat(Float.parseFloat(both.fields().get("score")))
        .isEqualTo(
            Math.max(model.outputs("both,-5,9,green")[0], model.outputs("both,-5,9,green")[1]));
    assertThat(lookup("batch-only").source()).isEqualTo(Answer.Source.BATCH);
    assertThat(lookup("fresh").found()).isTrue();
  }

  @Test
  void theMarksAndTheAbortedEventsOfTransactionsLeaveNoLag() throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka, "transactional.id", topic, "linger.ms", "0");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(at(version + 1_000, null, event("both,-5,9,green"))).get(30, TimeUnit.SECONDS);
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(at(version + 2_000, null, event("fresh,7,7,red"))).get(30, TimeUnit.SECONDS);
      producer.abortTransaction();
    }
    String group = topic + "-group";

    CommandResult result = stream("--group", group);

    result.assertDone();
    assertThat(result.err()).contains("done: 1 event, 1 prediction, 0 deletions, 0 dead letters");
    assertThat(lookup("fresh").found()).as("an event that was aborted").isFalse();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      Map<TopicPartition, Long> ends = new HashMap<>();
      for (int partition = 0; partition < 2; partition++) {
        TopicPartition each = new TopicPartition(topic, partition);
        ends.put(
            each,
            admin
                .listOffsets(Map.of(each, OffsetSpec.latest()))
                .partitionResult(each)
                .get(30, TimeUnit.SECONDS)
                .offset());
      }
      Map<TopicPartition, Long> committed = new HashMap<>();
      admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get(30, TimeUnit.SECONDS)
          .forEach((partition, done) -> committed.put(partition, done.offset()));
      assertThat(committed).isEqualTo(ends);
      assertThat(ends.values()).anyMatch(end -> end > 1);
    }
    long lag = new Catalog(SharedHBase.connection()).streams().of(view).get(0).lag().orElseThrow();
    assertThat(lag).isZero();
  }

  @Test
  void eventsThatNobodyWillSeeAreCountedApartAndTimesInSecondsAreNamed() throws Exception {
    long seconds = version / 1000;
    send(
        List.of(
            at(seconds, null, event("both,-5,9,green")),
            at(seconds + 1, null, event("fresh,-5,9,green")),
            at(seconds + 2, "gone", null),
            at(version - 1, "gone", null),
            at(version + 1_000, null, event("both,7,7,red")),
            at(version + 1_000, "batch-only", null),
            at(version + 1_000, null, "no json")));

    CommandResult result = stream("--json");

    result.assertDone();
    assertThat(result.err())
        .contains(
            "done: 7 events, 1 prediction, 1 deletion, 1 dead letter, 4 outdated",
            "the times look like seconds, but must be milliseconds: multiply by 1000");
    JsonNode json = new ObjectMapper().readTree(result.out());
    assertThat(json.get("events").asLong()).isEqualTo(7);
    assertThat(json.get("predictions").asLong()).isEqualTo(1);
    assertThat(json.get("deletions").asLong()).isEqualTo(1);
    assertThat(json.get("outdated").asLong()).isEqualTo(4);
    assertThat(json.get("inSeconds").asLong()).isEqualTo(3);
    assertThat(json.get("deadLetters").asLong()).isEqualTo(1);
    Catalog catalog = new Catalog(SharedHBase.connection());
    StreamReport told = catalog.streams().of(view).get(0);
    assertThat(told.outdated()).isEqualTo(4);
    assertThat(told.inSeconds()).isEqualTo(3);
    assertThat(told.written()).isEqualTo(1);
    assertThat(told.newest()).hasValue(version + 1_000);
    assertThat(lookup("both").asOf()).isEqualTo(version + 1_000);
    assertThat(lookup("gone").found()).isTrue();
    assertThat(lookup("fresh").found()).isFalse();
  }

  @Test
  void anOutdatedEventIsSeenOnceItsVersionIsRolledBack() throws Exception {
    score(model.path(), version + 30_000);
    send(List.of(at(version + 10_000, null, event("both,7,7,red"))));

    CommandResult result = stream();

    assertThat(result.err()).contains("0 predictions, 0 deletions, 0 dead letters, 1 outdated");
    assertThat(lookup("both").source()).isEqualTo(Answer.Source.BATCH);
    CommandResult.of(conf, "view", "rollback", view).assertDone();
    assertThat(lookup("both").asOf()).isEqualTo(version + 10_000);
  }

  @Test
  void aNullValueHidesTheKeyUntilANewerEventOrVersion() throws Exception {
    send(
        List.of(
            at(version + 1_000, "gone", null),
            at(version + 1_000, "both", null),
            at(version + 2_000, "both", event("both,1,1,red"))));

    stream().assertDone();

    Answer gone = lookup("gone");
    assertThat(gone.found()).isFalse();
    assertThat(gone.deleted()).isTrue();
    assertThat(lookup("both").found()).isTrue();
    score(model.path(), version + 5_000);
    assertThat(lookup("gone").found()).isTrue();
  }

  @Test
  void badEventsAreDeadLettersWithTheirCauseAndPlace() throws Exception {
    String nested = "{\"id\":\"deep\",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    byte[] notUtf8 = event("X,1,1,red").getBytes(UTF_8);
    notUtf8[7] = (byte) 0xFF;
    long now = System.currentTimeMillis();
    List<ProducerRecord<byte[], byte[]>> bad =
        List.of(
            at(now, null, "no json"),
            at(now, null, "{\"id\":\"a\",\"x\":\"many\",\"y\":1,\"colour\":\"red\"}"),
            at(now, null, "{\"x\":1,\"y\":1,\"colour\":\"red\"}"),
            at(now, null, nested),
            new ProducerRecord<>(topic, null, now, null, notUtf8),
            at(now + 3_600_000, null, event("future,1,1,red")),
            at(now, null, event("oversized,1,1,red") + " ".repeat(300_000)),
            at(now, null, null));
    List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>(bad);
    all.add(4, at(now, null, event("good,1,1,red")));
    send(all);

    CommandResult result = stream("-D", "howdah.input.max-record-bytes=250000");

    result.assertDone();
    assertThat(result.err()).contains("done: 9 events, 1 prediction, 0 deletions, 8 dead letters");
    assertThat(lookup("good").found()).isTrue();
    assertThat(lookup("future").found()).isFalse();
    List<ConsumerRecord<byte[], byte[]>> letters = SharedKafka.read(kafka, topic + "-dead-letters");
    Map<String, Integer> causes = new TreeMap<>();
    letters.forEach(letter -> causes.merge(header(letter, "howdah.cause"), 1, Integer::sum));
    assertThat(causes)
        .containsEntry("MALFORMED_JSON", 1)
        .containsEntry("MALFORMED_TEXT", 1)
        .containsEntry("UNPARSABLE_NUMBER", 2)
        .containsEntry("EMPTY_KEY", 2)
        .containsEntry("INVALID_TIME", 1)
        .containsEntry("OVERSIZED_RECORD", 1);
    assertThat(letters)
        .allSatisfy(
            letter -> {
              assertThat(header(letter, "howdah.topic")).isEqualTo(topic);
              assertThat(header(letter, "howdah.partition")).matches("[01]");
              assertThat(header(letter, "howdah.offset")).matches("[0-9]+");
              assertThat(header(letter, "howdah.message")).isNotBlank();
            });
    assertThat(letters).extracting(letter -> letter.value() == null).contains(true, false);
  }

  @Test
  void valuesOfAnotherTypeAreDeadLetters() throws Exception {
    String tail = ",\"y\":1,\"colour\":\"red\"}";
    Map<String, String> bad =
        Map.ofEntries(
            Map.entry("{\"id\":{\"a\":\"b\"},\"x\":1" + tail, "MALFORMED_JSON"),
            Map.entry("{\"id\":[\"a\"],\"x\":1" + tail, "MALFORMED_JSON"),
            Map.entry("{\"id\":\"\\ud800\",\"x\":1" + tail, "MALFORMED_TEXT"),
            Map.entry("{\"id\":\"a\",\"x\":[1]" + tail, "UNPARSABLE_NUMBER"),
            Map.entry("{\"id\":\"a\",\"x\":{\"x\":1}" + tail, "UNPARSABLE_NUMBER"),
            Map.entry("{\"id\":\"a\",\"x\":\"1,5\"" + tail, "UNPARSABLE_NUMBER"),
            Map.entry("{\"id\":\"a\",\"x\":\"Infinity\"" + tail, "NON_FINITE_NUMBER"),
            Map.entry("{\"id\":\"a\",\"x\":1,\"y\":1,\"colour\":7}", "UNKNOWN_CATEGORY"),
            Map.entry("[{\"id\":\"a\"}]", "MALFORMED_JSON"),
            Map.entry("\"a\"", "MALFORMED_JSON"),
            Map.entry("null", "MALFORMED_JSON"),
            Map.entry("", "MALFORMED_JSON"));
    List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>();
    bad.keySet().forEach(value -> all.add(at(version + 1_000, null, value)));
    all.add(at(version + 1_000, null, "{\"id\":7,\"x\":true" + tail));
    send(all);

    CommandResult result = stream();

    result.assertDone();
    assertThat(result.err()).contains("done: 13 events, 1 prediction, 0 deletions, 12 dead");
    Map<String, String> causes = new TreeMap<>();
    SharedKafka.read(kafka, topic + "-dead-letters")
        .forEach(
            letter ->
                causes.put(new String(letter.value(), UTF_8), header(letter, "howdah.cause")));
    assertThat(causes).isEqualTo(bad);
    assertThat(lookup("7").fields()).containsEntry("label", label("7,1,1,red"));
  }

  @Test
  void whatABrokerWouldNotTakeIsADeadLetterAllTheSame() throws Exception {
    topic = view + "-lax";
    SharedKafka.createTopic(
        kafka,
        topic,
        1,
        Map.of(
            "max.message.bytes",
            "8000000",
            "message.timestamp.after.max.ms",
            Long.toString(Long.MAX_VALUE)));
    long now = System.currentTimeMillis();
    long tenYears = 315_360_000_000L;
    String large = "k".repeat(200_000);
    String long600 = "{\"id\":\"a\",\"x\":1,\"y\":1,\"colour\":\"" + "c".repeat(600_000) + "\"}";
    send(
        List.of(
            at(now, "a", "x".repeat(3_000_000)),
            at(now, large, "x".repeat(1_000_000)),
            at(now, large, null),
            at(now, null, long600),
            at(now + tenYears, null, event("future,1,1,red")),
            at(now + tenYears, "future", null),
            at(now - tenYears, null, "no json"),
            at(now, null, event("good,1,1,red"))));

    CommandResult result = stream();

    result.assertDone();
    assertThat(result.err()).contains("done: 8 events, 1 prediction, 0 deletions, 7 dead letters");
    assertThat(lookup("good").found()).isTrue();
    assertThat(lookup("future").found()).isFalse();
    Map<String, ConsumerRecord<byte[], byte[]>> letters = new TreeMap<>();
    SharedKafka.read(kafka, topic + "-dead-letters")
        .forEach(letter -> letters.put(header(letter, "howdah.offset"), letter));
    assertThat(letters.values())
        .extracting(letter -> header(letter, "howdah.cause"))
        .containsExactly(
            "OVERSIZED_RECORD",
            "MALFORMED_JSON",
            "OVERSIZED_KEY",
            "UNKNOWN_CATEGORY",
            "INVALID_TIME",
            "INVALID_TIME",
            "MALFORMED_JSON");
    assertThat(letters.get("0").value()).hasSize(900 * 1024);
    assertThat(header(letters.get("0"), "howdah.length")).isEqualTo("3000000");
    assertThat(letters.get("1").key()).hasSize(64 * 1024);
    assertThat(header(letters.get("1"), "howdah.key-length")).isEqualTo("200000");
    assertThat(letters.get("3").value()).isEqualTo(long600.getBytes(UTF_8));
    assertThat(header(letters.get("4"), "howdah.timestamp"))
        .isEqualTo(Long.toString(now + tenYears));
    assertThat(letters.values())
        .allSatisfy(letter -> assertThat(letter.timestamp()).isBetween(now, now + 120_000));
  }

  @Test
  void theCardsTimeMustBeOneThatAnEventCanHave() throws Exception {
    SmallModel timed = new SmallModel(folder.resolve(view + "-timed"));
    Path card = folder.resolve(view + "-timed").resolve("card.json");
    Files.writeString(
        card, Files.readString(card).replace("\"key\":\"id\"", "\"key\":\"id\",\"time\":\"at\""));
    List<String> times =
        List.of(
            "-1",
            "\"1969-12-31T23:59:59.999Z\"",
            "\"2999-01-01T00:00:00Z\"",
            "253402300800000",
            "\"+1000000000-12-31T23:59:59Z\"",
            "99999999999999999999",
            "1e12",
            "\"yesterday\"",
            "null");
    List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>();
    for (String time : times) {
      all.add(at(version + 1_000, null, at(event("both,1,1,red"), time)));
    }
    // the card's time counts, not Kafka's
    all.add(at(version + 9_000, null, at(event("good,1,1,red"), Long.toString(version + 2_000))));
    all.add(at(version + 9_000, null, at(event("early,1,1,red"), "0")));
    send(all);

    CommandResult result = stream("--model", timed.path());

    result.assertDone();
    assertThat(result.err())
        .contains("done: 11 events, 1 prediction, 0 deletions, 9 dead letters, 1 outdated");
    assertThat(SharedKafka.read(kafka, topic + "-dead-letters"))
        .extracting(letter -> header(letter, "howdah.cause"))
        .containsOnly("INVALID_TIME");
    assertThat(lookup("both").source()).isEqualTo(Answer.Source.BATCH);
    assertThat(lookup("good").asOf()).isEqualTo(version + 2_000);
    assertThat(lookup("early").found()).as("the version covers 1970").isFalse();
  }

  private static String at(String event, String time) {
    return event.substring(0, event.length() - 1) + ",\"at\":" + time + "}";
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  @Test
  void aSecondStreamGoesOnWhereTheFirstEnded() throws Exception {
    send(List.of(at(version + 1_000, null, event("a,1,1,red"))));
    assertThat(stream().err()).contains("done: 1 event,");
    assertThat(stream().err()).contains("done: 0 events");
    send(List.of(at(version + 2_000, null, event("b,1,1,red"))));
    assertThat(stream().err()).contains("done: 1 event,");
    assertThat(lookup("b").found()).isTrue();
  }

  @Test
  void theStreamSwitchesToTheModelOfANewlyPublishedVersion() throws Exception {
    SmallModel second = new SmallModel(folder.resolve("second"), 2);
    HowdahJvm jvm = new HowdahJvm(folder.resolve(view), conf);
    Process stream = jvm.start("stream", view, "--topic", topic, "--bootstrap-servers", kafka);
    try {
      send(List.of(at(version + 1_000, null, event("a,1,1,red"))));
      await(() -> lookup("a").model().equals("small:1"), jvm);

      score(second.path(), version + 5_000);
      await(() -> jvm.said().contains("switched from model small:1 to small:2"), jvm);
      send(List.of(at(version + 6_000, null, event("b,5,-2,green"))));
      await(() -> lookup("b").model().equals("small:2"), jvm);

      float[] outputs = second.outputs("b,5,-2,green");
      assertThat(Float.parseFloat(lookup("b").fields().get("score")))
          .isEqualTo(Math.max(outputs[0], outputs[1]));
      stream.destroy();
      assertThat(stream.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(jvm.said()).contains("done: 2 events, 2 predictions");
    } finally {
      stream.destroyForcibly();
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition, HowdahJvm jvm) throws Exception {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(jvm.said()).isLessThan(limit);
      Thread.sleep(50); // another process's work: nothing to wait on
    }
  }

  @Test
  void csvEventsNameTheirColumns() throws Exception {
    send(List.of(at(version + 1_000, null, "csv-key,1,1,red")));
    stream("--format", "csv", "--columns", SmallModel.HEADER).assertDone();
    assertThat(lookup("csv-key").found()).isTrue();
  }

  @Test
  void anUnknownTopicIsNamed() {
    CommandResult.of(conf, "stream", view, "--topic", "nowhere", "--bootstrap-servers", kafka)
        .assertFailed("Cannot find topic nowhere at " + kafka, "create it first");
  }

  @Test
  void aKafkaThatIsNotThereIsNamed() {
    CommandResult.of(conf, "stream", view, "--topic", "t", "--bootstrap-servers", "127.0.0.1:1")
        .assertFailed("Cannot reach Kafka at 127.0.0.1:1", "local start --with-kafka");
  }

  @Test
  void aViewWithNothingPublishedAsksForAModel() throws Exception {
    CommandResult.of(conf, "view", "create", view + "-empty", "--task", "classification")
        .assertDone();
    CommandResult.of(
            conf, "stream", view + "-empty", "--topic", topic, "--bootstrap-servers", kafka)
        .assertFailed("no version is published", "--model");
  }

  @Test
  void aModelOfAnotherTaskIsRefused() throws Exception {
    CommandResult.of(conf, "view", "create", view + "-other", "--task", "regression").assertDone();
    CommandResult.of(
            conf,
            "stream",
            view + "-other",
            "--topic",
            topic,
            "--bootstrap-servers",
            kafka,
            "--model",
            model.path())
        .assertFailed("it holds regression", "is for classification");
  }

  @Test
  void aModelThatIsNotThePublishedVersionsAnyMoreIsRefused() throws Exception {
    Path place = folder.resolve(view + "-model");
    score(new SmallModel(place).path(), version + 1_000);
    SmallModel replaced = new SmallModel(place, 2);

    CommandResult refused = stream();

    refused.assertFailed(
        "is no longer the one that scored version " + (version + 1_000),
        "or name one with --model");
    stream("--model", replaced.path()).assertDone();
  }

  @Test
  void aModelThatIsNotItsCardsIsRefused() throws Exception {
    Path place = folder.resolve(view + "-model");
    SmallModel broken = new SmallModel(place);
    Files.copy(
        folder.resolve("model/card.json"),
        place.resolve("card.json"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.write(place.resolve("small.zip"), new byte[] {0}, StandardOpenOption.APPEND);
    stream("--model", broken.path()).assertFailed("small.zip", "SHA-256");
  }

  @Test
  void aManifestThatNamesNoModelAsksForOne() throws Exception {
    Catalog catalog = new Catalog(SharedHBase.connection());
    for (String manifest : List.of("{}", "[", "{\"request\":7,\"sha256\":[]}")) {
      long next = catalog.published(view).orElseThrow() + 1;
      catalog.runs().begin(view, next, "test", Duration.ofMinutes(5), "m:1", manifest);
      catalog.runs().advance(view, next, "test", VersionState.LOADED, manifest);
      catalog.publication().publish(view, next, "test");
      stream().assertFailed("the manifest of version " + next + " names none", "--model");
    }
  }

  @Test
  void aViewOfANewerHowdahIsLeftAlone() throws Exception {
    format("2");
    try {
      for (CommandResult refused :
          List.of(
              stream(),
              CommandResult.of(conf, "lookup", view, "both"),
              CommandResult.of(conf, "view", "status", view),
              CommandResult.of(conf, "view", "describe", view),
              CommandResult.of(conf, "view", "rollback", view),
              CommandResult.of(conf, "view", "drop", view, "--yes"))) {
        refused.assertFailed("Cannot read view " + view, "format 2", "use a newer Howdah");
      }
    } finally {
      format("1");
    }
    assertThat(lookup("both").found()).isTrue();
  }

  private void format(String format) throws Exception {
    try (Table catalog = SharedHBase.connection().getTable(TableName.valueOf("howdah"))) {
      catalog.put(
          new Put(view.getBytes(UTF_8))
              .addColumn("c".getBytes(UTF_8), "format".getBytes(UTF_8), format.getBytes(UTF_8)));
    }
  }

  @Test
  void anHBaseThatIsNotThereIsNamedWithinThirtySeconds() throws Exception {
    Configuration away = new Configuration(conf);
    away.set("hbase.zookeeper.quorum", "127.0.0.1");
    away.setInt("hbase.zookeeper.property.clientPort", 1);
    long begin = System.nanoTime();
    CommandResult.of(away, "stream", view, "--topic", topic, "--bootstrap-servers", kafka)
        .assertFailed("Cannot reach HBase at ZooKeeper quorum 127.0.0.1, port 1");
    assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(30));
  }

  @Test
  void whatEventsLackIsCountedAndTold() throws Exception {
    SmallModel lenient = new SmallModel(folder.resolve(view + "-lenient"));
    lenient.card("\"x\",\"missing\":0", "\"y\",\"missing\":1");
    send(
        List.of(
            at(version + 1_000, null, "{\"id\":\"a\",\"X\":7,\"colour\":\"red\"}"),
            at(version + 1_000, null, "{\"id\":\"b\",\"X\":7,\"y\":2,\"colour\":\"red\"}"),
            at(version + 1_000, null, "{\"id\":\"c\",\"X\":7}"),
            at(version + 1_000, "gone", null)));
    CommandResult result = stream("--model", lenient.path(), "--json");
    result.assertDone();
    assertThat(result.err())
        .contains(
            "done: 4 events, 2 predictions (x filled in for 2, and 1 more feature), 1 deletion, 1"
                + " dead letter");
    assertThat(result.out()).contains("\"filledIn\":{\"x\":2,\"y\":1}");
    assertThat(new Catalog(SharedHBase.connection()).streams().of(view))
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.filled()).isEqualTo(2);
              assertThat(report.filledFeature()).isEqualTo("x");
            });
  }

  @Test
  void theCatalogTellsWhereTheStreamStands() throws Exception {
    send(List.of(at(version + 1_000, null, event("a,1,1,red"))));
    stream().assertDone();
    assertThat(new Catalog(SharedHBase.connection()).streams().of(view))
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.topic()).isEqualTo(topic);
              assertThat(report.events()).isEqualTo(1);
              assertThat(report.lag()).hasValue(0);
              assertThat(report.model()).isEqualTo("small:1");
            });
  }
}
