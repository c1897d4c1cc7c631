package dev.faultline.junit;

import dev.faultline.explore.Finding;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.story.Story;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.trace.TraceEvent;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a failing world test says. */
final class FailureText {
  /**
   * What is left of a failure on disk.
   *
   * @param diagram or null
   * @param noDiagram why there is none
   * @param classPath the tests' class path as an argument file
   */
  record Files(Path replay, @Nullable Path diagram, String noDiagram, Path classPath) {}

  private FailureText() {}

  static String of(
      Finding found,
      @Nullable Shrunk shrunk,
      List<TraceEvent> run,
      List<String> why,
      int searched,
      Files files,
      String test,
      String faults,
      String settings) {
    Finding told = shrunk == null ? found : shrunk.after();
    StringBuilder text = new StringBuilder();
    text.append("property violated: ").append(told.violation().property()).append('\n');
    text.append("  ").append(told.violation().detail().replace("\n", "\n  ")).append('\n');
    if (!told.violation().declared().isEmpty()) {
      // In the form that IDEs and terminals make a link of.
      text.append("  declared at ").append(told.violation().declared().getFirst()).append('\n');
    }
    text.append('\n');
    text.append("seed ")
        .append(found.seed())
        .append(", at ")
        .append(SimTime.text(told.violation().nanos()))
        .append(" of simulated time; worlds searched: ")
        .append(searched)
        .append("; the replay was identical\n");
    if (shrunk != null) {
      text.append("shrunk from ")
          .append(Shrunk.faults(shrunk.before()))
          .append(" to ")
          .append(Shrunk.faults(shrunk.after()))
          .append(" faults and from ")
          .append(shrunk.before().events())
          .append(" to ")
          .append(shrunk.after().events())
          .append(" events in ")
          .append(shrunk.replays())
          .append(" replays")
          .append(shrunk.minimal() ? "" : "; not minimal, the budget ran out")
          .append(shrunk.sameEvidence() ? "" : "; the violation differs from the first one")
          .append(shrunk.failuresText())
          .append('\n');
    }
    text.append("faults played in these worlds: ").append(faults).append("\n\n");
    for (String line : Story.of(run)) {
      text.append(line).append('\n');
    }
    if (!why.isEmpty()) {
      text.append("\nwhy\n");
      why.forEach(line -> text.append("  ").append(line).append('\n'));
    }
    Path replayFile = files.replay().toAbsolutePath();
    text.append("\nreplay file  ").append(replayFile.toUri()).append('\n');
    Path diagram = files.diagram();
    text.append("diagram      ")
        .append(diagram == null ? files.noDiagram() : diagram.toAbsolutePath().toUri().toString())
        .append('\n');
    text.append("replay it    ")
        .append(BuildTool.of(System::getProperty).replays(test, replayFile))
        .append('\n');
    text.append("or           faultline replay ")
        .append(replayFile)
        .append(" @")
        .append(files.classPath().toAbsolutePath())
        .append('\n');
    text.append("keep it      next to the test class, as a resource, with @Replay(\"")
        .append(replayFile.getFileName())
        .append("\")\n");
    text.append("settings     ").append(settings).append('\n');
    return text.toString();
  }
}
