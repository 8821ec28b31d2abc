package io.howdah.source;

import io.howdah.files.Extensions;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** The formats on the class path, by name. */
public final class SourceFormats {
  private static final String KEY = JobText.OF_THE_JOB + "format";

  private SourceFormats() {}

  private static List<SourceFormat> all() {
    return Extensions.of(SourceFormat.class);
  }

  /** The names of all formats, as users write them. */
  public static List<String> names() {
    return all().stream().flatMap(format -> format.names().stream()).distinct().toList();
  }

  /**
   * The format of that name, in lower or upper case.
   *
   * @throws IllegalArgumentException naming the formats that there are
   */
  public static SourceFormat named(String name) {
    return all().stream()
        .filter(format -> format.names().stream().anyMatch(name::equalsIgnoreCase))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid format: " + name + " (must be " + list() + ")"));
  }

  private static String list() {
    List<String> names = names();
    int last = names.size() - 1;
    return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  /** Tells a job of which format its input is; to be read by {@link #ofJob}. */
  public static void writeTo(Configuration job, String name) {
    job.set(KEY, name);
  }

  /** The format of a job's input. */
  public static SourceFormat ofJob(Configuration job) {
    return named(job.get(KEY));
  }
}
