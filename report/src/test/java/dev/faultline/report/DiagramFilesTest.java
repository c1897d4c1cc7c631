package dev.faultline.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Writes the files that the browser's tests open, into target/diagrams. */
class DiagramFilesTest {
  private static final Path FOLDER = Path.of("target/diagrams");

  @Test
  void a_story_of_some_events() throws IOException {
    write("story", SampleRuns.story());
  }

  @Test
  void a_run_of_some_thousand_events() throws IOException {
    write("run", SampleRuns.violating());
  }

  @Test
  void a_run_of_a_hundred_thousand_events() throws IOException {
    List<TraceEvent> events = SampleRuns.longRun(100_000);
    assertThat(events).hasSize(100_000);
    write("long", events);
  }

  /** The browser's tests look for what stands beside the picture, and in it. */
  @Test
  void a_story_with_its_explanation() throws IOException {
    List<TraceEvent> events = SampleRuns.story();
    Files.createDirectories(FOLDER);
    Diagram.write(
        FOLDER.resolve("why.html"),
        SampleRuns.header(events).withExplanation(SampleRuns.explanation(events)),
        events);
  }

  private static void write(String name, List<TraceEvent> events) throws IOException {
    Files.createDirectories(FOLDER);
    Diagram.write(FOLDER.resolve(name + ".html"), SampleRuns.header(events), events);
    PerfettoTrace.write(FOLDER.resolve(name + ".json"), SampleRuns.header(events), events);
    ShiVizLog.write(FOLDER.resolve(name + ".log"), events);
  }
}
