package dev.faultline.disk.crash;

import dev.faultline.agent.AgentMissingException;
import dev.faultline.agent.RedirectedFiles;
import dev.faultline.disk.fs.DiskFileSystem;
import java.io.File;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The directory of a {@link CrashProgram} or {@link CrashChecker} as a path of the default file
 * system, for code that takes a {@code File} or a name. Everything that the JVM does there through
 * {@code java.io} and {@code java.nio.file} is recorded; memory mappings and watches are refused.
 * Changes to files elsewhere, native libraries and processes are not recorded. The report names
 * them, and is partial then.
 *
 * <pre>{@code
 * public void run(Path directory) {
 *   try (var files = OrdinaryFiles.of(directory)) {
 *     store(new File(files.file(), "data"));
 *   }
 * }
 * }</pre>
 *
 * <p>Thread-safe. {@link System#exit} and {@link Runtime#halt} on the thread that opened it, while
 * it is open, and on those that this started, end the run of the program and not the JVM.
 */
public final class OrdinaryFiles implements AutoCloseable {
  /** What tells the status with which a program wanted to end the JVM; the agent's business. */
  private static volatile Function<Throwable, OptionalInt> exits = any -> OptionalInt.empty();

  private final RedirectedFiles files;

  private OrdinaryFiles(RedirectedFiles files) {
    this.files = files;
  }

  /**
   * Shows a directory in the default file system until this is closed; runs and checks that follow
   * each other see it at the same place.
   *
   * @param directory the one that the program or checker got
   * @throws AgentMissingException when this JVM runs without the agent
   * @throws IllegalStateException when {@code faultline-agent} is not on the class path; nothing
   *     else of this package needs it
   */
  public static OrdinaryFiles of(Path directory) {
    try {
      exits = RedirectedFiles::exitStatus;
      return new OrdinaryFiles(
          RedirectedFiles.to(directory, DiskFileSystem::resize, Crash::unseen));
    } catch (NoClassDefFoundError e) {
      if (String.valueOf(e.getMessage()).startsWith("dev/faultline/agent/")) {
        throw new IllegalStateException(
            "OrdinaryFiles needs faultline-agent on the class path, and in the JVM as"
                + " -javaagent:faultline-agent.jar; with the path that the program gets it needs"
                + " neither",
            e);
      }
      throw e;
    }
  }

  /**
   * The status with which a program wanted to end the JVM; empty for any other failure, and as long
   * as no ordinary files were shown.
   */
  static OptionalInt exitStatus(Throwable failure) {
    return exits.apply(failure);
  }

  /**
   * Completes when a thread of the program calls {@link System#exit} or {@link Runtime#halt} for
   * the first time, with what the call throws. Whoever asks for this has to close these files then:
   * the thread waits for that, and does nothing to the files on its way out.
   */
  public CompletableFuture<Error> exit() {
    return files.exit();
  }

  /** Where it is. */
  public Path path() {
    return files.path();
  }

  /** As {@link #path}. */
  public File file() {
    return files.file();
  }

  /** Ends it, and closes what is still open there. */
  @Override
  public void close() {
    files.close();
  }
}
