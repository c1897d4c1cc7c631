package dev.faultline.cli;

import com.google.gson.JsonObject;
import dev.faultline.explore.Replay;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Scenarios;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.story.Story;
import dev.faultline.explore.tape.ReplayText;
import dev.faultline.explore.tape.TraceText;
import dev.faultline.report.Recording;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Tracer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a finding back. */
@Command(
    name = "replay",
    description = {
      "Runs the world of a replay file again.",
      "It is reproduced when the same property is violated and the trace hash is the same."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no property is violated this time",
      "1:a property is violated, as in the file or otherwise",
      "2:wrong usage, a missing or damaged replay file included",
      "3:inconclusive, or the file does not fit the program any more",
      "4:Faultline itself failed"
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline replay faultline-out/payments-482913377.replay",
      "  ./faultline replay faultline-out/payments-482913377.replay --trace | less",
      "  ./faultline replay faultline-out/payments-482913377.replay --diagram run.html"
    })
final class ReplayCommand implements Callable<Integer> {
  /** A run of more events is not told as a story: too much of it would be left out. */
  private static final int TELLABLE = 2_000;

  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "A replay file that 'explore' wrote.")
  private Path file;

  @Mixin private ClassPath classPath = new ClassPath();
  @Mixin private Exports exports = new Exports();

  @Option(names = "--trace", description = "Print every event of the world first.")
  private boolean trace;

  @Option(
      names = "--json",
      description = "Print one JSON document on standard output; all else goes to standard error.")
  private boolean json;

  ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ReplayFile replayFile = ReplayText.read(file);
    Scenario scenario = scenario(replayFile);
    PrintWriter people = json ? terminal.err() : terminal.out();
    List<TraceEvent> run = new ArrayList<>();
    Recording recording = new Recording();
    Replay replay = Replay.of(replayFile, scenario, tracer(people, run, recording));
    new ReplayReport(people, json ? terminal.errPaint() : terminal.outPaint())
        .print(file, replayFile, replay, run.size() > TELLABLE ? List.of() : Story.of(run));
    ReplayLine line = new ReplayLine(terminal.command(), classPath.given());
    exports.write(replayFile, replay, recording, line.of(file));
    exports.files().forEach((name, written) -> people.println(name + ": " + written));
    people.flush();
    if (json) {
      JsonObject document = ReplayReport.json(replayFile, replay);
      exports.addTo(document);
      terminal.out().println(Json.text(document));
    }
    return ReplayReport.exitCode(replay).number();
  }

  private Tracer tracer(PrintWriter people, List<TraceEvent> run, Recording recording) {
    boolean exporting = exports.wanted();
    return event -> {
      if (exporting) {
        recording.on(event);
      }
      if (trace) {
        people.println(TraceText.of(event));
      }
      if (run.size() <= TELLABLE) {
        run.add(event);
      }
    };
  }

  private Scenario scenario(ReplayFile replayFile) {
    try {
      return Scenarios.find(replayFile.target(), classPath.loader());
    } catch (UsageException e) {
      throw new UsageException(
          file
              + ": "
              + e.getMessage()
              + (classPath.given() == null
                  ? "; a target of your own needs the --classpath that it was explored with"
                  : ""),
          e);
    }
  }
}
