package dev.faultline.cli;

import dev.faultline.chaos.monkey.LeftFaults;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.undo.Undone;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Undoes what a run has left behind. */
@Command(
    name = "undo",
    description =
        "Undoes every fault that the state folder still has: those of a run that was killed, and"
            + " those of one that goes on. What cannot be undone stays there and is named; the exit"
            + " code is 1 then.")
final class MonkeyUndoCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private MonkeyConfigOption configuration;

  @Option(
      names = "--state",
      paramLabel = "FOLDER",
      description = "The state folder; default: the configuration's.")
  private @Nullable Path state;

  @Option(names = "--force", description = "Forget what cannot be undone.")
  private boolean force;

  MonkeyUndoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path folder = state != null ? state : configuration.read(terminal).state();
    return undoAll(terminal, folder, force);
  }

  /** The exit code: 0 where all of it is undone. */
  static int undoAll(Terminal terminal, Path state, boolean force) {
    LeftFaults left = new LeftFaults(state, ProcessControl.ofMachine(), InstantSource.system());
    List<Undone> all;
    try {
      all = left.undo(force, line -> terminal.err().println("faultline: " + line));
    } catch (IOException e) {
      throw new UsageException("what is to be undone cannot be read: " + e.getMessage(), e);
    }
    for (Undone undone : all) {
      (undone.done() ? terminal.out() : terminal.err())
          .println((undone.done() ? "" : "faultline: ") + undone.said());
    }
    if (all.isEmpty()) {
      terminal.out().println("nothing is to be undone in " + state);
    }
    return all.stream().allMatch(Undone::done) ? 0 : 1;
  }
}
