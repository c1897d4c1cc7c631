package dev.faultline.cli;

import dev.faultline.chaos.plan.PlanRun;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A history while it is written, in Jepsen's form: what is in the file may be judged at any time.
 * Thread-safe.
 */
final class HistoryFile implements AutoCloseable {
  private final Writer file;
  private final long began;

  /** Replaces a file that is there. Times count from the plan's beginning, or from now. */
  HistoryFile(Path file, Map<String, String> environment) throws IOException {
    String plan = environment.getOrDefault(PlanRun.BEGAN, "");
    began = plan.matches("-?[0-9]{1,18}") ? Long.parseLong(plan) : System.nanoTime();
    this.file = Files.newBufferedWriter(file);
  }

  /**
   * Adds an event.
   *
   * @param type invoke, ok, fail or info
   * @param value in EDN
   */
  void add(int process, String type, String name, String value) throws IOException {
    synchronized (file) {
      file.write(
          "{:process %d, :type :%s, :f :%s, :value %s, :time %d}\n"
              .formatted(process, type, name, value, System.nanoTime() - began));
      file.flush();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (file) {
      file.close();
    }
  }
}
