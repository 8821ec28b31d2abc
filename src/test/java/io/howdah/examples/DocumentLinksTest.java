package io.howdah.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links between the documents, and to files of the repository, lead somewhere. */
class DocumentLinksTest {
  private static final Path SITE = Path.of("src/site/markdown");
  private static final Pattern CODE = Pattern.compile("```.*?```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)|src=\"([^\"]+)\"");
  private static final Pattern PACKED = Pattern.compile("<include>([^<$]+)</include>");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

  @Test
  void everyLinkLeadsToAFileAndAHeading() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path document : documents()) {
      for (String link : links(document)) {
        links++;
        if (!leadsSomewhere(document, link)) {
          broken.add(document + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(100);
  }

  @Test
  void everyDocumentIsLinkedFromTheReadme() throws IOException {
    List<String> linked = links(Path.of("README.md"));
    assertThat(linked)
        .containsAll(
            documents().stream()
                .filter(document -> document.startsWith(SITE))
                .map(Path::toString)
                .toList());
  }

  @Test
  void everyFileThatTheyLinkToIsInTheArchive() throws IOException {
    List<PathMatcher> packed =
        PACKED
            .matcher(text(Path.of("src/assembly/bin.xml")))
            .results()
            .map(include -> FileSystems.getDefault().getPathMatcher("glob:" + include.group(1)))
            .toList();
    List<String> missing = new ArrayList<>();
    for (Path document : documents()) {
      for (String link : links(document)) {
        Path target = target(document, link.split("#", 2)[0]);
        if (packed.stream().noneMatch(include -> include.matches(target))) {
          missing.add(document + ": " + link);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> site = Files.list(SITE)) {
      return Stream.concat(
              Stream.of(
                  Path.of("README.md"),
                  Path.of("CONTRIBUTING.md"),
                  Path.of("CHANGELOG.md"),
                  Path.of("oozie/README.md"),
                  Path.of("src/examples/digits/README.md")),
              site)
          .toList();
    }
  }

  private static List<String> links(Path document) throws IOException {
    return LINK.matcher(text(document))
        .results()
        .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
        .filter(link -> !link.startsWith("http"))
        .toList();
  }

  private static boolean leadsSomewhere(Path document, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target = target(document, parts[0]);
    return Files.exists(target) && (parts.length == 1 || headings(target).contains(parts[1]));
  }

  private static Path target(Path document, String path) {
    Path folder = document.resolveSibling(path.startsWith("images/") ? "../resources" : "");
    return path.isEmpty() ? document : folder.resolve(path).normalize();
  }

  /** As GitHub makes anchors of headings. */
  private static Set<String> headings(Path document) throws IOException {
    return HEADING
        .matcher(text(document))
        .results()
        .map((MatchResult heading) -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N}_ -]", "").strip().replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static String text(Path document) throws IOException {
    return CODE.matcher(Files.readString(document)).replaceAll("");
  }
}
