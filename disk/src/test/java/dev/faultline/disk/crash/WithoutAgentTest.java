package dev.faultline.disk.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.Profile;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Issue 15: the model is for programs that have nothing of the agent, but for ordinary files. */
final class WithoutAgentTest {
  /** Loaded where the agent is not. */
  public static final class Alone implements Callable<String> {
    @Override
    public String call() {
      CrashProgram program =
          directory -> {
            Files.writeString(directory.resolve("a"), "b");
            Crash.acknowledge("b");
          };
      CrashReport report =
          Exploration.run(
              Recording.of(program),
              (directory, acknowledged) -> {
                if (!acknowledged.isEmpty() && !Files.exists(directory.resolve("a"))) {
                  throw new IllegalStateException("lost");
                }
                return "";
              },
              CrashOptions.DEFAULT.withProfile(Profile.XFS));
      String found = report.finding() == null ? "survives" : "found";
      return found
          + "; "
          + failure(directory -> {
            throw new IllegalStateException("mine");
          })
          + "; "
          + failure(OrdinaryFiles::of);
    }

    private static String failure(CrashProgram program) {
      try {
        Recording.of(program);
        return "none";
      } catch (CrashUsageException e) {
        return String.valueOf(e.getMessage());
      }
    }
  }

  private static URL classes(Class<?> any) {
    return any.getProtectionDomain().getCodeSource().getLocation();
  }

  @Test
  void crashes_are_explored_and_only_ordinary_files_ask_for_it() throws Exception {
    URL[] places = {classes(Alone.class), classes(Recording.class)};
    try (URLClassLoader alone = new URLClassLoader(places, ClassLoader.getPlatformClassLoader())) {
      Object made = alone.loadClass(Alone.class.getName()).getDeclaredConstructor().newInstance();
      assertThat(((Callable<?>) made).call())
          .isEqualTo(
              "found; the program failed while it was recorded:"
                  + " java.lang.IllegalStateException: mine; it has to run to its end; the program"
                  + " failed while it was recorded: java.lang.IllegalStateException: OrdinaryFiles"
                  + " needs faultline-agent on the class path, and in the JVM as"
                  + " -javaagent:faultline-agent.jar; with the path that the program gets it needs"
                  + " neither; it has to run to its end");
    }
  }
}
