package io.howdah.cli;

import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** The settings of this place. */
final class SiteFile {
  private static final String NAME = "howdah-site.xml";
  private static final String FOLDER = "HOWDAH_CONF_DIR";

  private SiteFile() {}

  /** The file on the class path, which Hadoop's conf folder is a part of; else the folder's. */
  static Optional<URL> find(Configuration conf, Map<String, String> environment)
      throws MalformedURLException {
    URL onClassPath = conf.getResource(NAME);
    if (onClassPath != null) {
      return Optional.of(onClassPath);
    }
    String folder = environment.getOrDefault(FOLDER, "");
    Path file = Path.of(folder, NAME);
    return folder.isEmpty() || !Files.exists(file)
        ? Optional.empty()
        : Optional.of(file.toUri().toURL());
  }
}
