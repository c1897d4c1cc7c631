package dev.faultline.chaos.monkey.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A process that does nothing for ten minutes, to be struck. */
public final class Sleeper implements AutoCloseable {
  private final Process process;

  /** One that opted in to {@code group} by its environment. */
  public static Sleeper of(String group) throws IOException {
    return new Sleeper(Optional.of(group), Path.of("").toAbsolutePath(), "600");
  }

  /** One whose command line has a mark, of which a pattern can find it. */
  public static Sleeper marked(String group, String mark) throws IOException {
    return new Sleeper(Optional.of(group), Path.of("").toAbsolutePath(), mark);
  }

  Sleeper(Optional<String> group, Path folder, String mark) throws IOException {
    // The word after the script is its name, which the command line shows.
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "read wait", mark).directory(folder.toFile());
    builder.environment().remove(Protection.VARIABLE);
    group.ifPresent(name -> builder.environment().put(Protection.VARIABLE, name));
    process = builder.start();
  }

  /** Its handle. */
  public Process process() {
    return process;
  }

  /** Its view now. */
  public ProcessView view() throws IOException {
    return Procfs.ofMachine().view((int) process.pid()).orElseThrow();
  }

  /** Its identity. */
  public ProcessId id() throws IOException {
    return view().id();
  }

  /** Waits until the system shows this state. */
  public void awaitState(char state) throws IOException {
    while (view().state() != state) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
