package dev.faultline.explore;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes engines of one kind. Found through {@link java.util.ServiceLoader}; has a public
 * constructor without parameters.
 */
public interface EngineProvider {
  /**
   * What an engine is made from.
   *
   * @param master where it runs, as the engine's own users write it
   * @param settings of the engine's own, by name
   * @param classPath jars and folders of the user's scenarios, which the engine ships
   * @param told takes lines for people
   */
  record Setup(
      String master, Map<String, String> settings, List<Path> classPath, Consumer<String> told) {
    public Setup {
      classPath = List.copyOf(classPath);
    }
  }

  /** The name on the command line. */
  String name();

  /**
   * Makes an engine, which is to be closed.
   *
   * @throws UsageException in one line, when there is no engine at that master
   */
  Engine open(Setup setup);
}
