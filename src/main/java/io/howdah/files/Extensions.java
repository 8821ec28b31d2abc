package io.howdah.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What Howdah and the jars of users have of a kind: formats, gates, layers. They are found by
 * {@link ServiceLoader}, once per class loader. Hadoop makes the jars that {@code -libjars} names
 * visible to the thread's own class loader.
 */
public final class Extensions {
  private static final Map<Place, List<?>> LOADED = new ConcurrentHashMap<>();

  private record Place(ClassLoader loader, Class<?> kind) {}

  private Extensions() {}

  /**
   * One object of each class, those of Howdah first, for they are first on the class path.
   *
   * @throws IllegalStateException with one line, if a class that a jar names cannot be used
   */
  @SuppressWarnings("unchecked") // a list is kept under its own kind
  public static <T> List<T> of(Class<T> kind) {
    Place place = new Place(loader(kind), kind);
    List<?> loaded = LOADED.get(place);
    if (loaded == null) { // not computed within the map, for a class may ask for another kind
      List<?> found = load(place);
      List<?> earlier = LOADED.putIfAbsent(place, found);
      loaded = earlier == null ? found : earlier;
    }
    return (List<T>) loaded;
  }

  /** The thread's, unless it knows nothing of Howdah. */
  private static ClassLoader loader(Class<?> kind) {
    ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
    try {
      if (Class.forName(kind.getName(), false, ofThread) == kind) {
        return ofThread;
      }
    } catch (ClassNotFoundException e) {
      return kind.getClassLoader();
    }
    return kind.getClassLoader();
  }

  private static List<?> load(Place place) {
    try {
      List<Object> found = new ArrayList<>();
      ServiceLoader.load(place.kind(), place.loader()).forEach(found::add);
      return List.copyOf(found);
    } catch (ServiceConfigurationError | LinkageError e) {
      String kind = place.kind().getName();
      String what = e instanceof LinkageError ? e.toString() : e.getMessage();
      throw new IllegalStateException(
          "Cannot load what a jar names in META-INF/services/"
              + kind
              + ": "
              + what.replace(kind + ": ", "")
              + (e.getCause() == null ? "" : ": " + e.getCause())
              + " (build the jar against this version of Howdah, with all that it needs, or leave"
              + " it out of -libjars)",
          e);
    }
  }
}
