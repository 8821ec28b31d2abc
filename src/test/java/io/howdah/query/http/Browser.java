package io.howdah.query.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium. */
public final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int COLOURS = 256;
  private static final int ALIKE = 50; // squared distance of two colours that nobody tells apart
  private static final List<String> CHROMIUM =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final List<String> DRIVER = List.of("chromedriver");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Starts one with an empty profile.
   *
   * @throws IllegalStateException if this machine has none
   */
  public static Browser start(Path profile) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options =
        new ChromeOptions()
            .setBinary(program(CHROMIUM))
            .addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-lcd-text",
                "--hide-scrollbars",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile.toAbsolutePath());
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(program(DRIVER))
            .usingAnyFreePort()
            .withEnvironment(Map.of("TZ", "UTC"))
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  private static File program(List<String> names) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toFile)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot test the page: no "
                        + names.get(0)
                        + " on the PATH; install Debian's packages chromium and chromium-driver"));
  }

  /** Opens an address afresh, in a window of that size. */
  public void open(URI address, int width, int height) {
    driver.get("about:blank");
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    driver.get(address.toString());
  }

  public void preferDark(boolean dark) {
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
  }

  void back() {
    driver.navigate().back();
  }

  public WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  /** What the elements show, in the document's order. */
  public List<String> texts(String css) {
    return driver.findElements(By.cssSelector(css)).stream().map(WebElement::getText).toList();
  }

  public Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Waits for an element that shows that text among others. */
  WebElement await(String css, String text) {
    return new WebDriverWait(driver, PATIENCE)
        .withMessage(() -> css + " with “" + text + "” on " + find("body").getText())
        .ignoring(StaleElementReferenceException.class)
        .until(
            page ->
                page.findElements(By.cssSelector(css)).stream()
                    .filter(found -> found.getText().contains(text))
                    .findFirst()
                    .orElse(null));
  }

  /** Waits until a script returns true. */
  void awaitThat(String script, Object... arguments) {
    new WebDriverWait(driver, PATIENCE)
        .withMessage(script)
        .until(page -> Boolean.TRUE.equals(driver.executeScript(script, arguments)));
  }

  /** Types into whatever has the focus. */
  void type(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Goes on with the Tab key until the element has the focus. */
  void tabTo(String css) {
    WebElement wanted = find(css);
    for (int presses = 0; presses < 60; presses++) {
      if (driver.switchTo().activeElement().equals(wanted)) {
        return;
      }
      type(Keys.TAB);
    }
    throw new AssertionError("60 Tab keys do not lead to " + css);
  }

  /** The console's messages since the last call. */
  public List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /** What axe-core finds against the page as it is. */
  @SuppressWarnings("unchecked")
  public List<String> accessibilityViolations() throws IOException {
    try (var axe = Browser.class.getResourceAsStream("axe.min.js")) {
      run(new String(axe.readAllBytes(), UTF_8));
    }
    return (List<String>)
        driver.executeAsyncScript(
            """
            const done = arguments[0];
            axe.run().then(
              (found) => done(found.violations.flatMap((violation) => violation.nodes.map(
                (node) => `${violation.id} at ${node.target}: ${node.failureSummary}`))),
              (failure) => done([String(failure)]));""");
  }

  /** Writes a picture of the page's first pixels to a PNG file. */
  public void picture(int width, int height, Path file) throws IOException {
    Map<String, Object> clip = Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1);
    Map<String, Object> shot =
        driver.executeCdpCommand(
            "Page.captureScreenshot", Map.of("captureBeyondViewport", true, "clip", clip));
    Files.createDirectories(file.getParent());
    Files.write(file, small(Base64.getDecoder().decode((String) shot.get("data"))));
  }

  /** The same picture, compressed as well as PNG can: Chromium prefers to be quick, and exact. */
  private static byte[] small(byte[] png) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam best = writer.getDefaultWriteParam();
      best.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      best.setCompressionQuality(0);
      writer.setOutput(out);
      writer.write(
          null,
          new IIOImage(indexed(ImageIO.read(new ByteArrayInputStream(png))), null, null),
          best);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /**
   * In its most frequent colours that differ; the others, which smooth the edges of letters, are
   * near one.
   */
  private static BufferedImage indexed(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
    Map<Integer, Long> frequency =
        Arrays.stream(pixels)
            .boxed()
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    List<Integer> some = new ArrayList<>();
    frequency.entrySet().stream()
        .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .filter(colour -> some.stream().noneMatch(chosen -> distance(chosen, colour) < ALIKE))
        .limit(COLOURS)
        .forEach(some::add);
    int[] palette = some.stream().mapToInt(Integer::intValue).toArray();
    Map<Integer, Integer> indices =
        frequency.keySet().stream()
            .collect(Collectors.toMap(Function.identity(), colour -> nearest(palette, colour)));
    BufferedImage indexed =
        new BufferedImage(
            width,
            height,
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE));
    for (int i = 0; i < pixels.length; i++) {
      indexed.getRaster().setSample(i % width, i / width, 0, indices.get(pixels[i]));
    }
    return indexed;
  }

  private static int nearest(int[] palette, int colour) {
    return IntStream.range(0, palette.length)
        .boxed()
        .min(Comparator.comparingInt(i -> distance(palette[i], colour)))
        .orElseThrow();
  }

  private static int distance(int one, int other) {
    int distance = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      int difference = (one >> shift & 0xff) - (other >> shift & 0xff);
      distance += difference * difference;
    }
    return distance;
  }

  @Override
  public void close() {
    driver.quit();
  }
}
