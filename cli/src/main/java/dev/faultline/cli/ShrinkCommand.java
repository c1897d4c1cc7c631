package dev.faultline.cli;

import com.google.gson.JsonObject;
import dev.faultline.explore.Finding;
import dev.faultline.explore.LeakException;
import dev.faultline.explore.OutDirectory;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.shrink.Shrinker;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the run of a replay file small, or smaller. */
@Command(
    name = "shrink",
    description = {
      "Makes the run of a replay file smaller: fewer faults, clients and operations, less time.",
      "Goes on from any replay file, as found or shrunk before. After Ctrl-C, and when the budget",
      "is over, what has been reached is written."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing more can be left out",
      "2:wrong usage; the file is missing, damaged, or does not bring its run back",
      "3:there may be more to leave out: the budget was over, or Ctrl-C came",
      "4:the run does not come out the same twice, or Faultline itself failed"
    },
    footer = {
      "",
      "Example:",
      "  ./faultline shrink faultline-out/microraft-818-shrunk.replay --time 10m"
    })
final class ShrinkCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "A replay file that 'explore' wrote.")
  private Path file;

  @Mixin private ClassPath classPath = new ClassPath();

  @Option(
      names = "--time",
      paramLabel = "DURATION",
      converter = Converters.Time.class,
      description = "Real time to spend at most (default: 30s).")
  private @Nullable Duration time;

  @Option(
      names = "--replays",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "Runs to try at most (default: 1500).")
  private @Nullable Integer replays;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the smaller run is written (default: the folder of FILE).")
  private @Nullable Path out;

  @Option(
      names = "--json",
      description = "Print one JSON document on standard output; all else goes to standard error.")
  private boolean json;

  ShrinkCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ReplaySource source = ReplaySource.read(file, classPath);
    OutDirectory directory = OutDirectory.prepare(folder());
    Finding finding = source.finding();
    ShrinkBudget budget =
        new ShrinkBudget(
            replays == null ? ShrinkBudget.DEFAULT.replays() : replays,
            time == null ? ShrinkBudget.DEFAULT.time() : time);
    try (Interruption interruption = Interruption.of(() -> {})) {
      Shrunk shrunk = Shrinker.shrink(source.plan(), finding, budget, interruption::hasHappened);
      boolean smaller = isSmaller(shrunk.after().replay(), source.file());
      Path written = smaller ? directory.writeShrunk(shrunk.after()) : file;
      print(json ? terminal.err() : terminal.out(), shrunk, written, smaller);
      if (json) {
        terminal.out().println(Json.text(document(shrunk, written, smaller)));
      }
      return shrunk.minimal() ? 0 : ExitCode.INCONCLUSIVE.number();
    } catch (LeakException e) {
      terminal.err().println("nondeterminism has leaked into the world: " + e.leak().summary());
      terminal.err().flush();
      return ExitCode.FAILURE.number();
    }
  }

  /** The version that wrote a file does not make its run another one. */
  private static boolean isSmaller(ReplayFile after, ReplayFile before) {
    return !after.until().equals(before.until())
        || !after.tape().departures().equals(before.tape().departures())
        || !after.tape().calm().equals(before.tape().calm());
  }

  private Path folder() {
    if (out != null) {
      return out;
    }
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? Path.of("/") : parent;
  }

  private void print(PrintWriter people, Shrunk shrunk, Path written, boolean smaller) {
    if (smaller) {
      people.println(
          "from "
              + HumanText.count(Shrunk.faults(shrunk.before()), "fault")
              + " to "
              + HumanText.count(Shrunk.faults(shrunk.after()))
              + ", from "
              + HumanText.count(shrunk.before().events(), "event")
              + " to "
              + HumanText.count(shrunk.after().events()));
      people.println(new ReplayLine(terminal.command(), classPath.given()).of(written));
    } else {
      people.println("no smaller run was found");
    }
    people.println(
        HumanText.count(shrunk.replays(), "replay")
            + (shrunk.minimal()
                ? "; nothing more can be left out"
                : "; there may be more to leave out, 'shrink' goes on from this file")
            + shrunk.failuresText());
    people.flush();
  }

  private static JsonObject document(Shrunk shrunk, Path written, boolean smaller) {
    JsonObject document = new JsonObject();
    document.addProperty("replayFile", written.toString());
    document.addProperty("smaller", smaller);
    document.addProperty("minimal", shrunk.minimal());
    document.addProperty("replays", shrunk.replays());
    document.addProperty("faultsBefore", Shrunk.faults(shrunk.before()));
    document.addProperty("faultsAfter", Shrunk.faults(shrunk.after()));
    document.addProperty("eventsBefore", shrunk.before().events());
    document.addProperty("eventsAfter", shrunk.after().events());
    document.add("failures", Json.strings(shrunk.failures()));
    return document;
  }
}
