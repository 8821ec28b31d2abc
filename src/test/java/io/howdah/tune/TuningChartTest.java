package io.howdah.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.predict.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class TuningChartTest {
  private static final List<Measured> SWEEP =
      List.of(
          new Measured(new Candidate(Engine.ND4J, 1, 16), 1000, 1, 2, 0.5, 0),
          new Measured(new Candidate(Engine.ND4J, 1, 256), 9000, 1, 2, 0.5, 0),
          new Measured(new Candidate(Engine.DL4J, 2, 256), 5000, 1, 2, 0.5, 0));

  @TempDir Path dir;

  @Test
  void drawsAPngThatIsNotBlank() throws Exception {
    Path file = dir.resolve("curve.png");
    new TuningChart("digits", SWEEP).write(file);
    var image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(900);
    long colours =
        java.util.Arrays.stream(
                image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
            .distinct()
            .count();
    assertThat(colours).isGreaterThan(10);
  }

  @Test
  void drawsASmallSvgWithACurveForEachEngine() throws Exception {
    Path file = dir.resolve("curve.SVG");
    new TuningChart("digits", SWEEP).write(file);
    assertThat(Files.size(file)).isLessThan(300_000);
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    Document svg = factory.newDocumentBuilder().parse(file.toFile());
    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    // the points: circles of the first curve
    assertThat(svg.getElementsByTagName("ellipse").getLength()).isPositive();
  }

  @Test
  void takesNoOtherKindOfFile() {
    assertThat(TuningChart.takes(Path.of("a.svg"))).isTrue();
    assertThat(TuningChart.takes(Path.of("a.PNG"))).isTrue();
    assertThat(TuningChart.takes(Path.of("a.pdf"))).isFalse();
    assertThat(TuningChart.takes(Path.of("svg.d/a"))).isFalse();
  }
}
