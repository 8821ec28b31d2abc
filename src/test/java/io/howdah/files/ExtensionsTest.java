package io.howdah.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtensionsTest {
  private static final ClassLoader OWN = ExtensionsTest.class.getClassLoader();
  private static final String REFUSED =
      "Cannot load what a jar names in META-INF/services/" + Greeting.class.getName() + ": ";
  private static final String BUILD_OR_LEAVE_OUT =
      " (build the jar against this version of Howdah, with all that it needs, or leave it out of"
          + " -libjars)";

  @TempDir Path jar;

  /** A kind of thing that a jar may add. */
  public interface Greeting {}

  /** One that works. */
  public static final class Hello implements Greeting {}

  /** One that finds something missing. */
  public static final class Mute implements Greeting {
    public Mute() {
      throw new NoClassDefFoundError("com/acme/Voice");
    }
  }

  /** One that was built against another version. */
  public static final class Nod {}

  private void jarNames(String... classes) throws IOException {
    Path services = Files.createDirectories(jar.resolve("META-INF/services"));
    Files.write(services.resolve(Greeting.class.getName()), List.of(classes));
    URL[] urls = {jar.toUri().toURL()};
    Thread.currentThread().setContextClassLoader(new URLClassLoader(urls, OWN));
  }

  @AfterEach
  void forgetTheJar() {
    Thread.currentThread().setContextClassLoader(OWN);
  }

  @Test
  void whatAJarNamesIsFoundAndMadeOnce() throws Exception {
    jarNames(Hello.class.getName());
    List<Greeting> found = Extensions.of(Greeting.class);
    assertThat(found).singleElement().isInstanceOf(Hello.class);
    assertThat(Extensions.of(Greeting.class)).isSameAs(found);
  }

  @Test
  void anotherClassLoaderHasItsOwn() throws Exception {
    jarNames(Hello.class.getName());
    List<Greeting> found = Extensions.of(Greeting.class);
    Thread.currentThread().setContextClassLoader(OWN);
    assertThat(Extensions.of(Greeting.class)).isEmpty();
    jarNames(Hello.class.getName());
    assertThat(Extensions.of(Greeting.class)).hasSize(1).isNotEqualTo(found);
  }

  @Test
  void aThreadThatKnowsNothingOfHowdahTakesHowdahsOwn() {
    List<Greeting> own = Extensions.of(Greeting.class);
    for (ClassLoader foreign : new ClassLoader[] {ClassLoader.getPlatformClassLoader(), null}) {
      Thread.currentThread().setContextClassLoader(foreign);
      assertThat(Extensions.of(Greeting.class)).isSameAs(own);
    }
  }

  @Test
  void aClassThatIsNotThereIsNamedInOneLine() throws Exception {
    jarNames("com.acme.Nobody");
    assertRefused("Provider com.acme.Nobody not found");
  }

  @Test
  void aClassThatCannotBeMadeIsNamedWithTheCause() throws Exception {
    jarNames(Mute.class.getName());
    assertRefused(
        "Provider "
            + Mute.class.getName()
            + " could not be instantiated: java.lang.NoClassDefFoundError: com/acme/Voice");
  }

  @Test
  void aClassOfAnotherKindIsNamed() throws Exception {
    jarNames(Nod.class.getName());
    assertRefused(Nod.class.getName() + " not a subtype");
  }

  @Test
  void theFileThatNamesAClassThatTheJvmCannotReadIsNamed() throws Exception {
    Path folder = Files.createDirectories(jar.resolve("com/acme"));
    Files.write(folder.resolve("Torn.class"), new byte[] {1, 2, 3});
    jarNames("com.acme.Torn");
    assertThatThrownBy(() -> Extensions.of(Greeting.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(REFUSED + "java.lang.ClassFormatError: ")
        .hasMessageEndingWith(BUILD_OR_LEAVE_OUT);
  }

  private static void assertRefused(String why) {
    for (int time = 1; time <= 2; time++) {
      assertThatThrownBy(() -> Extensions.of(Greeting.class))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(REFUSED + why + BUILD_OR_LEAVE_OUT);
    }
  }
}
