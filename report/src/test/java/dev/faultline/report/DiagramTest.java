package dev.faultline.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.report.Columns.Row;
import dev.faultline.sim.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagramTest {
  @TempDir Path folder;

  @Test
  void a_file_reads_back_as_what_was_recorded() throws IOException {
    List<TraceEvent> events = SampleRuns.violating();
    Recording recording = Recording.of(events);
    RunDecoder read = RunDecoder.read(write(SampleRuns.header(events), events));
    assertThat(read.rows()).hasSize(events.size()).isEqualTo(rows(recording));
    assertThat(read.strings("strings")).isEqualTo(recording.strings());
    assertThat(read.header().getAsJsonArray("lanes").asList())
        .extracting(lane -> lane.getAsJsonObject().get("name").getAsString())
        .isEqualTo(recording.lanes());
    assertThat(read.header().getAsJsonArray("faults")).hasSameSizeAs(recording.faults());
  }

  @Test
  void extreme_numbers_survive() throws IOException {
    List<TraceEvent> events =
        List.of(
            new TraceEvent.Signalled(0, "n", "low", Long.MIN_VALUE),
            new TraceEvent.Signalled(Long.MAX_VALUE, "n", "high", Long.MAX_VALUE));
    RunDecoder read = RunDecoder.read(write(SampleRuns.header(events), events));
    assertThat(read.rows()).isEqualTo(rows(Recording.of(events)));
    assertThat(read.rows()).extracting(Row::number).containsExactly(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @Test
  void the_head_says_which_run_it_is() throws IOException {
    List<TraceEvent> events = SampleRuns.story();
    RunDecoder read = RunDecoder.read(write(SampleRuns.header(events), events));
    assertThat(read.header().get("target").getAsString()).isEqualTo("quorum-store");
    assertThat(read.header().get("seed").getAsString()).isEqualTo("42");
    assertThat(read.header().get("traceHash").getAsString()).isEqualTo("51ab0c93d2e4f607");
    assertThat(read.header().get("property").getAsString())
        .isEqualTo("reads see acknowledged writes");
    assertThat(read.header().get("replay").getAsString()).startsWith("./faultline replay ");
  }

  @Test
  void an_empty_run_without_a_violation_is_written_too() throws IOException {
    RunHeader header = new RunHeader("nothing", -1, null, null, 0, null);
    RunDecoder read = RunDecoder.read(write(header, List.of()));
    assertThat(read.rows()).isEmpty();
    assertThat(read.header().get("property").isJsonNull()).isTrue();
  }

  @Test
  void what_messages_say_cannot_become_part_of_the_page() throws IOException {
    String evil = "</script><script>alert(1)</script>";
    RunHeader header = new RunHeader(evil, 1, evil, evil, 0, evil);
    List<TraceEvent> events = List.of(new TraceEvent.Remarked(0, evil, evil));
    String html = write(header, events);
    assertThat(html).doesNotContain(evil).doesNotContain("alert(1)</script>");
    assertThat(RunDecoder.read(html).strings("strings")).containsExactly(evil);
  }

  @Test
  void the_page_may_load_nothing_and_names_no_address() throws IOException {
    String html = write(SampleRuns.header(SampleRuns.story()), SampleRuns.story());
    assertThat(html).contains("default-src 'none'").doesNotContain("https://");
    assertThat(html.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http://");
  }

  private String write(RunHeader header, List<TraceEvent> events) throws IOException {
    Path file = folder.resolve("diagram.html");
    Diagram.write(file, header, events);
    return Files.readString(file);
  }

  private static List<Row> rows(Recording recording) {
    return IntStream.range(0, recording.size()).mapToObj(recording.columns()::row).toList();
  }
}
