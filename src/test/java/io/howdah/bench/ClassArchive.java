package io.howdah.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The archive of a program's classes, as {@code bin/howdah} has one: the program's first run leaves
 * it, the next ones start from it.
 *
 * @param classPath jars, for Java archives nothing from folders, and then the settings
 * @param file of the archive
 */
record ClassArchive(String classPath, Path file) {

  /** An archive that the program's next run makes. */
  static ClassArchive of(Path folder, String program, String classPath) throws IOException {
    Path file = folder.resolve(program + ".jsa");
    Files.deleteIfExists(file);
    return new ClassArchive(classPath, file);
  }

  /**
   * This JVM's class path with jars made of its folders of classes.
   *
   * @param settings folder of {@code hbase-site.xml}
   */
  static String jars(Path folder, Path settings) throws IOException {
    List<String> places = new ArrayList<>();
    for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(place).toAbsolutePath();
      if (Files.isDirectory(path)) {
        Path jar = folder.resolve(path.getFileName() + ".jar");
        jar(path, jar);
        path = jar;
      }
      places.add(path.toString());
    }
    places.add(settings.toString());
    return String.join(File.pathSeparator, places);
  }

  private static void jar(Path classes, Path jar) throws IOException {
    try (Stream<Path> files = Files.walk(classes);
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
  }

  /** What the next run is started with. */
  List<String> flags() {
    return List.of(
        Files.exists(file) ? "-XX:SharedArchiveFile=" + file : "-XX:ArchiveClassesAtExit=" + file,
        "-Xlog:cds=off",
        "-Xlog:cds+dynamic=off");
  }
}
