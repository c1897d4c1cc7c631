package dev.faultline.junit;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tool that runs the tests, as far as it matters for commands to paste. */
enum BuildTool {
  MAVEN {
    @Override
    String replays(String test, Path file) {
      return "mvn test -Dtest='" + test + "' -Dfaultline.replay=" + file;
    }
  },
  /**
   * Gives system properties of its command line to no test, but its environment. Without {@code
   * --rerun} it would not run tests again that nothing has changed for.
   */
  GRADLE {
    @Override
    String replays(String test, Path file) {
      return "FAULTLINE_REPLAY='%s' gradle test --tests '%s' --rerun"
          .formatted(file, test.replace('#', '.'));
    }
  };

  /** Gradle numbers the JVMs of its tests in this property. */
  private static final String GRADLE_WORKER = "org.gradle.test.worker";

  /**
   * The one that runs this JVM; Maven where that cannot be told, as in an IDE.
   *
   * @param properties of the system
   */
  static BuildTool of(Function<String, @Nullable String> properties) {
    return properties.apply(GRADLE_WORKER) == null ? MAVEN : GRADLE;
  }

  /**
   * The command that runs a test again from a replay file.
   *
   * @param test as {@code package.Class#method}
   */
  abstract String replays(String test, Path file);
}
