package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.explore.Replay;
import dev.faultline.explore.tape.TraceText;
import dev.faultline.explore.why.Difference;
import dev.faultline.explore.why.WhyText;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.trace.TraceEvent;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where the runs of two replay files part. */
@Command(
    name = "diff",
    description = {
      "Runs the worlds of two replay files and says where they part.",
      "Says too what happens only in the one and only in the other. Faults are not compared: they"
          + " are what differs to begin with."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the runs are the same",
      "1:they differ",
      "2:wrong usage, a missing or damaged replay file included",
      "4:Faultline itself failed, or results could not be written"
    },
    footer = {
      "",
      "Example:",
      "  ./faultline diff faultline-out/payments-4.replay faultline-out/payments-4-shrunk.replay"
    })
final class DiffCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "A", description = "A replay file.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "Another one.")
  private Path second;

  @Mixin private ClassPath classPath = new ClassPath();

  @Option(
      names = "--json",
      description = "Print one JSON document on standard output; all else goes to standard error.")
  private boolean json;

  DiffCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<TraceEvent> runOfA = new ArrayList<>();
    List<TraceEvent> runOfB = new ArrayList<>();
    long hashOfA = run(first, runOfA);
    long hashOfB = run(second, runOfB);
    Difference difference = Difference.of(runOfA, runOfB, Long.MAX_VALUE);
    boolean same = difference == null && hashOfA == hashOfB;
    PrintWriter people = json ? terminal.err() : terminal.out();
    if (difference != null) {
      people.println("the two diverge at " + SimTime.text(difference.partsNanos() / 1000 * 1000));
      WhyText.of(difference, first.toString(), second.toString()).forEach(people::println);
    } else if (same) {
      people.println("the two runs are the same");
    } else {
      people.println(
          "the trace hashes differ, but no event of the traces does: the difference is in"
              + " faults, steps of threads or contents");
    }
    people.flush();
    if (json) {
      terminal.out().println(Json.text(document(same, difference)));
    }
    return same ? 0 : 1;
  }

  /** Runs a file's world, and says where it does not fit the program any more. */
  private long run(Path path, List<TraceEvent> events) {
    ReplaySource source = ReplaySource.read(path, classPath);
    Replay replay = Replay.of(source.file(), source.scenario(), events::add);
    if (replay.misfit() != null) {
      terminal.err().println(path + " does not fit the program any more: " + replay.misfit());
      terminal.err().flush();
    }
    return replay.result().traceHash();
  }

  private static JsonObject document(boolean same, @Nullable Difference difference) {
    JsonObject document = new JsonObject();
    document.addProperty("same", same);
    if (difference != null) {
      document.addProperty("partsSeconds", Json.seconds(difference.partsNanos()));
      document.add("onlyInA", events(difference.here()));
      document.add("onlyInB", events(difference.there()));
    }
    return document;
  }

  private static JsonArray events(List<TraceEvent> events) {
    return Json.strings(events.stream().map(TraceText::of).map(String::strip).toList());
  }
}
