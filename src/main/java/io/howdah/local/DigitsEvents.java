package io.howdah.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The example's next day: the first keys have new pictures, those of the keys after them. They come
 * as events first, and then as a later snapshot of all records.
 *
 * @param header of the records
 * @param records whole lines, the new pictures in place
 * @param changed keys with new pictures
 */
public record DigitsEvents(String header, List<String> records, List<String> changed) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads the example's records.
   *
   * @param keys how many of the first get a new picture
   */
  public static DigitsEvents of(Path digits, int keys) throws IOException {
    List<String> lines = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(digits)), StandardCharsets.UTF_8))) {
      in.lines().forEach(lines::add);
    }
    String header = lines.remove(0);
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      String next = lines.get(keys + i);
      String key = key(lines.get(i));
      changed.add(key);
      lines.set(i, key + next.substring(next.indexOf(',')));
    }
    return new DigitsEvents(header, lines, changed);
  }

  private static String key(String record) {
    return record.substring(0, record.indexOf(','));
  }

  /** Keys and their new pictures as JSON, in the form that the model's card reads. */
  Map<String, String> json() {
    Map<String, String> events = new LinkedHashMap<>();
    for (String record : records.subList(0, changed.size())) {
      ObjectNode event = JSON.createObjectNode().put("id", key(record));
      ArrayNode pixels = event.putArray("p");
      for (String pixel : record.substring(record.indexOf(',') + 1).split(",", -1)) {
        pixels.add(Integer.parseInt(pixel));
      }
      events.put(key(record), event.toString());
    }
    return events;
  }

  /** Sends the new pictures to a topic, which it makes if it is not there. */
  public void send(String bootstrapServers, String topic)
      throws IOException, ExecutionException, InterruptedException {
    Map<String, Object> client = Map.of("bootstrap.servers", bootstrapServers);
    try (Admin admin = Admin.create(client)) {
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.of(2), Optional.empty())))
          .all()
          .get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IOException("Cannot create topic " + topic + ": " + e.getCause().getMessage(), e);
      }
    }
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
      for (Map.Entry<String, String> event : json().entrySet()) {
        var unused =
            producer.send(new ProducerRecord<>(topic, event.getKey(), event.getValue())).get();
      }
    }
  }

  /** Writes the later snapshot of all records. */
  public void writeSnapshot(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(header + "\n");
      for (String record : records) {
        out.write(record + "\n");
      }
    }
  }
}
