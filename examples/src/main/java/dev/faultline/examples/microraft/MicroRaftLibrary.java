package dev.faultline.examples.microraft;

import dev.faultline.examples.library.LibraryLoader;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The versions of MicroRaft that can be run, each loaded once and shared by all worlds. That is
 * safe: the only state that MicroRaft keeps in a static field is a counter of the threads of its
 * own executor, which never runs here.
 */
final class MicroRaftLibrary {
  /**
   * Of the versions on Maven Central (0.4, 0.5 and 0.7), those whose persistence contract the
   * adaptor speaks.
   */
  static final List<String> VERSIONS = List.of("0.5", "0.7");

  static final String NEWEST = VERSIONS.getLast();

  private static final String ADAPTOR = "dev.faultline.examples.microraft.server";
  private static final String FOLDER = "library/";
  private static final String SLF4J = "slf4j-api.jar";
  private static final Map<String, ServerFactory> LOADED = new TreeMap<>();

  private MicroRaftLibrary() {}

  /**
   * The servers of a version.
   *
   * @throws IllegalArgumentException when this version is not there
   */
  static synchronized ServerFactory servers(String version) {
    if (!VERSIONS.contains(version)) {
      throw new IllegalArgumentException(
          "microraft.version is '" + version + "', expected one of " + String.join(", ", VERSIONS));
    }
    return LOADED.computeIfAbsent(version, MicroRaftLibrary::load);
  }

  private static ServerFactory load(String version) {
    try (InputStream library = open("microraft-" + version + ".jar");
        InputStream logging = open(SLF4J)) {
      LibraryLoader loader =
          new LibraryLoader(MicroRaftLibrary.class, ADAPTOR, List.of(library, logging));
      return loader
          .loadClass(ADAPTOR + ".Servers")
          .asSubclass(ServerFactory.class)
          .getConstructor()
          .newInstance();
    } catch (IOException | ReflectiveOperationException broken) {
      throw new IllegalStateException("MicroRaft " + version + " cannot be loaded", broken);
    }
  }

  private static InputStream open(String jar) {
    InputStream stream = MicroRaftLibrary.class.getResourceAsStream(FOLDER + jar);
    if (stream == null) {
      throw new IllegalStateException(jar + " is not in the build; run Maven's process-resources");
    }
    return stream;
  }
}
