package io.howdah.oozie;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Events of the digits, for the speed layer. */
final class Events {
  private Events() {}

  /** Creates a topic with one event: a digit looks like another one now. */
  static void send(Howdah howdah, String kafka, String topic, String key, String other)
      throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
    String event = digit(howdah.example(), other).replace('"' + other + '"', '"' + key + '"');
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, key, event)).get();
    }
  }

  private static String digit(Path example, String key) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(example.resolve("digits.csv.gz"))),
                UTF_8))) {
      String[] names = lines.readLine().split(",");
      String[] values =
          lines
              .lines()
              .filter(line -> line.startsWith(key + ","))
              .findFirst()
              .orElseThrow()
              .split(",");
      StringJoiner json = new StringJoiner(",", "{", "}");
      json.add("\"id\":\"" + key + "\"");
      for (int i = 1; i < names.length; i++) {
        json.add('"' + names[i] + "\":" + values[i]);
      }
      return json.toString();
    }
  }
}
