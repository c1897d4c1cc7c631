package dev.faultline.agent;

import dev.faultline.hook.FileRedirect;
import dev.faultline.hook.ProgramExit;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A path of the default file system below which all that this JVM does with files happens in
 * another file system: {@code java.io} and {@code java.nio.file}, of the program, its libraries and
 * the JDK alike. For code that does not take a {@link Path}. Memory mappings are refused where the
 * other file system refuses them, and watching is refused; native code fails, since nothing is
 * there for it.
 *
 * <p>It belongs to the thread that opens it and to those that this thread starts: while it is open,
 * {@link System#exit} and {@link Runtime#halt} end only the call there, see {@link #exitStatus}; on
 * threads that go on after it is closed, too. Thread-safe.
 */
public final class RedirectedFiles implements AutoCloseable {
  private final FileRedirect redirect;

  private RedirectedFiles(FileRedirect redirect) {
    this.redirect = redirect;
  }

  /** Sets the size of a file that is open in the other file system, as ftruncate(2) does. */
  public interface Resizer {
    void resize(FileChannel channel, long size) throws IOException;
  }

  /**
   * Opens a path that is there as long as this object is not closed. Runs one after the other get
   * the same.
   *
   * @param directory a directory of another file system
   * @param resizer for its channels
   * @param unseen is told, in a few words, what the thread and those that it starts do to files
   *     elsewhere, or may do, from any of these threads
   * @throws AgentMissingException when this JVM runs without the agent
   */
  public static RedirectedFiles to(Path directory, Resizer resizer, Consumer<String> unseen) {
    SelfAttach.ifAllowed();
    if (!Agent.isPresent()) {
      throw new AgentMissingException(
          "code that takes no Path needs", " (code that takes one needs no agent)");
    }
    Agent.require();
    FileTransformer.install();
    String visible =
        Path.of(System.getProperty("java.io.tmpdir"), "faultline", "store")
            .toAbsolutePath()
            .toString();
    return new RedirectedFiles(FileRedirect.open(visible, directory, resizer::resize, unseen));
  }

  /** The path, in the default file system. */
  public Path path() {
    return Path.of(redirect.visible());
  }

  /** As {@link #path}. */
  public File file() {
    return new File(redirect.visible());
  }

  /**
   * Completes when a thread of the program calls {@code System.exit} or {@code Runtime.halt} for
   * the first time. That thread waits until these files are closed, which whoever asks for this has
   * to do then; the call throws what {@link #exitStatus} knows.
   */
  public CompletableFuture<Error> exit() {
    return redirect.exit().thenApply(Error.class::cast);
  }

  /** The status with which a program wanted to end the JVM; empty for any other failure. */
  public static OptionalInt exitStatus(Throwable failure) {
    // Without the agent there is no such class.
    return Agent.isPresent() && failure instanceof ProgramExit exit
        ? OptionalInt.of(exit.status())
        : OptionalInt.empty();
  }

  /** Ends it. What is still open below the path is closed. */
  @Override
  public void close() {
    redirect.close();
  }
}
