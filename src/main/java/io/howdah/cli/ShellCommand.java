package io.howdah.cli;

import io.howdah.cli.options.Usage;
import io.howdah.cli.text.ConsoleListener;
import io.howdah.local.Home;
import io.howdah.local.JvmFlags;
import io.howdah.local.LocalRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;

/** {@code shell}: the real HBase shell against the same HBase. */
public final class ShellCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "shell",
        "Open the HBase shell; commands may come on standard input.",
        "",
        List.of(),
        List.of("shell"));
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    boolean interactive = ConsoleListener.isTerminal();
    return builder(interactive).inheritIO().start().waitFor();
  }

  /** Runs commands in the shell and prints what it answers; an error is exit code 1. */
  static int execute(Session session, List<String> commands)
      throws IOException, InterruptedException {
    Process process = builder(false).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var in = process.getOutputStream()) {
      in.write((String.join("\n", commands) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    process.getInputStream().transferTo(session.out());
    return process.waitFor();
  }

  private static ProcessBuilder builder(boolean interactive) throws IOException {
    List<String> command = new ArrayList<>();
    ProcessBuilder builder = new ProcessBuilder(command);
    if (isOnPath("hbase")) {
      command.add("hbase");
      command.add("shell");
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(JvmFlags.all());
      command.addAll(
          List.of(
              "--add-opens",
              "java.base/java.io=ALL-UNNAMED",
              "-Xmx512m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "org.jruby.JarBootstrapMain"));
      builder.environment().put("CLASSPATH", shellClassPath());
    }
    if (!interactive) {
      command.add("-n");
    }
    return builder;
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static String shellClassPath() throws IOException {
    Path jars = Home.jars().resolve("shell");
    if (!Files.isDirectory(jars)) {
      throw new IOException(
          "Cannot find the HBase shell: no hbase on the PATH, and no " + jars + " (mvn package)");
    }
    List<String> entries = new ArrayList<>();
    LocalRuntime local = LocalRuntime.usual();
    if (local.process().isPresent()) {
      entries.add(local.confFolder().toString());
    }
    // stands before the shell's own jar: see the file
    entries.add(Home.folder().resolve("src/main/hbase-shell").toString());
    try (Stream<Path> found = Files.list(jars)) {
      found.sorted().forEach(jar -> entries.add(jar.toString()));
    }
    entries.add(JvmFlags.classPath());
    return String.join(":", entries);
  }
}
